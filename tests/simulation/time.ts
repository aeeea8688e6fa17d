import timers from "node:timers/promises";

// Time that passes only when all is quiet, and then at once: no history waits for a clock.

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** How many turns of the event loop without a timer that is due count as quiet. */
const QUIET_TURNS = 4;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Takes the clock away from all that runs in this test; `jest.restoreAllMocks` and the function answered give it back. */
export function virtualTime(): {
  /** Runs the work, and lets time pass for it. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  readonly restore: () => void;
} {
  let now = 0;
  let pending: Timer[] = [];
  const begin = (run: () => void, ms = 0): Timer => {
    const timer = { at: now + Math.max(0, ms), run };
    pending.push(timer);
    return timer;
  };
  const stop = (timer: unknown): void => {
    pending = pending.filter((one) => one !== timer);
  };

  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  globalThis.setTimeout = ((run: () => void, ms?: number) => begin(run, ms)) as unknown as typeof setTimeout;
  globalThis.clearTimeout = stop;
  jest.spyOn(performance, "now").mockImplementation(() => now);
  jest.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const controller = new AbortController();
    begin(() => {
      controller.abort();
    }, ms);
    return controller.signal;
  });
  const sleep = (ms?: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const timer = begin(() => {
        resolve(value);
      }, ms);
      signal?.addEventListener("abort", () => {
        stop(timer);
        reject(new Error("aborted"));
      });
    });
  jest.spyOn(timers, "setTimeout").mockImplementation(sleep as typeof timers.setTimeout);

  async function run<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false as boolean;
    const done = work().finally(() => (isOver = true));
    // what fails is told by the last line
    done.catch(() => undefined);
    for (;;) {
      for (let i = 0; i < QUIET_TURNS && !isOver; i++) await turn();
      if (isOver) return done;
      const [next] = pending.sort((a, b) => a.at - b.at);
      if (next === undefined) throw new Error("nothing is under way, and the history is not over");
      stop(next);
      now = Math.max(now, next.at);
      next.run();
    }
  }

  const restore = (): void => {
    globalThis.setTimeout = realSet;
    globalThis.clearTimeout = realClear;
  };
  return { run, restore };
}
