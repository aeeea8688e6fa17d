import { ExponentialBackoff, handleWhen, type IBackoff, type IRetryBackoffContext, retry } from "cockatiel";
import { handlingOf } from "../core/answers";
import { ApiError, UserError } from "../core/errors";
import type { Deadline } from "../core/ports";

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
  /** No attempt starts when the time is up, and no pause goes beyond it. */
  readonly deadline: Deadline;
  /** Whether a call whose outcome is unknown may be sent again blindly. */
  readonly repeatable: boolean;
}

/**
 * Runs the call again while the table of answers says that this can help.
 * @throws ApiError of the last attempt; its outcome is unknown if that of any attempt is.
 */
export async function withRetry<T>(
  call: () => Promise<T>,
  { pace, deadline, repeatable }: RetryOptions,
): Promise<T> {
  let unanswered = 0;
  let isUnknown = false;
  let isOver = false;
  let last: ApiError | undefined;
  const attempt = async (): Promise<T> => {
    if (last !== undefined && deadline.remaining() === 0) throw last;
    try {
      return await call();
    } catch (error) {
      if (error instanceof UserError && isUnknown && last !== undefined) {
        // what the credentials lack, the next call tells; that this one may have taken effect, nothing would
        isOver = true;
        throw last;
      }
      if (!(error instanceof ApiError)) throw error;
      unanswered = error.code === "NoReply" ? unanswered + 1 : 0;
      isUnknown ||= error.outcomeUnknown;
      last = isUnknown ? error.withUnknownOutcome() : error;
      throw last;
    }
  };
  const helps = (error: Error): boolean =>
    !isOver &&
    error instanceof ApiError &&
    handlingOf(error) === "retry" &&
    (repeatable || !error.outcomeUnknown) &&
    unanswered <= MAX_UNANSWERED &&
    // to wait for less than the cloud asks would be in vain
    askedPause(error) < deadline.remaining();
  const exponential = new ExponentialBackoff(pace);
  const backoff = {
    next: (context: IRetryBackoffContext<unknown>) => patient(exponential.next(), context, deadline),
  };
  return await retry(handleWhen(helps), { maxAttempts: MAX_ATTEMPTS, backoff }).execute(attempt);
}

/** How long the cloud asks to wait, as far as that is believed, in milliseconds. */
export function askedPause(error: ApiError): number {
  return Math.min(error.retryAfter ?? 0, MAX_RETRY_AFTER);
}

/** Waits at least as long as the cloud asks for, and never beyond the deadline. */
function patient(
  inner: IBackoff<unknown>,
  { result }: IRetryBackoffContext<unknown>,
  deadline: Deadline,
): IBackoff<IRetryBackoffContext<unknown>> {
  const asked = "error" in result && result.error instanceof ApiError ? askedPause(result.error) : 0;
  return {
    duration: Math.min(Math.max(inner.duration, asked), deadline.remaining()),
    next: (context) => patient(inner.next(context), context, deadline),
  };
}
