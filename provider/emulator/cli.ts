#!/usr/bin/env node
import { existsSync } from "node:fs";
import { inspect, parseArgs } from "node:util";
import type { Seed } from "./cloud/model";
import { createEmulator } from "./emulator";
import { EmulatorError } from "./errors/emulator-error";
import { callLine, welcome } from "./screen";
import { readJson } from "./seed/state-file";

interface CliOptions {
  readonly port: number;
  readonly state: string | undefined;
  readonly seed: string | undefined;
  readonly latencyMs: number;
  readonly transitionMs: number;
  readonly visibilityDelayMs: number;
  readonly json: boolean;
}

const defaultPort = 8190;

const help = `Usage: alicloud-eni-emulator [options]

Emulates the part of the Alibaba Cloud ECS API that manages network interfaces, their private IP addresses and
their security groups, on 127.0.0.1. The first line on stdout is its url as JSON; what it holds, how clients are led
to it, and each call go to stderr.

Beside the API it takes requests of its own under /emulator/: what it holds, the calls it got, faults to
answer, addresses to show, elastic IPs to bind. GET /emulator names them.

Options:
  --port <number>             port to listen on; 0 picks a free one (default: ${defaultPort})
  --state <file>              JSON file to load at the start, if it is there, and to write after each change
  --seed <file>               JSON file with what the cloud holds at the start (default: a small demo account)
  --latency-ms <ms>           time added to each reply (default: 0)
  --transition-ms <ms>        how long Attaching, Stopping and the like last (default: 0)
  --visibility-delay-ms <ms>  how long Describe shows the old addresses (default: 0)
  --json                      one line of JSON for each call, on stdout, and nothing for people
  -h, --help                  prints this

Examples:
  $ alicloud-eni-emulator
  {"url":"http://127.0.0.1:${defaultPort}"}
  …
  $ alicloud-eni-emulator --port 0 --state ./cloud.json --visibility-delay-ms 2000
  $ alicloud-eni-emulator --json | jq -c 'select(.code) | [.action, .code]'
  $ curl -X POST http://127.0.0.1:${defaultPort}/emulator/faults -d '{"action":"*","code":"Throttling","times":2}'
`;

const maxPort = 65_535;
const maxDelayMs = 600_000;

/** The command line is wrong, and nothing was tried. */
class UsageError extends EmulatorError {}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: String(defaultPort) },
        state: { type: "string" },
        seed: { type: "string" },
        "latency-ms": { type: "string", default: "0" },
        "transition-ms": { type: "string", default: "0" },
        "visibility-delay-ms": { type: "string", default: "0" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    // what parseArgs has to say of a value that starts with a dash takes three lines
    throw new UsageError((error as Error).message.replace(/\s+/g, " ").replace(/\.$/, ""));
  }
}

function wholeNumber(option: string, text: string, max: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) > max) {
    throw new UsageError(`--${option} must be a whole number from 0 to ${max}, not ${JSON.stringify(text)}`);
  }
  return Number(text);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function run({ port, state, seed: seedFile, json, ...delays }: CliOptions): Promise<void> {
  const seed = seedFile === undefined ? undefined : (readJson(seedFile, "seed file") as Seed);
  const isSeedUnused = state !== undefined && seed !== undefined && existsSync(state);
  // stdout is for a program to read, stderr for people
  const emulator = createEmulator({
    ...(seed !== undefined && { seed }),
    ...(state !== undefined && { stateFile: state }),
    ...delays,
    onCall: (call) => {
      if (json) process.stdout.write(`${JSON.stringify(call)}\n`);
      else say(callLine(call));
    },
  });
  const url = await emulator.listen(port);
  const stop = () => {
    void emulator.close().finally(() => process.exit(0));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);

  process.stdout.write(`${JSON.stringify({ url })}\n`);
  if (json) return;
  if (isSeedUnused) say(`The state file ${state} is there already, so the seed is not used.`);
  say(welcome(emulator));
  say(state === undefined ? "Nothing is kept when it stops." : `State is kept in ${state}.`);
  say("Stop it with Ctrl-C. Calls:");
}

async function main(): Promise<void> {
  const given = readArguments();
  if (given.help) {
    process.stdout.write(help);
    return;
  }
  await run({
    port: wholeNumber("port", given.port, maxPort),
    state: given.state,
    seed: given.seed,
    json: given.json,
    latencyMs: wholeNumber("latency-ms", given["latency-ms"], maxDelayMs),
    transitionMs: wholeNumber("transition-ms", given["transition-ms"], maxDelayMs),
    visibilityDelayMs: wholeNumber("visibility-delay-ms", given["visibility-delay-ms"], maxDelayMs),
  });
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  // what the user can put right is one line; anything else is a bug here, and its stack says where
  const text = error instanceof EmulatorError ? error.message : inspect(error);
  say(`alicloud-eni-emulator: ${text}${isUsage ? "; see --help" : ""}`);
  process.exitCode = isUsage ? 2 : 1;
});
