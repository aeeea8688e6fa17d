import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/processes/run.mts";

const root = join(__dirname, "..", "..");
const node = (...args: string[]) => run(process.execPath, args, { cwd: root, timeoutMs: 30_000 });

describe("the summary of a test run", () => {
  const folder = mkdtempSync(join(tmpdir(), "summary-"));

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is the last line, also in a file, and counts a test file that did not run as a failure", async () => {
    const results = { numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
    const reporter = JSON.stringify(join(root, "tests", "setup", "summary-reporter.cjs"));
    const script = `
      new (require(${reporter}))({ rootDir: ${JSON.stringify(folder)} }).onRunComplete([], ${JSON.stringify(results)});
      console.log("what another reporter still says");`;

    const { stdout } = await node("-e", script);

    expect(stdout.trimEnd().split("\n").at(-1)).toBe("7 passed, 3 failed");
    expect(readFileSync(join(folder, ".cache", "test-summary.txt"), "utf8")).toBe("7 passed, 3 failed\n");
  });
});

describe("npm run check", () => {
  it("says how it is used", async () => {
    const { stdout, exitCode } = await node("tools/check.mts", "--help");

    expect(stdout).toContain("Usage: npm run check -- [--skip <names>]");
    expect(exitCode).toBe(0);
  });

  it.each([
    [["--skip", "tests,typos"], "no check is called typos"],
    [["--bogus"], "--bogus"],
  ])("refuses %j in one line, with no stack trace", async (args, remedy) => {
    const { stderr, exitCode } = await node("tools/check.mts", ...args);

    expect(stderr).toContain(remedy);
    expect(stderr).not.toContain("    at ");
    expect(exitCode).toBe(2);
  });
});
