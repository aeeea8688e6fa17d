import { handlingOf, liesInSettings, remedyFor } from "../../provider/core/answers";
import { ApiError } from "../../provider/core/errors";

function answer(code: string, { status5xx = false } = {}): ApiError {
  return new ApiError("AssignPrivateIpAddresses", code, "", { outcomeUnknown: status5xx });
}

const again = "Run `pulumi up` again in some minutes, or raise timeoutSeconds.";
const largerInstance =
  "Declare fewer addresses, or use an instance type whose EniPrivateIpAddressQuantity (it counts the primary address too) is larger.";
const allow = "Allow ecs:AssignPrivateIpAddresses to the RAM user or role (docs/credentials.md).";
const keys =
  "Check alicloud:accessKey and alicloud:secretKey (or ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY, or the profile).";
const elsewhere = "Declare another address, or unassign it there first.";
const region = "Check regionId or alicloud:region.";

it.each([
  ["Throttling", "retry", again],
  ["Throttling.SomethingNew", "retry", again],
  ["Operation.Conflict", "retry", again],
  ["InternalError", "retry", again],
  ["ServiceUnavailable", "retry", again],
  ["NoReply", "retry", "Check the network, alicloud:endpoints and alicloud:protocol."],
  ["IdempotentFailed", "new token", again],
  ["IdempotentParameterMismatch", "new token", again],
  ["InvalidIp.IpUnassigned", "already unassigned", "Run `pulumi refresh`, then `pulumi up`."],
  ["InvalidIp.IpAssigned", "taken", elsewhere],
  ["InvalidPrivateIpAddress.Duplicated", "taken", elsewhere],
  ["InvalidEniId.NotFound", "gone", "Check networkInterfaceId and regionId."],
  ["MaxEniPrivateIpsCountExceeded", "full", largerInstance],
  ["InvalidOperation.Ipv4CountExceeded", "full", largerInstance],
  [
    "InvalidVSwitchId.IpNotEnough",
    "full",
    "Free addresses in the vSwitch, or use an ENI of a larger vSwitch.",
  ],
  [
    "InvalidOperation.InvalidEniState",
    "wait for ENI",
    "Wait until the ENI is Available or InUse, then run `pulumi up` again.",
  ],
  [
    "InvalidOperation.InvalidEcsState",
    "wait for instance",
    "Bring the instance to Running or Stopped, then run `pulumi up` again.",
  ],
  ["InvalidParameter", "smaller chunks", "Check the declared addresses."],
  ["InvalidVSwitchId.IpInvalid", "refuse", "Declare usable addresses of the ENI's vSwitch."],
  ["InvalidOperation.EniServiceManaged", "refuse", "Change its addresses through that service."],
  ["InvalidAccessKeyId.NotFound", "refuse", keys],
  ["SignatureDoesNotMatch", "refuse", keys],
  ["IncompleteSignature", "refuse", keys],
  [
    "InvalidSecurityToken.Expired",
    "refuse",
    "Get a new STS token: alicloud:securityToken or ALICLOUD_SECURITY_TOKEN; with a role or a profile, run it again.",
  ],
  ["Forbidden.RAM", "denied", allow],
  ["Forbidden.SubUser", "denied", allow],
  ["NoPermission", "denied", allow],
  ["InvalidRegionId.NotFound", "refuse", region],
  ["InvalidRegionId.MalFormed", "refuse", region],
  ["InvalidTimeStamp.Expired", "refuse", "Set this machine's clock: it is off by more than 15 minutes."],
  ["Strange.New", "refuse", ""],
  ["toString", "refuse", ""],
])("answers %s with: %s, and says what to do", (code, handling, remedy) => {
  expect([handlingOf(answer(code)), remedyFor(answer(code))]).toEqual([handling, remedy]);
});

it("sends again after a 5xx whose code it does not know, but not after one that it knows to refuse", () => {
  expect(handlingOf(answer("Strange.New", { status5xx: true }))).toBe("retry");
  expect(handlingOf(answer("Forbidden.RAM", { status5xx: true }))).toBe("denied");
});

it("keeps all but the outcome when an earlier attempt may have taken effect", () => {
  const error = new ApiError("Action", "Throttling", "slowly", {
    outcomeUnknown: false,
    requestId: "R-1",
    retryAfter: 7_000,
  });
  expect(error.withUnknownOutcome()).toMatchObject({
    action: "Action",
    code: "Throttling",
    message: "slowly",
    requestId: "R-1",
    outcomeUnknown: true,
    retryAfter: 7_000,
  });
});

it.each([
  ["SignatureDoesNotMatch", true],
  ["NoReply", true],
  ["Throttling", false],
  ["Strange.New", false],
])("says whether other settings may be what helps against %s: %p", (code, expected) => {
  expect(liesInSettings(answer(code))).toBe(expected);
});
