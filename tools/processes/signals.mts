import { constants } from "node:os";

/** What a shell answers for a program that a signal has ended. */
export const exitCodeAfter = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/**
 * Calls this back when the process is told to end: by Ctrl-C, by `kill`, by a terminal that closes. It does not end by
 * itself any more: an end by a signal would pass over what is done at exit.
 */
export function onEndingSignal(callback: (signal: NodeJS.Signals) => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, callback);
}
