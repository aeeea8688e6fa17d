/**
 * An answer of the cloud that is not a success, or no answer at all (`code` is `NoReply`, or
 * `TimeIsUp` where it was not waited for any longer).
 *
 * `outcomeUnknown` tells whether the call may have taken effect all the same: after a lost reply or a 5xx it may.
 */
export class ApiError extends Error {
  constructor(
    readonly action: string,
    readonly code: string,
    message: string,
    readonly requestId: string | undefined,
    readonly outcomeUnknown: boolean,
    /** How long the cloud asks to wait, in milliseconds. */
    readonly retryAfter?: number | undefined,
  ) {
    super(message);
  }

  /** The same, when an earlier attempt of the call may have taken effect. */
  withUnknownOutcome(): ApiError {
    return new ApiError(this.action, this.code, this.message, this.requestId, true, this.retryAfter);
  }
}

/** A problem that the user can act on; the message is complete, and no stack trace is shown. */
export class UserError extends Error {}
