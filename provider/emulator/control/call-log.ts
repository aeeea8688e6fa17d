import type { RawParameters } from "../wire/protocol";

/** One call of the API. It holds no key, signature or token. */
export interface Call {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** 0: no reply (yet): the call is held or under way, or its reply was dropped. */
  readonly httpStatus: number;
  /** The error code, if the answer was an error. */
  readonly code?: string;
  /** When it was received. */
  readonly time: Date;
}

export interface CallLog {
  /** Writes down a call at its receipt, and wakes whoever waits for one. */
  begin(action: string, parameters: RawParameters, requestId: string, time: Date): LoggedCall;
  list(action?: string): readonly Call[];
  clear(): void;
  /** A call of this action that is under way now, else the next one to come. */
  waitFor(action: string): Promise<Call>;
}

/** An emulator that runs for days must not fill the memory with its log; no test comes near. */
const maxEntries = 100_000;

interface LoggedCall {
  finish(httpStatus: number, code?: string): Call;
}

interface Entry {
  call: Call;
  over: boolean;
}

const copyOf = (call: Call): Call => ({ ...call, parameters: { ...call.parameters } });

export function createCallLog(): CallLog {
  let entries: Entry[] = [];
  let waiters: { action: string; resolve: (call: Call) => void }[] = [];

  return {
    begin(action, parameters, requestId, time) {
      const entry: Entry = { call: { action, parameters, requestId, httpStatus: 0, time }, over: false };
      entries.push(entry);
      if (entries.length > maxEntries) entries.shift();
      const woken = waiters.filter((waiter) => waiter.action === action);
      waiters = waiters.filter((waiter) => waiter.action !== action);
      for (const { resolve } of woken) resolve(copyOf(entry.call));
      return {
        finish(httpStatus, code) {
          entry.call = { ...entry.call, httpStatus, ...(code !== undefined && { code }) };
          entry.over = true;
          return copyOf(entry.call);
        },
      };
    },
    list: (action) =>
      entries
        .filter(({ call }) => action === undefined || call.action === action)
        .map(({ call }) => copyOf(call)),
    clear() {
      entries = [];
    },
    waitFor(action) {
      const underWay = entries.find(({ call, over }) => call.action === action && !over);
      if (underWay !== undefined) return Promise.resolve(copyOf(underWay.call));
      return new Promise((resolve) => waiters.push({ action, resolve }));
    },
  };
}
