import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

const running = new Set<ChildProcess>();
let isStopping = false;

/** Starts a program that ends with this one. */
export function start(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): ChildProcess {
  if (isStopping) throw new Error("the bench is being stopped");
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const forget = (): void => void running.delete(child);
  running.add(child);
  child.once("exit", forget).once("error", forget);
  return child;
}

/** Runs a program to its end; rejects, with what it printed, when it fails or takes too long. */
export async function run(
  command: string,
  args: readonly string[],
  { timeoutMs, ...options }: RunOptions,
): Promise<void> {
  const child = start(command, args, options);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => output.push(text));
  const limit = AbortSignal.timeout(timeoutMs);
  limit.addEventListener("abort", () => {
    killTree(child);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return;
  const end = limit.aborted ? `not done after ${timeoutMs / 1000} s` : `exit code ${code ?? "unknown"}`;
  throw new Error(`${command} ${args.join(" ")}: ${end}\n${output.join("")}`);
}

/** Ends whatever is still running. From here on nothing is started. */
export function stopAll(): void {
  isStopping = true;
  running.forEach(killTree);
}

/** With its descendants: Pulumi's plugins lead groups of their own, and outlive a CLI that is killed. */
function killTree({ pid, exitCode, signalCode }: ChildProcess): void {
  // a pid that is free again may be another's
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [pid];
  for (const parent of tree)
    tree.push(...table.flatMap(([child = 0, ppid]) => (ppid === parent ? [child] : [])));
  for (const one of tree) {
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // already gone
    }
  }
}
