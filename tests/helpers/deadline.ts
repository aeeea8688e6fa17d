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

/**
 * Takes the timer away from operations of so many seconds that begin from now on: their time is up when the test says so.
 * `jest.restoreAllMocks` gives it back.
 */
export function endable(seconds: number): { readonly end: () => void; readonly begun: () => number } {
  const time = new AbortController();
  let begun = 0;
  const real = AbortSignal.timeout.bind(AbortSignal);
  const spy = jest.spyOn(AbortSignal, "timeout");
  const before = spy.getMockImplementation() ?? real;
  spy.mockImplementation((ms) => {
    if (ms !== seconds * 1000) return before(ms);
    begun++;
    return time.signal;
  });
  return {
    begun: () => begun,
    end: () => {
      time.abort();
    },
  };
}
