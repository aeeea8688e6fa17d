import { type Ended, ProgramFailure, start, type StartOptions } from "./start.mts";

export interface RunOptions extends StartOptions {
  readonly timeoutMs: number;
}

/**
 * Runs a program to its end, and answers how it ended, whatever its exit code.
 * @throws {ProgramFailure} if it cannot be started, or is not done in time
 * @example
 * const { exitCode, output } = await run("npm", ["run", "build"], { timeoutMs: 60_000 });
 */
export const run = (command: string, args: readonly string[], options: RunOptions): Promise<Ended> =>
  start(command, args, options).done;

/**
 * Runs a program that must succeed, and answers its stdout.
 * @throws {ProgramFailure} also if it ends with another exit code than 0
 */
export async function execute(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const { exitCode, signal, stdout, output } = await run(command, args, options);
  if (exitCode === 0) return stdout;
  const reason = signal === null ? `exit code ${exitCode}` : `ended by ${signal}`;
  throw new ProgramFailure([command, ...args].join(" "), reason, output);
}
