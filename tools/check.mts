// npm run check: the one gate; see --help below
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { run } from "./processes/run.mts";
import { exitCodeAfter, onEndingSignal } from "./processes/signals.mts";
import { ProgramFailure } from "./processes/start.mts";

interface Step {
  readonly name: string;
  /** arguments of `npm run` */
  readonly script: readonly string[];
  /** shows its output as it comes */
  readonly live?: boolean;
}

const steps: readonly Step[] = [
  { name: "format", script: ["format:check"] },
  { name: "lint", script: ["lint"] },
  { name: "typecheck", script: ["typecheck"] },
  { name: "imports", script: ["depcruise"] },
  { name: "build", script: ["build"] },
  // without the build that `npm test` starts with
  { name: "tests", script: ["test", "--ignore-scripts", "--", "--coverage"], live: true },
  { name: "publint", script: ["publint"] },
  { name: "attw", script: ["attw"] },
  { name: "knip", script: ["knip"] },
];

const help = `Usage: npm run check -- [--skip <names>]

Runs every check of this repository, one after the other, also after a failure, and ends with a line
\`N passed, N failed\`: of tests, with a check that failed counted as one more; or of checks, if the tests are skipped.

  --skip <names>  leaves these out, separated by commas: ${steps.map(({ name }) => name).join(", ")}
  --help          prints this
`;

const heartbeatMs = 10_000;
const boundMs = 45 * 60_000;
const cacheFolder = join(import.meta.dirname, "..", ".cache");
const testSummary = join(cacheFolder, "test-summary.txt");

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { skip: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const skipped = namesToSkip(values.skip ?? "");
  const selected = steps.filter(({ name }) => !skipped.has(name));
  const failed: string[] = [];
  // a line of an earlier run must not pass for one of this run
  if (!skipped.has("tests")) await rm(testSummary, { force: true });
  for (const step of selected) if (!(await runStep(step))) failed.push(step.name);
  if (failed.length > 0) console.log(styleText("red", `failed: ${failed.join(", ")}`));
  const line = skipped.has("tests") ? checksLine(selected.length, failed.length) : await testsLine(failed);
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(join(cacheFolder, "check-summary.txt"), `${line}\n`);
  console.log(line);
  return failed.length > 0 ? 1 : 0;
}

function namesToSkip(list: string): ReadonlySet<string> {
  const names = list.split(",").filter((name) => name !== "");
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) throw new Error(`--skip: no check is called ${unknown.join(", ")}; see --help`);
  return new Set(names);
}

const checksLine = (run: number, failed: number): string => `${run - failed} passed, ${failed} failed`;

async function testsLine(failed: readonly string[]): Promise<string> {
  const summary = await readFile(testSummary, "utf8").catch(() => "");
  const [, passed = "0", failedTests = "0"] = /^(\d+) passed, (\d+) failed/.exec(summary) ?? [];
  const otherChecks = failed.filter((name) => name !== "tests").length;
  // jest can fail with no failed test, for instance on the coverage threshold or before its first test
  const inTests = failed.includes("tests") ? Math.max(1, Number(failedTests)) : 0;
  return `${passed} passed, ${inTests + otherChecks} failed`;
}

async function runStep(step: Step): Promise<boolean> {
  const begun = performance.now();
  const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  console.log(`${step.name} …`);
  const heartbeat = setInterval(() => {
    console.log(`${step.name} … ${seconds()}`);
  }, heartbeatMs);
  const { ok, output } = await runScript(step);
  clearInterval(heartbeat);
  if (!ok) process.stdout.write(output);
  console.log(`${step.name}: ${ok ? styleText("green", "ok") : styleText("red", "failed")} (${seconds()})`);
  return ok;
}

async function runScript({ script, live = false }: Step): Promise<{ ok: boolean; output: string }> {
  try {
    const { exitCode, output } = await run("npm", ["run", "--silent", ...script], {
      timeoutMs: boundMs,
      ...(live && { inherit: "output" }),
    });
    return { ok: exitCode === 0, output };
  } catch (error) {
    if (error instanceof ProgramFailure) return { ok: false, output: `${error.message}\n` };
    throw error;
  }
}

// through `exit`, which ends also what runs
onEndingSignal((signal) => process.exit(exitCodeAfter(signal)));

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
