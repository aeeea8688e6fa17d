import { AsyncResource } from "node:async_hooks";
import timers from "node:timers/promises";

// Time that passes only when all is quiet, and then at once: no history waits for a clock.

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** How many turns of the event loop without a timer that is due count as quiet. */
const QUIET_TURNS = 4;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** In milliseconds; it goes on where it was when the clock was given back. */
let now = 0;

/** Chance, always the same (mulberry32), so that a history goes the same way each time. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs the work, and lets time pass for it. */
type Run = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Takes the clock and chance away from all that runs in this test; `restore` gives it back.
 * @param seeded what `Math.random` is from the beginning of each run
 */
export function virtualTime(seeded: () => () => number = () => chanceFrom(0)): {
  readonly run: Run;
  readonly restore: () => void;
} {
  let pending: Timer[] = [];
  const begin = (run: () => void, ms = 0): Timer => {
    const timer = { at: now + Math.max(0, ms), run: AsyncResource.bind(run) };
    pending.push(timer);
    return timer;
  };
  const stop = (timer: unknown): void => {
    pending = pending.filter((one) => one !== timer);
  };

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
  const aborted = (ms: number): AbortSignal => {
    // as Node does
    if (!Number.isInteger(ms))
      throw new RangeError(`The value of "delay" must be an integer. Received ${ms}`);
    const controller = new AbortController();
    begin(() => {
      controller.abort();
    }, ms);
    return controller.signal;
  };
  let chance = seeded();
  // no spies of jest: they keep each of some million calls
  const undo = [
    replace(globalThis, "setTimeout", begin),
    replace(globalThis, "clearTimeout", stop),
    replace(performance, "now", () => now),
    replace(Date, "now", () => now),
    replace(Math, "random", () => chance()),
    replace(AbortSignal, "timeout", aborted),
    replace(timers, "setTimeout", sleep),
  ];

  async function run<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false as boolean;
    chance = seeded();
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
    undo.forEach((put) => {
      put();
    });
  };
  return { run, restore };
}

/** Takes the clock and chance away for as long as the work takes. */
export async function inVirtualTime<T>(
  work: (run: Run) => Promise<T>,
  seeded?: () => () => number,
): Promise<T> {
  const { run, restore } = virtualTime(seeded);
  try {
    return await work(run);
  } finally {
    restore();
  }
}

/** Puts a value in the place of a property; answers what puts the old one back. */
function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
