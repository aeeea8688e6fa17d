/** What becomes of one call. */
export interface Fate {
  /** The HTTP status and the code that are answered, where it is refused. */
  readonly refused?: readonly [number, string];
  /** How much of it the cloud does all the same. */
  readonly done: "none" | "half" | "all";
  /** There is no reply at all, or too late, or one of something in between: JSON that is not the API's, or a page. */
  readonly reply?: "none" | "late" | "other JSON" | "HTML";
  /** For how long it is on its way to the cloud, beyond others: what was sent later may come sooner. In milliseconds. */
  readonly delay?: number;
  /** For how long it asks to wait, in milliseconds. */
  readonly retryAfter?: number;
  /** Whether the instance of the ENI is starting, so that its addresses do not change yet. */
  readonly instanceStarts?: true;
  /** Whether a client token counts as one that never came before: for how long the cloud keeps them is not known. */
  readonly forgetsTokens?: boolean;
}

/** Codes that the product handles in the same way, one of which is answered. */
interface Weathered extends Omit<Fate, "refused" | "done"> {
  /** By default all of a call that is not refused. */
  readonly done?: Fate["done"];
  readonly codes?: readonly string[];
  readonly httpStatus?: number;
}

const OUTCOMES = {
  fine: {},
  "on its way for 2 s": { delay: 2_000 },
  denied: { httpStatus: 403, codes: ["Forbidden.RAM", "Forbidden.SubUser", "NoPermission"] },
  "wrong keys": {
    codes: [
      ...["InvalidSecurityToken.Expired", "InvalidAccessKeyId.NotFound"],
      ...["SignatureDoesNotMatch", "IncompleteSignature", "InvalidAccessKeyId.Inactive"],
      ...["MissingSecurityToken", "InvalidSecurityToken.Malformed"],
      "InvalidSecurityToken.MismatchWithAccessKey",
    ],
  },
  refused: {
    codes: [
      ...["InvalidRegionId.NotFound", "InvalidRegionId.MalFormed", "InvalidTimeStamp.Expired"],
      ...["InvalidVSwitchId.IpInvalid", "InvalidOperation.EniServiceManaged"],
    ],
  },
  "unknown code": { codes: ["Something.New"] },
  throttled: { codes: ["Throttling.User", "Throttling.Api", "Throttling", "Throttling.New"] },
  "throttled for 5 s": { codes: ["Throttling.User", "Throttling.Api"], retryAfter: 5_000 },
  unavailable: { httpStatus: 503, codes: ["ServiceUnavailable"] },
  "internal error": { httpStatus: 500, codes: ["InternalError", "Something.Broken"] },
  "another's JSON": { reply: "other JSON", done: "none" },
  "a proxy's page": { reply: "HTML", done: "none" },
  lost: { reply: "none", done: "none" },
  slow: { reply: "late" },
  // of writes alone
  "another's JSON, done": { reply: "other JSON" },
  "a proxy's page, done": { reply: "HTML" },
  "done and lost": { reply: "none" },
  "done, internal error": { httpStatus: 500, codes: ["InternalError", "Something.Broken"], done: "all" },
  "half done, denied": { httpStatus: 403, codes: ["Forbidden.RAM"], done: "half" },
  conflict: { codes: ["Operation.Conflict"] },
  "wrong status": { codes: ["InvalidOperation.InvalidEniState"] },
  "slow instance": { codes: ["InvalidOperation.InvalidEcsState"], instanceStarts: true },
  "wrong parameter": { codes: ["InvalidParameter"] },
  "not found": { httpStatus: 404, codes: ["InvalidEniId.NotFound"] },
  // of Assign alone
  full: {
    codes: [
      ...["MaxEniPrivateIpsCountExceeded", "InvalidVSwitchId.IpNotEnough"],
      ...["InvalidOperation.Ipv4CountExceeded", "QuotaExceeded.PrivateIpAddress"],
    ],
  },
  // by what is no ENI, so that none shows it
  taken: { codes: ["InvalidIp.IpAssigned", "InvalidPrivateIpAddress.Duplicated"] },
  "token known": { codes: ["IdempotentFailed", "IdempotentParameterMismatch"] },
  "token forgotten": { forgetsTokens: true },
} as const satisfies Readonly<Record<string, Weathered>>;

export type Weather = keyof typeof OUTCOMES;
/** `describe` looks at ENIs, `instances` at the instance of one, and `caller` asks STS whose the keys are. */
export type Call = "assign" | "unassign" | "describe" | "instances" | "caller";

/** Each code that some call may be answered with. */
export const CODES = [...new Set(Object.values<Weathered>(OUTCOMES).flatMap(({ codes = [] }) => codes))];

const every = Object.keys(OUTCOMES) as readonly Weather[];
const before = (end: Weather): readonly Weather[] => every.slice(0, every.indexOf(end));

const ofReads = before("another's JSON, done");

/** What each call may meet. */
export const WEATHERS: Readonly<Record<Call, readonly Weather[]>> = {
  assign: every,
  unassign: before("full"),
  ...{ describe: ofReads, instances: ofReads, caller: ofReads },
};

/** Which calls are answered with a code, where that is not each that meets its weather. */
const ONLY: Readonly<Record<string, readonly Call[]>> = {
  "InvalidVSwitchId.IpInvalid": ["assign"],
  "InvalidOperation.EniServiceManaged": ["assign", "unassign"],
};

/** @param turn chooses among the codes of the weather that the call may be answered with. */
export function outcomeOf(weather: Weather, call: Call, turn: number): Fate {
  const { codes = [], httpStatus = 400, ...outcome }: Weathered = OUTCOMES[weather];
  const possible = codes.filter((code) => ONLY[code]?.includes(call) ?? true);
  const code = possible[turn % possible.length];
  return code === undefined
    ? { done: "all", ...outcome }
    : { done: "none", ...outcome, refused: [httpStatus, code] };
}

/** Whether what is answered is true: a refusal that nothing was done, for one. */
export function isTrue(weather: Weather): boolean {
  const { httpStatus = 400, reply, done }: Weathered = OUTCOMES[weather];
  return httpStatus < 500 && reply === undefined && done === undefined;
}
