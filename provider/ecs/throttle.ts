import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleWhen,
  type IHalfOpenAfterBackoffContext,
  isBrokenCircuitError,
} from "cockatiel";
import { isThrottled } from "../core/answers";
import { ApiError } from "../core/errors";
import { askedPause, type Pace } from "./retry";

/** How much earlier than asked a call may be sent: whoever waits so long has a timer that may be a little ahead. In milliseconds. */
const EARLY_MS = 10;

/** Sends a call of an action, or answers at once what the last one was refused with. */
export type Throttle = <T>(action: string, call: () => Promise<T>) => Promise<T>;

/**
 * What all callers of one region share: Alibaba counts the calls of an action in a region, whoever makes them, so where one is
 * throttled the others would be too. From then on a single call is sent now and then, in pauses that grow, until one is let through.
 * Callers wait at their own pace, which is slower, so that somebody is there when the next may be sent.
 */
export function createThrottle({ initialDelay, maxDelay }: Pace): Throttle {
  const breakers = new Map<string, CircuitBreakerPolicy>();
  const pauses = new DelegateBackoff<IHalfOpenAfterBackoffContext>(({ attempt, result }) => {
    const growing = Math.min(initialDelay * 2 ** (attempt - 1), maxDelay) / 2;
    return "error" in result && result.error instanceof ApiError
      ? Math.max(growing, askedPause(result.error) - EARLY_MS)
      : growing;
  });
  const breakerOf = (action: string): CircuitBreakerPolicy => {
    const breaker =
      breakers.get(action) ??
      circuitBreaker(
        handleWhen((error) => error instanceof ApiError && isThrottled(error)),
        { breaker: new ConsecutiveBreaker(1), halfOpenAfter: pauses },
      );
    breakers.set(action, breaker);
    return breaker;
  };
  return async (action, call) => {
    const breaker = breakerOf(action);
    const refusal = refusalOf(breaker);
    // whether the single one is let through is not waited for: it may take longer than this caller has
    if (refusal !== undefined && breaker.state === CircuitState.HalfOpen) throw refusal;
    try {
      return await breaker.execute(call);
    } catch (error) {
      throw isBrokenCircuitError(error) && refusal !== undefined ? refusal : error;
    }
  };
}

function refusalOf({ lastFailure }: CircuitBreakerPolicy): Error | undefined {
  return lastFailure !== undefined && "error" in lastFailure ? lastFailure.error : undefined;
}
