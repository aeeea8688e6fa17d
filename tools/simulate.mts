// Plays random histories of programs, faults, kills and outsiders over the real hooks: `npm run simulate -- --help`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { repositoryRoot } from "./pulumi-cli/cache.mts";

const help = `Usage: npm run simulate -- [options]

Plays random histories of a stack in a simulation of Pulumi's engine, over the hooks as they are, and checks the promises of
INVARIANTS.md after each step. A history that breaks one is made as short as can be, and printed with what replays it.

Options:
  --histories <number>  how many (default: 10000; some 45 a second)
  --seed <number>       where the random numbers begin (default: another one each time)
  --path <path>         replays one that failed, as it was printed, with its seed
  -h, --help            prints this

Example:
  $ npm run simulate -- --histories 50000 --seed 7
`;

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
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message.replace(/\s+/g, " "));
  }
}

const { histories, seed, path, help: isAsked } = read();
if (isAsked) {
  process.stdout.write(help);
  process.exit(0);
}
if (!/^[1-9]\d{0,6}$/.test(histories)) fail(`--histories must be a whole number, not "${histories}"`);
if (seed !== undefined && !/^-?\d+$/.test(seed)) fail(`--seed must be a whole number, not "${seed}"`);
const jest = join(repositoryRoot, "node_modules", "jest", "bin", "jest.js");
const { status } = spawnSync(process.execPath, [jest, "--silent=false", "tests/simulation/simulation"], {
  cwd: repositoryRoot,
  stdio: "inherit",
  env: {
    ...process.env,
    SIMULATE_HISTORIES: histories,
    SIMULATE_SEED: seed ?? String(Math.floor(Math.random() * 2 ** 31)),
    ...(path !== undefined && { SIMULATE_PATH: path }),
  },
});
process.exit(status ?? 1);
