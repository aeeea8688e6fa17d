import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { UserError } from "./user-error.mts";

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** called with each line of stdout and stderr as it comes */
  readonly onLine: (line: string) => void;
}

/** The processes that the demo has started: each leads a group of its own, and none outlives the demo. */
export interface Children {
  start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess;
  /** Runs a program to its end, within a bound, and answers its exit code. */
  run(command: string, args: readonly string[], options: RunOptions): Promise<number>;
  /** Stops all of them, the youngest first. From here on nothing is started. */
  stopAll(): Promise<void>;
}

/** What Pulumi needs to end its plugins, which lead groups of their own: they survive if it is killed. */
const graceMs = 10_000;

export function createChildren(): Children {
  const running: ChildProcess[] = [];
  let isStopping = false;

  function spawnChild(
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
  ): ChildProcess {
    if (isStopping) throw new Error("the demo is being stopped");
    // npm is npm.cmd on Windows, which only a shell can start
    const shell = process.platform === "win32" && command === "npm";
    const child = spawn(command, args, {
      ...options,
      shell,
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    const forget = (): void => {
      if (running.includes(child)) running.splice(running.indexOf(child), 1);
    };
    child.once("exit", forget).once("error", forget);
    return child;
  }

  return {
    start: (command, args, env) => spawnChild(command, args, { env }),

    async run(command, args, { cwd, env, timeoutMs, onLine }) {
      const child = spawnChild(command, args, { cwd, env });
      for (const stream of [child.stdout, child.stderr])
        if (stream !== null)
          createInterface(stream).on("line", (line) => {
            // what a program says while it is stopped is no news
            if (!isStopping) onLine(line);
          });
      const limit = AbortSignal.timeout(timeoutMs);
      limit.addEventListener("abort", () => void stop(child));
      // rejects when the program cannot be started
      const [code] = (await once(child, "close")) as [number | null];
      if (limit.aborted)
        throw new UserError(`${command} ${args.join(" ")}: not done after ${timeoutMs / 1000} s`);
      // ended by a signal: there is no code
      return code ?? 1;
    },

    async stopAll() {
      isStopping = true;
      for (const child of [...running].reverse()) await stop(child);
    },
  };
}

/** Asks, and kills the whole group if that does not help in time. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  const timer = setTimeout(() => {
    killGroup(child);
  }, graceMs);
  await ended;
  clearTimeout(timer);
  killGroup(child);
  // whoever else holds these pipes shall not keep the demo waiting
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function killGroup(child: ChildProcess): void {
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // nobody is left in it
  }
}
