import { apiError } from "../errors/api-error";

/** Calls that wait for `release()`. */
export interface HeldCalls {
  hold(): Promise<void>;
  count(): number;
  release(): void;
  /** Lets nobody go on: each held call fails, and nothing it would have done is done. */
  abandon(): void;
}

export function createHeldCalls(): HeldCalls {
  let held: { readonly goOn: () => void; readonly giveUp: (reason: Error) => void }[] = [];
  const empty = () => {
    const all = held;
    held = [];
    return all;
  };
  return {
    hold: () =>
      new Promise((goOn, giveUp) => {
        held.push({ goOn, giveUp });
      }),
    count: () => held.length,
    release() {
      for (const { goOn } of empty()) goOn();
    },
    abandon() {
      for (const { giveUp } of empty()) giveUp(apiError("ServiceUnavailable"));
    },
  };
}
