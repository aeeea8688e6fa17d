#!/usr/bin/env node
import { existsSync } from "node:fs";
import { inspect, parseArgs } from "node:util";
import type { NetworkInterface, SecurityGroupRule, Seed } from "./cloud/model";
import type { Call } from "./control/call-log";
import { createEmulator } from "./emulator";
import { EmulatorError } from "./errors/emulator-error";
import { readJson } from "./seed/state-file";
import { defaultAccessKey } from "./wire/signature";

interface CliOptions {
  readonly port: number;
  readonly state: string | undefined;
  readonly seed: string | undefined;
  readonly latencyMs: number;
  readonly transitionMs: number;
  readonly visibilityDelayMs: number;
}

const help = `Usage: alicloud-eni-emulator [options]

Emulates the part of the Alibaba Cloud ECS API that manages network interfaces and their private IP
addresses, on 127.0.0.1. Prints its url as one line of JSON on stdout.

Beside the API it takes requests of its own under /emulator/: what it holds, the calls it got, faults to
answer, addresses to show. GET /emulator names them.

Options:
  --port <number>             port to listen on; 0, the default, picks a free one
  --state <file>              JSON file to load at the start, if it is there, and to write after each change
  --seed <file>               JSON file with what the cloud holds at the start (default: a small demo account)
  --latency-ms <ms>           time added to each reply (default: 0)
  --transition-ms <ms>        how long Attaching, Stopping and the like last (default: 0)
  --visibility-delay-ms <ms>  how long Describe shows the old addresses (default: 0)
  -h, --help                  prints this

Example:
  $ alicloud-eni-emulator --port 4566 --state ./emulator.json
  {"url":"http://127.0.0.1:4566"}
`;

const maxPort = 65_535;
const maxDelayMs = 600_000;

/** The command line is wrong, and nothing was tried. */
class UsageError extends EmulatorError {}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "0" },
        state: { type: "string" },
        seed: { type: "string" },
        "latency-ms": { type: "string", default: "0" },
        "transition-ms": { type: "string", default: "0" },
        "visibility-delay-ms": { type: "string", default: "0" },
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
  [
    `  ${item.networkInterfaceId}  ${item.status}  ${item.type}  primary ${item.primaryIpAddress}`,
    `secondary ${item.privateIpAddresses.join(", ") || "none"}`,
    ...Object.entries(item.publicIpAddresses).map(
      ([address, { publicIpAddress }]) => `EIP ${publicIpAddress} on ${address}`,
    ),
    ...(item.resourceGroupId === "" ? [] : [`resource group ${item.resourceGroupId}`]),
  ].join("  ");

function describeRule(rule: SecurityGroupRule): string {
  const party = [rule.sourceCidrIp, rule.destCidrIp, rule.groupId, rule.prefixListId].find(
    (one) => one !== "",
  );
  const way = rule.direction === "ingress" ? "from" : "to";
  return `    ${rule.policy.toLowerCase()} ${rule.direction} ${rule.ipProtocol} ${rule.portRange} ${way} ${party ?? "anybody"}`;
}

async function run({ port, state, seed: seedFile, ...delays }: CliOptions): Promise<void> {
  const seed = seedFile === undefined ? undefined : (readJson(seedFile, "seed file") as Seed);
  if (state !== undefined && seed !== undefined && existsSync(state)) {
    say(`The state file ${state} is there already, so the seed is not used.`);
  }
  const emulator = createEmulator({
    ...(seed !== undefined && { seed }),
    ...(state !== undefined && { stateFile: state }),
    ...delays,
    onCall: (call) => {
      say(describeCall(call));
    },
  });
  const url = await emulator.listen(port);
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
  say("Security groups:");
  for (const { securityGroupId, vpcId, rules } of emulator.securityGroups()) {
    say(`  ${securityGroupId}  in ${vpcId}${rules.length === 0 ? "  without rules" : ""}`);
    for (const rule of rules) say(describeRule(rule));
  }
  say("A shell is led to it by:");
  say(
    `  export ALICLOUD_REGION=${emulator.regionIds()[0] ?? ""} ECS_ENDPOINT=${url} STS_ENDPOINT=${emulator.endpoint}`,
  );
  say(`  export ALICLOUD_ACCESS_KEY=${accessKeyId} ALICLOUD_SECRET_KEY=${accessKeySecret}`);
  say("The config of a Pulumi stack by:");
  say(
    `  pulumi config set --path 'alicloud:endpoints[0].ecs' ${emulator.endpoint} && pulumi config set alicloud:protocol HTTP`,
  );
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
