/** How long a look waits for company when everybody who could join it waits already. In milliseconds. */
const QUIET_MS = 10;

/** How long it waits while others are still at work: so many milliseconds for each of them, up to the most. */
const PATIENCE_MS = 60;
const MAX_PATIENCE_MS = 1_000;

/** How long it waits behind a request under way, since those that come meanwhile can join. In milliseconds. */
const BEHIND_MS = 1_000;

/** Decides when the looks that wait are sent as one request. */
export interface LookSchedule {
  /** Called with each look that begins to wait. */
  join(): void;
  /** What answers those that wait now; called when it is time. */
  whenDue(send: () => void): void;
  /** Runs the request that answers them. While it is under way, the next ones wait: they gather meanwhile. */
  answering<T>(request: () => Promise<T>): Promise<T>;
  /** Runs an operation, which may want to look, or not. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * A request costs the same for one ENI as for a hundred, and calls are limited for each account and minute. So looks wait
 * until all operations under way wait too, or until that takes too long.
 */
export function createLookSchedule(): LookSchedule {
  let atWork = 0;
  let answering = 0;
  let waiting = 0;
  let since = 0;
  let sends: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  const go = (): void => {
    const due = sends;
    sends = [];
    waiting = 0;
    for (const send of due) send();
  };
  const plan = (): void => {
    if (waiting === 0) return;
    const patience = answering > 0 ? BEHIND_MS : Math.min(MAX_PATIENCE_MS, PATIENCE_MS * atWork);
    const rest = Math.max(0, since + patience - performance.now());
    const isAlone = answering === 0 && waiting >= atWork;
    clearTimeout(timer);
    timer = setTimeout(go, isAlone ? Math.min(rest, QUIET_MS) : rest);
  };
  return {
    join: () => {
      if (waiting === 0) since = performance.now();
      waiting++;
      plan();
    },
    whenDue: (send) => {
      sends.push(send);
    },
    answering: async (request) => {
      answering++;
      try {
        return await request();
      } finally {
        answering--;
        plan();
      }
    },
    during: async (work) => {
      atWork++;
      try {
        return await work();
      } finally {
        atWork--;
        plan();
      }
    },
  };
}
