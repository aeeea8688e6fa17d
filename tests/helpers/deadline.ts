import type { Deadline } from "../../provider/core/ports";

/** So much time that no test sees its end. */
export function ample(): Deadline {
  const { signal } = new AbortController();
  return { seconds: 3_600, signal, remaining: () => 3_600_000 };
}

/** A time that is over when the test says so. */
export function stoppable(seconds = 60): Deadline & { readonly stop: () => void } {
  const stop = new AbortController();
  return {
    seconds,
    signal: stop.signal,
    remaining: () => (stop.signal.aborted ? 0 : seconds * 1000),
    stop: () => {
      stop.abort();
    },
  };
}
