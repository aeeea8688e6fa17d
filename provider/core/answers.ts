import type { ApiError } from "./errors";

/** What an answer of the cloud means for a change: see `handlingOf`. */
export type Handling =
  | "retry"
  | "already unassigned"
  | "taken"
  | "gone"
  | "denied"
  | "full"
  | "wait for ENI"
  | "wait for instance"
  | "new token"
  | "smaller chunks"
  | "refuse";

interface ErrorRule {
  readonly handling: Handling;
  readonly remedy: string;
  /** Whether the keys, the endpoint or the protocol may be the wrong ones. */
  readonly liesInSettings?: true;
}

const waitAndRetry: ErrorRule = {
  handling: "retry",
  remedy: "Run `pulumi up` again in some minutes, or raise timeoutSeconds.",
};
const wrongKeys: ErrorRule = {
  handling: "refuse",
  remedy:
    "Check alicloud:accessKey and alicloud:secretKey (or ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY, or the profile).",
  liesInSettings: true,
};
const notOneSet: ErrorRule = {
  handling: "refuse",
  remedy:
    "Take alicloud:accessKey, alicloud:secretKey and alicloud:securityToken (or those of the environment, or the profile) as one set.",
  liesInSettings: true,
};
const permission = "Allow ecs:{action} to the RAM user or role (docs/credentials.md).";
const largerInstance =
  "Declare fewer addresses, or use an instance type whose EniPrivateIpAddressQuantity (it counts the primary address too) is larger.";
const largerVSwitch = "Free addresses in the vSwitch, or use an ENI of a larger vSwitch.";

/**
 * The one table of error codes. Another one is refused with the cloud's own words, unless it is a kind of throttling or its
 * outcome is unknown (`handlingOf`).
 *
 * Sources: the error tables of
 * https://www.alibabacloud.com/help/en/ecs/api-unassignprivateipaddresses and its sister pages for Assign and Describe;
 * `QuotaExceeded.PrivateIpAddress` and `IdempotentFailed` are seen by terway (github.com/AliyunContainerService/terway,
 * pkg/aliyun/client/errors), which runs against the same API; of keys, tokens, clocks and throttling, the gateway's common
 * codes; `IdempotentParameterMismatch`, "How to ensure idempotence" of the ECS API reference.
 */
export const ERROR_RULES: Readonly<Record<string, ErrorRule>> = {
  Throttling: waitAndRetry,
  "Throttling.User": waitAndRetry,
  "Throttling.Api": waitAndRetry,
  InternalError: waitAndRetry,
  ServiceUnavailable: waitAndRetry,
  "Operation.Conflict": waitAndRetry,
  "InvalidIp.IpUnassigned": {
    handling: "already unassigned",
    remedy: "Run `pulumi refresh`, then `pulumi up`.",
  },
  "InvalidIp.IpAssigned": {
    handling: "taken",
    remedy: "Declare another address, or unassign it there first.",
  },
  "InvalidPrivateIpAddress.Duplicated": {
    handling: "taken",
    remedy: "Declare another address, or unassign it there first.",
  },
  "InvalidEniId.NotFound": { handling: "gone", remedy: "Check networkInterfaceId and regionId." },
  MaxEniPrivateIpsCountExceeded: { handling: "full", remedy: largerInstance },
  "InvalidOperation.Ipv4CountExceeded": { handling: "full", remedy: largerInstance },
  "InvalidVSwitchId.IpNotEnough": { handling: "full", remedy: largerVSwitch },
  "QuotaExceeded.PrivateIpAddress": { handling: "full", remedy: largerVSwitch },
  "InvalidOperation.InvalidEniState": {
    handling: "wait for ENI",
    remedy: "Wait until the ENI is Available or InUse, then run `pulumi up` again.",
  },
  "InvalidOperation.InvalidEcsState": {
    handling: "wait for instance",
    remedy: "Bring the instance to Running or Stopped, then run `pulumi up` again.",
  },
  IdempotentFailed: { handling: "new token", remedy: waitAndRetry.remedy },
  IdempotentParameterMismatch: { handling: "new token", remedy: waitAndRetry.remedy },
  InvalidParameter: { handling: "smaller chunks", remedy: "Check the declared addresses." },
  "InvalidVSwitchId.IpInvalid": {
    handling: "refuse",
    remedy: "Declare usable addresses of the ENI's vSwitch.",
  },
  "InvalidOperation.EniServiceManaged": {
    handling: "refuse",
    remedy: "Change its addresses through that service.",
  },
  "InvalidAccessKeyId.NotFound": wrongKeys,
  "InvalidAccessKeyId.Inactive": wrongKeys,
  SignatureDoesNotMatch: wrongKeys,
  IncompleteSignature: wrongKeys,
  MissingSecurityToken: notOneSet,
  "InvalidSecurityToken.Malformed": notOneSet,
  "InvalidSecurityToken.MismatchWithAccessKey": notOneSet,
  "InvalidSecurityToken.Expired": {
    handling: "refuse",
    remedy:
      "Get a new STS token: alicloud:securityToken or ALICLOUD_SECURITY_TOKEN; with a role or a profile, run it again.",
    liesInSettings: true,
  },
  "Forbidden.RAM": { handling: "denied", remedy: permission },
  "Forbidden.SubUser": { handling: "denied", remedy: permission },
  NoPermission: { handling: "denied", remedy: permission },
  "InvalidRegionId.NotFound": { handling: "refuse", remedy: "Check regionId or alicloud:region." },
  "InvalidRegionId.MalFormed": { handling: "refuse", remedy: "Check regionId or alicloud:region." },
  "InvalidTimeStamp.Expired": {
    handling: "refuse",
    remedy: "Set this machine's clock: it is off by more than 15 minutes.",
  },
  TimeIsUp: waitAndRetry,
  NoReply: {
    handling: "retry",
    remedy: "Check the network, alicloud:endpoints and alicloud:protocol.",
    liesInSettings: true,
  },
};

/** What a change does about an answer. Unknown codes are refused, but for kinds of throttling and for a 5xx. */
export function handlingOf(error: ApiError): Handling {
  return ruleOf(error.code)?.handling ?? (error.outcomeUnknown ? "retry" : "refuse");
}

/** Whether there were too many calls of this action. */
export function isThrottled({ code }: Pick<ApiError, "code">): boolean {
  return code.startsWith("Throttling");
}

/** Whether other settings may be what helps. */
export function liesInSettings(error: ApiError): boolean {
  return ruleOf(error.code)?.liesInSettings === true;
}

/** What the user can do about it, as one sentence; empty for codes that the table does not have. */
export function remedyFor(error: ApiError): string {
  return (ruleOf(error.code)?.remedy ?? "").replace("{action}", error.action);
}

function ruleOf(code: string): ErrorRule | undefined {
  return Object.hasOwn(ERROR_RULES, code)
    ? ERROR_RULES[code]
    : isThrottled({ code })
      ? waitAndRetry
      : undefined;
}
