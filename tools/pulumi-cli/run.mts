// npm run pulumi -- <args>: runs the Pulumi CLI; see --help below
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { exitCodeAfter, onEndingSignal } from "../processes/signals.mts";
import { type Running, start } from "../processes/start.mts";
import { executableName, repositoryRoot } from "./cache.mts";
import { emulatorStack, expectEmulator } from "./emulator-stack.mts";
import { localStateFolder, pulumiEnvironment, usesLocalState } from "./environment.mts";
import { findPulumiCli, obtainPulumiCli } from "./obtain.mts";
import { reportToStderr } from "./progress.mts";
import { leavesStackOpen, selectStack } from "./stack.mts";

const help = `Usage: npm run pulumi -- <arguments of pulumi>

Runs the Pulumi CLI with these arguments: the one on PATH, or in ~/.pulumi/versions; if there is none it is
downloaded, or else built from its Go modules (minutes, once).

Unless PULUMI_BACKEND_URL is set, also for who is logged in to Pulumi Cloud:
  - the state is in the folder .pulumi-local, and PULUMI_CONFIG_PASSPHRASE is "emulator" if it is not set;
  - where no stack is selected or named (--stack, PULUMI_STACK), the stack is "${emulatorStack}": created if it is not
    there, and set up in Pulumi.${emulatorStack}.yaml for \`npm run emulator\`.
`;

/** These commands run the program or its provider, and so need the package to be built. */
const runTheProgram = new Set(["up", "update", "preview", "refresh", "destroy"]);

/** Of these, the ones that ask the cloud. */
const callTheCloud = new Set(["up", "update", "refresh", "destroy"]);

async function main(args: readonly string[]): Promise<number> {
  const wantsHelp = args.length === 0 || ["-h", "--help", "help"].includes(args[0] ?? "");
  if (wantsHelp) process.stdout.write(`${help}\n`);
  const cli = wantsHelp ? await findPulumiCli(process.env) : await obtainPulumiCli(process.env);
  if (cli === undefined) return 0; // pulumi's own help is not worth minutes
  if (args.some((word) => runTheProgram.has(word)) && !existsSync(join(repositoryRoot, "dist", "index.js"))) {
    throw new Error(
      "The package is not built yet: run `npm run build`, or wait for `npm run emulator` to start.",
    );
  }
  const env = pulumiEnvironment(cli, process.env);
  if (usesLocalState(process.env)) {
    await mkdir(localStateFolder, { recursive: true });
    const stack = leavesStackOpen(args, process.env)
      ? await selectStack(cli, env, reportToStderr)
      : undefined;
    if (stack === emulatorStack && args.some((word) => callTheCloud.has(word))) await expectEmulator();
  }
  pulumi = start(join(cli.binFolder, executableName("pulumi")), args, { env, inherit: "input and output" });
  const { exitCode, signal } = await pulumi.done;
  return signal === null ? (exitCode ?? 1) : exitCodeAfter(signal);
}

/** undefined while it is still looked for */
let pulumi: Running | undefined;

onEndingSignal((signal) => {
  if (pulumi === undefined) process.exit(exitCodeAfter(signal));
  // a terminal sends Ctrl-C to the child too, and the second one makes Pulumi drop its work half-way
  if (signal !== "SIGINT" || !process.stdin.isTTY) pulumi.kill(signal);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
