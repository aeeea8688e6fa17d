// Plays random histories of programs, faults, kills and outsiders over the real hooks: `npm run simulate -- --help`.
import { mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exitCodeAfter, onEndingSignal } from "./processes/signals.mts";
import { start } from "./processes/start.mts";
import { repositoryRoot } from "./pulumi-cli/cache.mts";

const help = `Usage: npm run simulate -- [options]

Plays random histories of a stack in a simulation of Pulumi's engine, over the hooks as they are, and checks the promises of
INVARIANTS.md after each step. A history that breaks one is made as short as can be, and printed with what replays it.

Options:
  --histories <number>  how many (default: 10000; some 20 a second and core)
  --seed <number>       where the random numbers begin (default: another one each time); the same histories come with the same --jobs
  --jobs <number>       in how many processes, each with a seed of its own, the next after that of the one before (default: 1 for each core)
  --path <path>         replays one that failed, as it was printed, with its seed
  -h, --help            prints this

Example:
  $ npm run simulate -- --histories 50000 --seed 7
`;

/** By call and operation, and by answer; what a call cannot meet is not there. */
type Covered = Readonly<Record<string, Readonly<Record<string, number>>>>;

function fail(problem: string): never {
  process.stderr.write(`simulate: ${problem}; see --help\n`);
  process.exit(2);
}

function read() {
  try {
    return parseArgs({
      options: {
        histories: { type: "string", default: "10000" },
        seed: { type: "string" },
        path: { type: "string" },
        jobs: { type: "string", default: String(availableParallelism()) },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message.replace(/\s+/g, " "));
  }
}

const { histories, seed, path, jobs, help: isAsked } = read();
if (isAsked) {
  process.stdout.write(help);
  process.exit(0);
}
if (!/^[1-9]\d{0,6}$/.test(histories))
  fail(`--histories must be a whole number from 1 to 9999999, not "${histories}"`);
if (seed !== undefined && !/^-?\d+$/.test(seed)) fail(`--seed must be a whole number, not "${seed}"`);
if (path !== undefined && seed === undefined) fail("--path needs the --seed that was printed with it");
if (!/^[1-9]\d?$/.test(jobs)) fail(`--jobs must be a whole number from 1 to 99, not "${jobs}"`);

const jest = join(repositoryRoot, "node_modules", "jest", "bin", "jest.js");
const folder = join(repositoryRoot, ".cache");
await mkdir(folder, { recursive: true });
// what is replayed, or so little, is for one process
const count = path === undefined ? Math.min(Number(jobs), Number(histories)) : 1;
const first = Number(seed ?? Math.floor(Math.random() * 2 ** 31));

/** Plays one part, and answers whether it went well, and what it met. */
async function play(part: number): Promise<{ readonly ok: boolean; readonly covered: Covered }> {
  const coveredFile = join(folder, `simulated-${process.pid}-${part}.json`);
  const own = Math.floor(Number(histories) / count) + (part < Number(histories) % count ? 1 : 0);
  const running = start(process.execPath, [jest, "--silent=false", "tests/simulation/simulation"], {
    cwd: repositoryRoot,
    inherit: "output",
    env: {
      ...process.env,
      // it says nothing about a run of everything
      COVERAGE: "off",
      SIMULATE_HISTORIES: String(own),
      SIMULATE_SEED: String(first + part),
      SIMULATE_COVERED: coveredFile,
      ...(path !== undefined && { SIMULATE_PATH: path }),
    },
  });
  const { exitCode } = await running.done;
  const covered = JSON.parse(await readFile(coveredFile, "utf8").catch(() => "{}")) as Covered;
  await rm(coveredFile, { force: true });
  return { ok: exitCode === 0, covered };
}

/** How often each call of each operation met each kind of answer, as a table of Markdown. */
function tableOf(parts: readonly Covered[]): string {
  const columns = Object.keys(parts[0] ?? {});
  const answers = [...new Set(columns.flatMap((column) => Object.keys(parts[0]?.[column] ?? {})))];
  const cell = (column: string, answer: string): string => {
    const counts = parts.map((part) => part[column]?.[answer]).filter((one) => one !== undefined);
    return counts.length === 0 ? "–" : String(counts.reduce((sum, one) => sum + one, 0));
  };
  const rows = answers.map((answer) => [answer, ...columns.map((column) => cell(column, answer))]);
  return [["answer", ...columns], Array<string>(columns.length + 1).fill("---"), ...rows]
    .map((row) => `| ${row.join(" | ")} |\n`)
    .join("");
}

onEndingSignal((signal) => process.exit(exitCodeAfter(signal)));
const parts = await Promise.all(Array.from({ length: count }, (_, part) => play(part)));
const table = tableOf(parts.map(({ covered }) => covered));
const verdict = parts.every(({ ok }) => ok)
  ? "no promise was broken"
  : "a promise was broken: the command that replays it is above";
process.stderr.write(
  `\n${path === undefined ? `${histories} histories` : "one history"} from seed ${first} in ${count} processes: ${verdict}. How often each answer of the cloud came to each call:\n\n${table}`,
);
// so few histories meet not all of it
const often = parts.map(({ covered }) =>
  // what is asked of a starting instance, or of an ENI that is not found, is rare
  Object.fromEntries(Object.entries(covered).filter(([column]) => !/ (instances|caller)$/.test(column))),
);
const expected = Number(histories) >= 50_000 ? table : tableOf(often);
const isHole = Number(histories) >= 1_000 && path === undefined && / 0 \|/.test(expected);
if (isHole) process.stderr.write("\nA cell is empty: these histories do not meet all that can come.\n");
process.exitCode = parts.every(({ ok }) => ok) && !isHole ? 0 : 1;
