import { styleText } from "node:util";

/** Takes one line of progress. */
export type Report = (line: string) => void;

/** stdout belongs to the program that is run; progress goes to stderr. */
export const reportToStderr: Report = (line) => {
  process.stderr.write(`${styleText("dim", line, { stream: process.stderr })}\n`);
};

/** Reports the phase and the time it has taken, at its start, every ten seconds and at its end. */
export async function withProgress<T>(
  report: Report,
  phase: () => string,
  work: () => Promise<T>,
  everyMs = 10_000,
): Promise<T> {
  const start = performance.now();
  const elapsed = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  report(`${phase()} …`);
  const timer = setInterval(() => {
    report(`${phase()} … ${elapsed()}`);
  }, everyMs);
  try {
    const result = await work();
    report(`${phase()}: done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
