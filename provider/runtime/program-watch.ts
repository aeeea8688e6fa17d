import { setTimeout as pause } from "node:timers/promises";
import type { Siblings } from "./siblings";

/**
 * How long after this process the last one of the same run is at work, in milliseconds. Pulumi starts them as the program names their
 * providers; seen: 0.4 to 0.9 s from the start of one to its first check, with two cores.
 */
const STARTING_MS = 1_500;

/**
 * How long no check must have come until those that can come have come, and how long that is waited for at most, in milliseconds: Pulumi begins
 * the change of one resource while it still checks the others. Seen: 9 to 20 ms from one check to the next with two cores, 31 to 93 ms where others keep them busy.
 */
const QUIET = { forMs: 250, atMostMs: 5_000 };

/** For tests to have it quicker. */
export interface ProgramPace {
  readonly startingMs: number;
  readonly quiet: { readonly forMs: number; readonly atMostMs: number };
}

/** Knows from what Pulumi calls when what the program declares is known. */
export interface ProgramWatch {
  /** A phase begins. `isOneOfSeveral`: the program has a provider beside that of this process, for all that is known. */
  clear(isOneOfSeveral: boolean): void;
  noteCheck(): void;
  /**
   * Reads a resource: the phase has a refresh. So this process is there before the program, whose other providers are started later; or Pulumi
   * reads each resource when it comes to it, and checks it after that.
   */
  reading<T>(read: () => Promise<T>): Promise<T>;
  /**
   * Resolves when no check has come for a while, and when the processes of other providers, if there are any, have had the time to start: what the
   * program declares is known then, but for what waits until this change or another one is done. It takes some seconds at most, whatever is left of a timeoutSeconds.
   */
  untilTold(): Promise<void>;
}

/** @param listen Takes what the processes of other providers have told. */
export function watchProgram(
  siblings: Siblings,
  listen: () => void,
  { startingMs = STARTING_MS, quiet = QUIET }: Partial<ProgramPace>,
): ProgramWatch {
  let begun = performance.now();
  let lastChecked = -Infinity;
  let lastRead = -Infinity;
  let readsUnderWay = 0;
  let hasOwnProvider = false;
  let hasRefreshed = false;
  return {
    clear: (isOneOfSeveral) => {
      hasOwnProvider = isOneOfSeveral;
      hasRefreshed = false;
      begun = performance.now();
      [lastChecked, lastRead] = [-Infinity, -Infinity];
    },
    noteCheck: () => {
      // the program, and with it the processes of its other providers, has been started by now
      if (lastChecked === -Infinity) begun = performance.now();
      lastChecked = performance.now();
    },
    reading: async (read) => {
      hasRefreshed = true;
      readsUnderWay++;
      try {
        return await read();
      } finally {
        readsUnderWay--;
        lastRead = performance.now();
      }
    },
    untilTold: async () => {
      const until = AbortSignal.timeout(Math.max(startingMs, quiet.atMostMs));
      const rest = (): number => {
        listen();
        const isOlder = hasRefreshed && lastChecked !== -Infinity;
        const starting = hasOwnProvider || isOlder || siblings.areThere() ? begun + startingMs : 0;
        const now = performance.now();
        // a check follows each read
        const last = readsUnderWay > 0 ? now : Math.max(lastChecked, lastRead);
        return Math.max(starting, last + quiet.forMs) - now;
      };
      for (let ms = rest(); ms > 0 && !until.aborted; ms = rest())
        await pause(ms, undefined, { signal: until }).catch(() => undefined);
    },
  };
}
