import type { Deadline } from "../core/ports";

/** Starts the clock of one operation. */
export function startDeadline(seconds: number): Deadline {
  const end = performance.now() + seconds * 1000;
  // what is left of another deadline is a fraction, which Node refuses
  const signal = AbortSignal.timeout(Math.ceil(seconds * 1000));
  return {
    seconds,
    signal,
    // the timer may be a little ahead of the clock
    remaining: () => (signal.aborted ? 0 : Math.max(0, end - performance.now())),
  };
}

/** The one of several that ends last. */
export function latestOf(deadlines: readonly Deadline[]): Deadline {
  return deadlines.reduce((latest, next) => (next.remaining() > latest.remaining() ? next : latest));
}

/** Rejects with what `late` makes when the time is up before the answer is there; the work itself goes on. */
export async function inTime<T>(answer: Promise<T>, { signal }: Deadline, late: () => Error): Promise<T> {
  let stop: (() => void) | undefined;
  const timeIsUp = new Promise<never>((_, reject) => {
    stop = (): void => {
      reject(late());
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([answer, timeIsUp]);
  } finally {
    if (stop !== undefined) signal.removeEventListener("abort", stop);
  }
}
