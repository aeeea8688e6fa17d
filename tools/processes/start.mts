// The one place that starts programs. None of them outlives this process.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { descendantsOf, killTree } from "./tree.mts";

export interface StartOptions {
  readonly cwd?: string;
  /** Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** After so many milliseconds it is killed with all that it has started, and `done` rejects. Default: never. */
  readonly timeoutMs?: number;
  /** Called with each line of stdout and stderr as it comes, until `stopAll`. */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /** What it shares with this process; output that it shares is not collected. Default: nothing. */
  readonly inherit?: "output" | "input and output";
  /** Leads a process group of its own, which a terminal sends no Ctrl-C. Default: false. */
  readonly ownGroup?: boolean;
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
  /** Both together, as a terminal shows them. */
  readonly output: string;
}

/** How a program has ended, and what it has printed. */
export interface Ended extends Output {
  /** null where a signal has ended it */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that has been started. */
export interface Running {
  /** undefined where it could not be started: `done` says why */
  readonly pid: number | undefined;
  /** Rejects with a `ProgramFailure` where it could not be started, or was not done in time. */
  readonly done: Promise<Ended>;
  /** Waits for output that matches. Rejects if the program ends without, or after so many milliseconds. */
  readonly waitForOutput: (pattern: RegExp, timeoutMs: number) => Promise<RegExpExecArray>;
  /** Sends a signal to the program alone. */
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, and kills it if it has not after so many milliseconds; nothing that it has started is left. */
  stop(graceMs?: number): Promise<void>;
}

/** A program did not do what it was run for. The message names it, and has the last lines that it printed. */
export class ProgramFailure extends Error {
  override readonly name = "ProgramFailure";
  readonly reason: string;
  /** All that it printed. */
  readonly output: string;

  constructor(commandLine: string, reason: string, output: string) {
    const lastLines = output.trimEnd().split("\n").slice(-20).join("\n");
    super(`${commandLine}: ${reason}\n${lastLines}`.trimEnd());
    this.reason = reason;
    this.output = output;
  }
}

/** What Pulumi needs to end its plugins, which go on if it is killed. */
const defaultGraceMs = 10_000;

const notEnded = new Set<Running>();
let isStopping = false;

process.on("exit", () => {
  for (const { pid } of notEnded) if (pid !== undefined) killTree(pid);
});

/**
 * Starts a program in the background. Its input is empty, unless it is that of this process.
 * @example
 * const server = start(process.execPath, ["server.js"]);
 * const [, port] = await server.waitForOutput(/listens on (\d+)\n/, 10_000);
 * await server.stop();
 */
export function start(command: string, args: readonly string[], options: StartOptions = {}): Running {
  if (isStopping) throw new Error(`${command} is not started: what was started is being stopped`);
  const { timeoutMs, onLine } = options;
  const child = spawnChild(command, args, options);
  const { printed, looks } = collectOutput(child, onLine);
  const failure = (reason: string) =>
    new ProgramFailure([command, ...args].join(" "), reason, printed.output);
  const kill = (): void => {
    if (child.pid !== undefined && notEnded.has(running)) killTree(child.pid);
  };
  /** Whoever holds them still was not found, and shall keep nobody waiting. */
  const closePipes = (): void => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };

  const done = new Promise<Ended>((resolve, reject) => {
    let isLate = false;
    // not spawn's own timeout: it keeps this process waiting when the program cannot be started
    const limit =
      timeoutMs &&
      setTimeout(() => {
        isLate = true;
        kill();
        closePipes();
      }, timeoutMs);
    child.once("exit", () => notEnded.delete(running));
    child.once("error", ({ message }) => {
      clearTimeout(limit);
      notEnded.delete(running);
      reject(failure(message));
    });
    child.once("close", (exitCode, signal) => {
      clearTimeout(limit);
      if (isLate) reject(failure(`not done after ${(timeoutMs ?? 0) / 1000} s`));
      else resolve({ exitCode, signal, ...printed });
    });
  });
  // who stops a program need not ask how it ended
  done.catch(() => undefined);

  const running: Running = {
    pid: child.pid,
    done,
    kill: (signal) => void child.kill(signal),

    waitForOutput: (pattern, limitMs) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(printed.output);
          if (match === null) return;
          looks.delete(look);
          resolve(match);
        };
        looks.add(look);
        look();
        const fail = (reason: string) => () => {
          reject(failure(reason));
        };
        done.then(fail(`ended, and has not printed ${pattern}`), reject);
        setTimeout(fail(`has not printed ${pattern} in ${limitMs / 1000} s`), limitMs).unref();
      }),

    async stop(graceMs = defaultGraceMs) {
      const { pid } = child;
      if (pid === undefined || !notEnded.has(running)) return;
      const exit = once(child, "exit");
      const descendants = descendantsOf(pid);
      child.kill("SIGINT");
      const grace = setTimeout(kill, graceMs);
      await exit;
      clearTimeout(grace);
      killTree(pid, ...descendants.map((row) => row.pid));
      closePipes();
    },
  };
  notEnded.add(running);
  return running;
}

/** Stops all programs, the youngest first. From here on none is started. */
export async function stopAll(): Promise<void> {
  isStopping = true;
  for (const running of [...notEnded].reverse()) await running.stop();
}

function spawnChild(command: string, args: readonly string[], options: StartOptions): ChildProcess {
  const { cwd, env, inherit, ownGroup = false } = options;
  const output = inherit === undefined ? "pipe" : "inherit";
  return spawn(command, args, {
    cwd,
    env,
    stdio: [inherit === "input and output" ? "inherit" : "ignore", output, output],
    detached: ownGroup && process.platform !== "win32",
    // npm is npm.cmd there, which only a shell can start
    shell: process.platform === "win32" && command === "npm",
  });
}

/** Collects what a program prints; `looks` are called each time that there is more. */
function collectOutput(child: ChildProcess, onLine: StartOptions["onLine"]) {
  const printed = { stdout: "", stderr: "", output: "" };
  const looks = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name];
    if (stream === null) continue;
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
      printed.output += text;
      for (const look of looks) look();
    });
    if (onLine === undefined) continue;
    createInterface(stream).on("line", (line) => {
      if (!isStopping) onLine(line, name);
    });
  }
  return { printed, looks };
}
