import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** Called with the process as soon as it runs. */
  readonly onStart?: (pid: number) => void;
}

const running = new Set<ChildProcess>();

/** Starts a program that ends with this one. */
export function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("close", () => running.delete(child)).once("error", () => running.delete(child));
  return child;
}

/** Runs a program to its end; rejects, with what it printed, when it fails or takes too long. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<void> {
  const { cwd, env, timeoutMs, onStart } = options;
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
  if (child.pid !== undefined) onStart?.(child.pid);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killTree(child);
  }, timeoutMs);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    const end = isLate ? `not done after ${timeoutMs / 1000} s` : `exit code ${code ?? "unknown"}`;
    if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${end}\n${output.join("")}`);
  } finally {
    clearTimeout(timer);
    running.delete(child);
  }
}

/** Ends whatever is still running. */
export function stopAll(): void {
  running.forEach(killTree);
}

/** With its descendants: Pulumi's plugins lead groups of their own, and outlive a CLI that is killed. */
function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
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
