import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ExecuteOptions {
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** called with each line of stderr as it comes */
  readonly onErrorLine?: (line: string) => void;
}

const shownLines = 20;

/** Runs a program to its end, within a bound, and returns its stdout. A failure shows the last lines of stderr. */
export async function execute(
  command: string,
  args: readonly string[],
  options: ExecuteOptions,
): Promise<string> {
  const { timeoutMs, cwd, env, onErrorLine } = options;
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  // not spawn's own timeout: it keeps this process waiting when the program cannot be started
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, timeoutMs);
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  let lastLines: string[] = [];
  createInterface(child.stderr).on("line", (line) => {
    lastLines = [...lastLines, line].slice(-shownLines);
    onErrorLine?.(line);
  });
  return new Promise((resolve, reject) => {
    const fail = (what: string) => {
      reject(new Error([`${command} ${args.join(" ")}: ${what}`, ...lastLines].join("\n")));
    };
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(stdout);
      else if (late) fail(`not done after ${timeoutMs / 1000} s`);
      else fail(signal ? `ended by ${signal}` : `exit code ${code ?? "unknown"}`);
    });
  });
}
