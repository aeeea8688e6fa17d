import {
  ExponentialBackoff,
  handleWhen,
  handleWhenResult,
  type IBackoff,
  type IRetryBackoffContext,
  retry,
} from "cockatiel";
import { ApiError, handlingOf } from "../core/errors";

/** How long to wait between attempts, in milliseconds; jitter is added. */
export interface Pace {
  readonly initialDelay: number;
  readonly maxDelay: number;
}

/**
 * Alibaba advises to look at a state every 1 to 2 s, and counts throttling by the minute
 * (https://www.alibabacloud.com/help/doc-detail/437902.htm), so waits begin short and reach 8 s.
 */
export const DEFAULT_PACE: Pace = { initialDelay: 500, maxDelay: 8000 };

/** 20 waits of up to 8 s pass the end of any throttled minute. */
const MAX_ATTEMPTS = 20;

/** A host that does not answer four times in a row is not there. */
const MAX_UNANSWERED = 3;

/** The longest that a `x-acs-retry-after` of the cloud is believed, in milliseconds. */
const MAX_RETRY_AFTER = 30_000;

export interface RetryOptions {
  readonly pace: Pace;
  /** No attempt starts after this is aborted. */
  readonly signal?: AbortSignal;
  /** Whether a call whose outcome is unknown may be sent again blindly. */
  readonly repeatable: boolean;
}

/** Runs the call again while the table of errors says that this can help. */
export async function withRetry<T>(
  call: () => Promise<T>,
  { pace, signal, repeatable }: RetryOptions,
): Promise<T> {
  let unanswered = 0;
  const helps = (error: Error): boolean => {
    if (!(error instanceof ApiError) || handlingOf(error) !== "retry") return false;
    if (error.outcomeUnknown && !repeatable) return false;
    return error.code !== "NoReply" || ++unanswered <= MAX_UNANSWERED;
  };
  const exponential = new ExponentialBackoff(pace);
  const backoff = { next: (context: IRetryBackoffContext<unknown>) => patient(exponential.next(), context) };
  return await retry(handleWhen(helps), { maxAttempts: MAX_ATTEMPTS, backoff }).execute(call, signal);
}

/** Waits at least as long as the cloud asks for. */
function patient(
  inner: IBackoff<unknown>,
  { result }: IRetryBackoffContext<unknown>,
): IBackoff<IRetryBackoffContext<unknown>> {
  const asked = "error" in result && result.error instanceof ApiError ? (result.error.retryAfter ?? 0) : 0;
  return {
    duration: Math.max(inner.duration, Math.min(asked, MAX_RETRY_AFTER)),
    next: (context) => patient(inner.next(context), context),
  };
}

/** Looks until it is done, at once and then with growing pauses; the last look is returned when the time is up. */
export async function pollUntil<T>(
  look: () => Promise<T>,
  isDone: (seen: T) => boolean,
  {
    pace,
    signal,
    onPause,
  }: { readonly pace: Pace; readonly signal: AbortSignal; readonly onPause: () => void },
): Promise<T> {
  const again = retry(
    handleWhenResult((seen) => !isDone(seen as T)),
    { maxAttempts: Number.MAX_SAFE_INTEGER, backoff: new ExponentialBackoff(pace) },
  );
  again.onRetry(onPause);
  return await again.execute(look, signal);
}
