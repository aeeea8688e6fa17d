#!/usr/bin/env node
import { existsSync } from "node:fs";
import { inspect } from "node:util";
import { Command, InvalidArgumentError } from "commander";
import type { NetworkInterface, Seed } from "./cloud/model";
import type { Call } from "./control/call-log";
import { createEmulator } from "./emulator";
import { EmulatorError } from "./errors/emulator-error";
import { readJson } from "./seed/state-file";
import { defaultAccessKey } from "./wire/signature";

interface CliOptions {
  readonly port: number;
  readonly state?: string;
  readonly seed?: string;
  readonly latencyMs: number;
  readonly transitionMs: number;
  readonly visibilityDelayMs: number;
}

const maxPort = 65_535;
const maxDelayMs = 600_000;

const wholeNumber =
  (max: number) =>
  (text: string): number => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > max) {
      throw new InvalidArgumentError(`It must be a whole number from 0 to ${max}.`);
    }
    return Number(text);
  };

// stdout carries the url alone, for a program to read; all that is for people goes to stderr
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function describeCall({ action, parameters, httpStatus, code }: Call): string {
  const addresses = Object.keys(parameters)
    .filter((name) => name.startsWith("PrivateIpAddress."))
    .map((name) => parameters[name]);
  const subject =
    parameters["NetworkInterfaceId"] ?? parameters["NetworkInterfaceId.1"] ?? parameters["InstanceId"];
  const status = httpStatus === 0 ? "no reply" : String(httpStatus);
  return [action || "(no action)", subject, ...addresses, "->", status, code].filter(Boolean).join(" ");
}

const describeInterface = (item: NetworkInterface): string =>
  `  ${item.networkInterfaceId}  ${item.status}  ${item.type}  primary ${item.primaryIpAddress}  ` +
  `secondary ${item.privateIpAddresses.join(", ") || "none"}`;

async function run(options: CliOptions): Promise<void> {
  const seed = options.seed === undefined ? undefined : (readJson(options.seed, "seed file") as Seed);
  if (options.state !== undefined && seed !== undefined && existsSync(options.state)) {
    say(`The state file ${options.state} is there already, so the seed is not used.`);
  }
  const emulator = createEmulator({
    ...(seed !== undefined && { seed }),
    ...(options.state !== undefined && { stateFile: options.state }),
    latencyMs: options.latencyMs,
    transitionMs: options.transitionMs,
    visibilityDelayMs: options.visibilityDelayMs,
    onCall: (call) => {
      say(describeCall(call));
    },
  });
  const url = await emulator.listen(options.port);
  const stop = () => {
    void emulator.close().finally(() => process.exit(0));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);

  process.stdout.write(`${JSON.stringify({ url })}\n`);
  say("This is an emulator of the Alibaba Cloud ECS API, not Alibaba Cloud: nothing here costs money.");
  say(`Endpoint ${emulator.endpoint}, protocol HTTP, region ${emulator.regionIds().join(", ")}.`);
  const { accessKeyId, accessKeySecret } = defaultAccessKey;
  say(`Access key id ${accessKeyId}, secret ${accessKeySecret}; they open nothing else.`);
  say("Network interfaces:");
  for (const item of emulator.networkInterfaces()) say(describeInterface(item));
  say(options.state === undefined ? "Nothing is kept when it stops." : `State is kept in ${options.state}.`);
  say("Stop it with Ctrl-C. Calls:");
}

const program = new Command("alicloud-eni-emulator")
  .description(
    "Emulates the part of the Alibaba Cloud ECS API that manages network interfaces and their private IP " +
      "addresses, on 127.0.0.1. Prints its url as one line of JSON on stdout.",
  )
  .option("--port <number>", "port to listen on; 0 picks a free one", wholeNumber(maxPort), 0)
  .option("--state <file>", "JSON file to load at the start, if it is there, and to write after each change")
  .option("--seed <file>", "JSON file with what the cloud holds at the start (default: a small demo account)")
  .option("--latency-ms <ms>", "time added to each reply", wholeNumber(maxDelayMs), 0)
  .option(
    "--transition-ms <ms>",
    "how long Attaching, Stopping and the like last",
    wholeNumber(maxDelayMs),
    0,
  )
  .option(
    "--visibility-delay-ms <ms>",
    "how long Describe shows the old addresses",
    wholeNumber(maxDelayMs),
    0,
  )
  .addHelpText(
    "after",
    '\nExample:\n  $ alicloud-eni-emulator --port 4566 --state ./emulator.json\n  {"url":"http://127.0.0.1:4566"}',
  )
  .allowExcessArguments(false)
  .action(run);

program.parseAsync().catch((error: unknown) => {
  // what the user can put right is one line; anything else is a bug here, and its stack says where
  say(`alicloud-eni-emulator: ${error instanceof EmulatorError ? error.message : inspect(error)}`);
  process.exitCode = 1;
});
