import { ExponentialBackoff, handleWhenResult, retry } from "cockatiel";
import { ApiError } from "../core/errors";
import type { Pace } from "../ecs/retry";

export interface PollOptions<T> {
  readonly pace: Pace;
  /** No look starts after this is aborted, except the first. */
  readonly signal: AbortSignal;
  /** Called before each pause with what was seen. */
  readonly onPause: (seen: T) => void;
}

/** Looks until it is done, at once and then with growing pauses; the last look is returned when the time is up. */
export async function pollUntil<T>(
  look: () => Promise<T>,
  isDone: (seen: T) => boolean,
  { pace, signal, onPause }: PollOptions<T>,
): Promise<T> {
  let last: { readonly seen: T } | undefined;
  const lookInTime = async (): Promise<T> => {
    // cockatiel lets a pause end before it notices the signal
    if (last !== undefined && signal.aborted) return last.seen;
    try {
      last = { seen: await look() };
    } catch (error) {
      // a look that the end of the time cut short tells less than the one before
      if (last !== undefined && signal.aborted && error instanceof ApiError) return last.seen;
      throw error;
    }
    return last.seen;
  };
  const again = retry(
    handleWhenResult((seen) => !isDone(seen as T)),
    { maxAttempts: Number.MAX_SAFE_INTEGER, backoff: new ExponentialBackoff(pace) },
  );
  again.onRetry(() => {
    if (last !== undefined) onPause(last.seen);
  });
  return await again.execute(lookInTime, signal);
}
