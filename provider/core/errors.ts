interface Details {
  /** Whether the call may have taken effect all the same: after a lost reply or a 5xx it may. */
  readonly outcomeUnknown: boolean;
  readonly requestId?: string | undefined;
  /** How long the cloud asks to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/**
 * An answer of the cloud that is not a success, or no answer at all (`code` is `NoReply`, or
 * `TimeIsUp` where it was not waited for any longer).
 */
export class ApiError extends Error implements Details {
  readonly outcomeUnknown: boolean;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    readonly action: string,
    readonly code: string,
    message: string,
    { outcomeUnknown, requestId, retryAfter }: Details,
  ) {
    super(message);
    this.outcomeUnknown = outcomeUnknown;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }

  /** The same, when an earlier attempt of the call may have taken effect. */
  withUnknownOutcome(): ApiError {
    const { action, code, message, requestId, retryAfter } = this;
    return new ApiError(action, code, message, { outcomeUnknown: true, requestId, retryAfter });
  }
}

/** A problem that the user can act on; the message is complete, and no stack trace is shown. */
export class UserError extends Error {
  constructor(
    message: string,
    /** What has to change; undefined where it is what the program declares, or something outside. */
    readonly lies?: "in settings" | "in the ENI's id",
  ) {
    super(message);
  }
}
