import { parseArgs } from "node:util";
import { MAX_ENIS } from "./fleet.mts";
import { type StepName, stepNames } from "./steps.mts";

export interface Options {
  readonly enis: readonly number[];
  readonly steps: readonly StepName[];
  /** How many steps the engine runs at once; `default` leaves it to the engine, which takes four times the cores. */
  readonly parallel: readonly Parallel[];
  /** What each call of the API takes, in milliseconds. */
  readonly latencyMs: number;
  readonly json: boolean;
}

export type Parallel = "default" | number;

const DEFAULTS = { enis: "20,200,1000", steps: stepNames.join(","), parallel: "default,200", latency: "80" };
const QUICK = { ...DEFAULTS, enis: "20", parallel: "default" };

export const help = `Usage: npm run bench [-- <options>]

Runs the Pulumi engine on a fleet of ENIs of the emulator, and the same steps with a provider that does nothing but
wait as long as the API calls of one ENI would take: the floor. Prints the API calls, the times and their ratio, the
size of the state, and what the provider's process used. All of it takes about an hour, nearly all for 1,000 ENIs.

  --quick            20 ENIs at the default parallelism: within a minute
  --enis <list>      sizes of the fleet, 1 to ${MAX_ENIS} (default: ${DEFAULTS.enis})
  --steps <list>     of ${DEFAULTS.steps} (default: all);
                     the first is always run, since the others start from it
  --parallel <list>  what \`pulumi --parallel\` is given; default: leave it out (default: ${DEFAULTS.parallel})
  --latency <ms>     what each API call takes, 0 to 10000 (default: ${DEFAULTS.latency})
  --json             prints the figures as JSON instead of a table
  --help             prints this
`;

/**
 * Reads the arguments of the command; `undefined` when help is asked for.
 * @throws Error that says in one line which of them is wrong.
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      enis: { type: "string" },
      steps: { type: "string" },
      parallel: { type: "string" },
      latency: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const { enis, steps, parallel, latency } = { ...(values.quick ? QUICK : DEFAULTS), ...values };
  const asked = listOf(steps).map((name) => oneOf(stepNames, "--steps", name));
  return {
    enis: listOf(enis).map((text) => wholeNumber("--enis", text, 1, MAX_ENIS)),
    // each stands on those before it, in whichever order they were asked for
    steps: stepNames.filter((name) => asked.includes(name)),
    parallel: listOf(parallel).map((text) =>
      text === "default" ? text : wholeNumber("--parallel", text, 1, 10_000),
    ),
    latencyMs: wholeNumber("--latency", latency, 0, 10_000),
    json: values.json,
  };
}

const listOf = (text: string): string[] => [...new Set(text.split(",").map((item) => item.trim()))];

function oneOf<T extends string>(known: readonly T[], option: string, text: string): T {
  const found = known.find((name) => name === text);
  if (found === undefined) throw new Error(`${option}: "${text}" is not one of ${known.join(", ")}`);
  return found;
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${option}: "${text}" is not a whole number from ${min} to ${max}`);
}
