import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { tellReplay } from "../simulation/replay";

const root = join(__dirname, "..", "..");
const simulateWith = (env: NodeJS.ProcessEnv, ...args: string[]) =>
  spawnSync(process.execPath, ["tools/simulate.mts", ...args], {
    ...{ cwd: root, encoding: "utf8", timeout: 60_000 },
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
const simulate = (...args: string[]) => simulateWith({}, ...args);

/** Has a source file be read otherwise than it is. */
const otherwise = (file: string, text: string, instead: string): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--require ${require.resolve("./otherwise.cjs")}`,
  OTHERWISE: JSON.stringify({ file, text, instead }),
});

jest.setTimeout(90_000);

it("says how it is used", () => {
  const { status, stdout } = simulate("--help");
  expect(status).toBe(0);
  expect(stdout).toMatch(/--histories .*\n.*--seed .*\n.*--jobs .*\n.*--path /);
});

it.each([
  [["--histories", "none"], '--histories must be a whole number from 1 to 9999999, not "none"'],
  [["--seed", "1.5"], '--seed must be a whole number, not "1.5"'],
  [["--jobs", "0"], '--jobs must be a whole number from 1 to 99, not "0"'],
  [["--path", "0:1"], "--path needs the --seed that was printed with it"],
  [["--hurry"], "Unknown option '--hurry'"],
])("refuses %j in one line", (args, problem) => {
  const { status, stderr } = simulate(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(problem);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

it("plays as many as asked in several processes, each with a seed of its own, and tells what they met together", () => {
  const { status, stderr } = simulate("--histories", "5", "--seed", "7", "--jobs", "2");
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr).toContain("5 histories from seed 7 in 2 processes: no promise was broken");
  expect(stderr).toContain("seed 7: 3 of 3 histories");
  expect(stderr).toContain("seed 8: 2 of 2 histories");
  expect(stderr).toMatch(/\| answer \| create assign \|.*\n\| --- .*\n\| fine \| [1-9]\d* \|/);
  expect(stderr.match(/\| answer \|/g)).toHaveLength(1);
});

it("fails where one of its processes sees a promise broken, and tells what replays it", () => {
  const forgetful = otherwise(
    "provider/core/record.ts",
    "...inputs.privateIpAddresses }",
    '...(process.env["SIMULATE_SEED"] === "8" ? {} : inputs.privateIpAddresses) }',
  );
  const { status, stdout, stderr } = simulateWith(forgetful, ..."--histories 2 --seed 7 --jobs 2".split(" "));
  expect(stderr).toMatch(/^ *npm run simulate -- --seed 8 --path [\d:]+$/m);
  expect(stdout).toContain("1 passed, 0 failed");
  expect(stderr).toContain("held, and in nobody's state");
  expect(stderr).toContain("a promise was broken: the command that replays it is above");
  expect(status).toBe(1);
});

it("fails where many histories have not met all that can come", () => {
  const idle = otherwise("tests/simulation/simulation.test.ts", "await run(() => play(history, note));", "");
  const { status, stderr } = simulateWith(idle, "--histories", "1000", "--seed", "7", "--jobs", "1");
  expect(stderr).toContain("no promise was broken");
  expect(stderr).toContain("A cell is empty");
  expect(status).toBe(1);
});

describe("a failure", () => {
  const isShort = fc.property(fc.array(fc.nat()), (list) => list.length < 3);
  const told = (): string => {
    try {
      fc.assert(isShort, { reporter: tellReplay });
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  it("is told by the command that plays the shortest history of it again, and only that one", () => {
    const [, seed, path = ""] = /^npm run simulate -- --seed (-?\d+) --path ([\d:]+)\n/.exec(told()) ?? [];
    const again = fc.check(isShort, { seed: Number(seed), path });
    expect(again).toMatchObject({ failed: true, numRuns: 1, counterexample: [[0, 0, 0]] });
  });

  it("that is mended ends its replay with its one history", () => {
    const { status, stderr } = simulate("--seed", "7", "--path", "1:0", "--jobs", "2");
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toContain("one history from seed 7 in 1 processes: no promise was broken");
  });
});
