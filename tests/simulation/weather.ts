/** What becomes of one call. */
interface Outcome {
  /** The HTTP status and the code that are answered, where it is refused. */
  readonly refused?: readonly [number, string];
  /** How much of it the cloud does all the same; all of a call that is not refused. */
  readonly done?: "none" | "half" | "all";
  /** There is no reply at all, or one of something in between. */
  readonly reply?: "none" | "html" | "late";
  /** For how long it asks to wait, in milliseconds. */
  readonly retryAfter?: number;
}

const OUTCOMES = {
  fine: {},
  denied: { refused: [403, "Forbidden.RAM"] },
  "keys expired": { refused: [400, "InvalidSecurityToken.Expired"] },
  throttled: { refused: [400, "Throttling.User"] },
  "throttled for 5 s": { refused: [400, "Throttling.User"], retryAfter: 5_000 },
  unavailable: { refused: [503, "ServiceUnavailable"] },
  "internal error": { refused: [500, "InternalError"] },
  "a proxy's page": { reply: "html", done: "none" },
  lost: { reply: "none", done: "none" },
  slow: { reply: "late" },
  // of writes alone
  "a proxy's page, done": { reply: "html" },
  "done and lost": { reply: "none" },
  "done, internal error": { refused: [500, "InternalError"], done: "all" },
  "half done, denied": { refused: [403, "Forbidden.RAM"], done: "half" },
  conflict: { refused: [400, "Operation.Conflict"] },
  "wrong status": { refused: [400, "InvalidOperation.InvalidEniState"] },
  "unknown code": { refused: [400, "Something.New"] },
  // of Assign alone
  full: { refused: [400, "MaxEniPrivateIpsCountExceeded"] },
  "no address left": { refused: [400, "InvalidVSwitchId.IpNotEnough"] },
  "token known": { refused: [400, "IdempotentFailed"] },
} as const satisfies Readonly<Record<string, Outcome>>;

export type Weather = keyof typeof OUTCOMES;
export type Call = "assign" | "unassign" | "describe";

const every = Object.keys(OUTCOMES) as readonly Weather[];
const before = (end: Weather): readonly Weather[] => every.slice(0, every.indexOf(end));

/** What each call may meet. */
export const WEATHERS: Readonly<Record<Call, readonly Weather[]>> = {
  assign: every,
  unassign: before("full"),
  describe: before("a proxy's page, done"),
};

export const outcomeOf = (weather: Weather): Outcome => OUTCOMES[weather];
