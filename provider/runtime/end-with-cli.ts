import { fstatSync } from "node:fs";

/**
 * Ends this process when the CLI that started it is gone, in whichever way: the CLI holds the other end of the standard
 * input, which the system closes then. Otherwise a provider whose CLI was killed would go on writing, and undo what the
 * next `pulumi up` does. A standard input that is no pipe, as of a provider started by hand, says nothing about the CLI.
 */
export function endWithCli(): void {
  if (!isPipe(0)) return;
  const end = (): void => {
    process.exit(1);
  };
  process.stdin.on("end", end).on("close", end).on("error", end);
  process.stdin.resume();
  // what else keeps the process alive decides how long it lives
  process.stdin.unref();
}

function isPipe(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
