import { join } from "node:path";
import { executableName } from "./cache.mts";
import type { PulumiCli } from "./cli.mts";
import { execute } from "../processes/run.mts";
import { emulatorStack, writeEmulatorConfig } from "./emulator-stack.mts";
import type { Report } from "./progress.mts";

const worksOnStack = new Set([
  "cancel",
  "config",
  "console",
  "destroy",
  "down",
  "dn",
  "import",
  "logs",
  "pre",
  "preview",
  "refresh",
  "stack",
  "state",
  "up",
  "update",
  "watch",
]);
// of `pulumi stack`: these say which stack themselves, or are about all of them
const choosesStack = new Set(["init", "ls", "new", "rm", "select", "unselect"]);

/** Whether these arguments are for a stack and leave it open which. */
export function leavesStackOpen(args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const [command = "", subcommand = ""] = args;
  if (!worksOnStack.has(command) || (command === "stack" && choosesStack.has(subcommand))) return false;
  if (env["PULUMI_STACK"]) return false;
  return !args.some((argument) => /^(-s|--stack|-h|--help$|-C|--cwd)/.test(argument));
}

/**
 * Selects the stack for the emulator, unless another one is selected; what is missing of it is created.
 * @returns The name of the selected stack.
 */
export async function selectStack(cli: PulumiCli, env: NodeJS.ProcessEnv, report: Report): Promise<string> {
  const pulumi = (...args: string[]) =>
    execute(join(cli.binFolder, executableName("pulumi")), [...args, "--non-interactive"], {
      env,
      timeoutMs: 60_000,
    });
  const selected = (await pulumi("stack", "--show-name").catch(() => "")).trim();
  if (selected !== "" && selected !== emulatorStack) return selected;
  await writeEmulatorConfig();
  if (selected === emulatorStack) return selected;
  await pulumi("stack", "select", emulatorStack, "--create");
  report(`selected the stack ${emulatorStack}, whose state is in .pulumi-local`);
  return emulatorStack;
}
