// npm run demo: shows the main job on the emulator; see --help below
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { exitCodeAfter, onEndingSignal } from "../processes/signals.mts";
import { ProgramFailure, stopAll } from "../processes/start.mts";
import { emulatorConfig } from "../pulumi-cli/emulator-stack.mts";
import { obtainPulumiCli, PulumiCliMissing } from "../pulumi-cli/obtain.mts";
import { buildIfStale } from "./build.mts";
import { cleanEnvironment } from "./clean-environment.mts";
import { openDeclaration } from "./declaration.mts";
import { startEmulator } from "./emulator.mts";
import { openPulumi, stackFileName } from "./pulumi.mts";
import { bold, createScreen, dim, green, red, type Screen } from "./screen.mts";
import { declaredAtFirst, networkInterfaceId, type Stage, steps } from "./steps.mts";
import { UserError } from "./user-error.mts";
import { Deviation } from "./verify.mts";

const help = `Usage: npm run demo [-- --seed <file>]

Shows on an emulator what the package does: it assigns the addresses that the code declares, unassigns those that
leave it, finds and repairs drift, and leaves alone what has not changed. Each step checks its own result.

No cloud account is needed, and none is used: keys and Pulumi settings in your environment are left out.
Your files stay as they are. The first run obtains the Pulumi CLI if there is none, which can take minutes.

  --seed <file>  what the emulator holds at the start, as JSON; it needs an ENI ${networkInterfaceId} without secondary
                 addresses (default: a small account)
  --help         prints this

It ends with exit code 0 if all went as expected, and with 1 if not.
`;

/** Somebody wants the demo to end, and has not to be told why it does. */
class Interrupted extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("interrupted");
    this.exitCode = exitCode;
  }
}

async function main(): Promise<number> {
  const options = readArguments();
  if (options === undefined) return 0;
  const screen = createScreen(process.stdout);
  const folder = await mkdtemp(join(tmpdir(), "secondary-ips-demo-"));
  const perform = async (): Promise<void> => {
    await play(screen, await prepare(screen, folder, options.seed));
  };
  try {
    await Promise.race([perform(), interruption()]);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) screen.line("Stopping …");
    else explain(screen, error);
    return error instanceof Interrupted ? error.exitCode : 1;
  } finally {
    await screen.during("stopping what was started", stopAll);
    await rm(folder, { recursive: true, force: true });
  }
}

function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    onEndingSignal((signal) => {
      reject(new Interrupted(exitCodeAfter(signal)));
    });
    // the reader has gone, as in `npm run demo | head`
    process.stdout.on("error", () => {
      reject(new Interrupted(1));
    });
  });
}

function readArguments(): { readonly seed: string | undefined } | undefined {
  const { values } = parseArgs({
    options: { seed: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    process.stdout.write(help);
    return undefined;
  }
  // npm runs its scripts in the folder of package.json, and says where the user is
  const here = process.env["INIT_CWD"] ?? process.cwd();
  return { seed: values.seed === undefined ? undefined : resolve(here, values.seed) };
}

async function prepare(screen: Screen, folder: string, seed: string | undefined): Promise<Stage> {
  screen.line(bold("Secondary private IPs in Pulumi: the demo"));
  screen.line();
  screen.line("Emulated: the ECS API, on 127.0.0.1. It is not Alibaba Cloud: no account, no cost.");
  screen.line("Real:     the Pulumi engine, the package, and Alibaba Cloud's own SDK.");
  screen.line(`It takes ${steps.length} steps, and about a minute.`);
  screen.line();
  const env = cleanEnvironment(process.env);
  await buildIfStale(screen, env);
  const cli = await screen.during("looking for the Pulumi CLI", () =>
    obtainPulumiCli(process.env, (line) => {
      screen.line(dim(line));
    }),
  );
  screen.line(
    `Pulumi CLI ${cli.version}. Its state and the stack's ${stackFileName} are in a temporary folder.`,
  );
  const emulator = await screen.during("starting the emulator", () => startEmulator(env, seed));
  screen.line(`The emulator listens at ${emulator.url}.`);
  const stackFile = join(folder, stackFileName);
  const { endpoint } = emulator;
  await writeFile(
    stackFile,
    emulatorConfig({ endpoint, networkInterfaceId, privateIpAddresses: declaredAtFirst }),
  );
  const pulumi = await openPulumi({ cli, screen, env, folder, stackFile });
  return { screen, emulator, pulumi, declaration: openDeclaration(stackFile) };
}

async function play(screen: Screen, stage: Stage): Promise<void> {
  for (const [index, step] of steps.entries()) {
    screen.line();
    screen.line(bold(`Step ${index + 1} of ${steps.length}: ${step.title}`));
    await step.run(stage);
    screen.line(green("  as expected"));
  }
  screen.line();
  screen.line(bold(green(`${steps.length} of ${steps.length} steps as expected.`)));
  screen.line("Shown: addresses enter and leave an ENI with the code, the preview names each of them,");
  screen.line("drift is found and repaired, and an unchanged program costs no API call.");
  screen.line();
  screen.line("Try it by hand:");
  for (const [command, effect] of byHand) screen.line(`  ${command.padEnd(34)}${dim(effect)}`);
}

const byHand = [
  ["npm run emulator", "in one terminal; it lists the calls"],
  ["npm run pulumi -- up", "in another: assigns what Pulumi.emulator.yaml lists"],
  ["npm run pulumi -- preview --diff", "after you deleted a line there"],
  ["npm run ecs -- --help", "changes the ENI behind Pulumi's back"],
  ["npm run pulumi -- refresh --diff", "finds that"],
  ["npm run pulumi -- destroy", "unassigns all of them"],
] as const;

function explain(screen: Screen, error: unknown): void {
  screen.line();
  if (error instanceof Deviation) {
    screen.line(bold(red(`Not as expected: ${error.subject}`)));
    screen.line(`  expected: ${error.expected}`);
    screen.line(`  found:    ${error.found}`);
    screen.line("The demo ends here.");
    return;
  }
  const isForUser = [UserError, PulumiCliMissing, ProgramFailure].some((kind) => error instanceof kind);
  const text = error instanceof Error ? (isForUser ? error.message : error.stack) : String(error);
  screen.line(red(text ?? "unknown error"));
}

try {
  // not only exitCode: a build of the CLI that was interrupted may still be there
  process.exit(await main());
} catch (error) {
  // what parseArgs refuses
  console.error(`npm run demo: ${error instanceof Error ? error.message : String(error)}; see --help`);
  process.exitCode = 2;
}
