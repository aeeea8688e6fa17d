import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Measurement } from "../../tools/bench/measure.mts" with { "resolution-mode": "import" };

jest.setTimeout(180_000);

const root = join(__dirname, "..", "..");
const cache = join(root, ".cache");

/** Not by npm, which would build dist/ anew under the other tests. */
function startBench(...args: string[]) {
  const folders = () => readdirSync(cache).filter((name) => name.startsWith("bench-"));
  // one that was killed may have left its own
  const before = folders();
  const child = spawn(process.execPath, ["tools/bench/bench.mts", ...args], {
    cwd: root,
  });
  const printed = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (printed.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed.stderr += chunk.toString()));
  const end = once(child, "close").then(() => ({ ...printed, exitCode: child.exitCode }));
  const says = async (words: string): Promise<void> => {
    while (!printed.stderr.includes(words)) {
      if ((child.exitCode ?? child.signalCode) !== null)
        throw new Error(`ended, and has not said "${words}": ${printed.stderr}`);
      await Promise.race([once(child.stderr, "data"), end]);
    }
  };
  const filesLeft = () => folders().filter((name) => !before.includes(name));
  return { child, end, says, filesLeft };
}

it("measures a step on the real engine, and prints it beside a provider that does nothing", async () => {
  const { end, filesLeft } = startBench("--quick", "--enis", "3", "--steps", "unassign");
  const { stdout, stderr, exitCode } = await end;

  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout).toContain("3 ENIs, --parallel default");
  expect(stdout).toMatch(
    /unassign 3 of 10 +│ \d+: \d Describe, 3 Unassign +│ +5 │ +\d+\.\d │ +\d+\.\d │ +\d/,
  );
  // it was run, since the other starts from it
  expect(stderr).toContain("create 10, floor: done");
  expect(stdout).not.toContain("create 10");
  expect(filesLeft()).toEqual([]);
});

it("gives all figures as JSON", async () => {
  const steps = ["--steps", "create,destroy"];
  const { end } = startBench("--enis", "1", ...steps, "--parallel", "2", "--latency", "0", "--json");
  const { stdout } = await end;

  const result = JSON.parse(stdout) as { pulumi: string; measurements: Measurement[] };
  expect(result).toMatchObject({ latencyMs: 0, node: process.version });
  const [create, destroy] = result.measurements;
  expect(create).toMatchObject({ enis: 1, parallel: 2, step: "create 10", leastCalls: 3 });
  expect(create?.calls).toEqual({ DescribeNetworkInterfaces: 2, AssignPrivateIpAddresses: 1 });
  expect(create?.ours.seconds).toBeGreaterThan(0);
  expect(create?.floor.seconds).toBeGreaterThan(0);
  expect(create?.stateBytes).toBeGreaterThan(1000);
  expect(destroy?.calls).toEqual({ DescribeNetworkInterfaces: 2, UnassignPrivateIpAddresses: 1 });
  expect(destroy).not.toHaveProperty("stateBytes");
});

it("leaves no process and no file behind when it is stopped half-way", async () => {
  const { child, end, says, filesLeft } = startBench("--quick");
  await says("create 10, ours");
  const [folder = "none"] = filesLeft();
  const processes = () =>
    execFileSync("ps", ["-A", "-o", "args="], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line.includes(folder));
  // the emulator, which has its seed there
  expect(processes()).not.toEqual([]);
  child.kill("SIGTERM");

  expect(await end).toMatchObject({ exitCode: 1 });
  expect(filesLeft()).toEqual([]);
  expect(processes()).toEqual([]);
});
