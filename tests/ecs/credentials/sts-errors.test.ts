import { whyStsFailed } from "../../../provider/ecs/credentials/sts-errors";

const places = { keys: "KEYS", role: "ROLE" };
const requestId = "0A1B2C3D-0000-4000-8000-000000000000";

/** As the library words a refusal. */
function refusal(code: string, message = "Hidden"): Error {
  const body = JSON.stringify({ RequestId: requestId, Message: message, Code: code });
  return new Error(`refresh session token failed: ${body}`);
}

it.each([
  [
    "NoPermission",
    "permission is missing; allow sts:AssumeRole to the RAM user or role of KEYS, and name it in the trust policy of the role (the root user of an account cannot assume roles)",
  ],
  ["EntityNotExist.Role", "there is no such role; check the account and the name in ROLE"],
  ["InvalidParameter.RoleArn", "there is no such role; check the account and the name in ROLE"],
  ["InvalidParameter.RoleSessionName", "the session name is not accepted; change it in ROLE"],
  [
    "InvalidParameter.DurationSeconds",
    "a session may not last that long; ask for less in ROLE, or raise the maximum session duration of the role",
  ],
  ["InvalidParameter.PolicyGrammar", "the session policy is not accepted; correct it in ROLE"],
  ["InvalidAccessKeyId.Inactive", "the AccessKey is disabled; enable it, or use another in KEYS"],
  ["InvalidAccessKeyId.NotFound", "there is no such AccessKey; check KEYS"],
  ["SignatureDoesNotMatch", "the secret key is not that of the AccessKey id; check KEYS"],
  ["IncompleteSignature", "the secret key is not that of the AccessKey id; check KEYS"],
  ["InvalidSecurityToken.Expired", "the STS token is missing, expired or of other keys; renew KEYS"],
  ["MissingSecurityToken", "the STS token is missing, expired or of other keys; renew KEYS"],
  ["InvalidTimeStamp.Expired", "the clock of this machine is off by more than 15 minutes; set it"],
  [
    "AuthenticationFail.OIDCToken.Expired",
    "the OIDC token has expired; what writes the token file must renew it",
  ],
  [
    "AuthenticationFail.OIDCToken.AudienceNotMatch",
    "the OIDC token is not accepted; its issuer and audience must be those of the OIDC provider in RAM",
  ],
  [
    "AuthenticationFail.NoPermission",
    "permission is missing; check the ARN of the OIDC provider, and name that provider in the trust policy of the role",
  ],
  ["Throttling.User", "STS is busy; run the command again in some minutes"],
  ["Some.NewCode", "STS refuses; the documents of RAM explain the code"],
])("says of %s what it means and what to do, with code and request id", (code, clause) => {
  expect(whyStsFailed(refusal(code), places)).toBe(`${clause} [${code}, request id ${requestId}]`);
});

it("takes nothing for a code or a request id that could be a secret", () => {
  const notOfSts =
    "the answer is not one of STS, so it comes from something in between; check the network and the STS endpoint";
  expect(whyStsFailed(refusal("Hidden1234"), places)).toBe(notOfSts);
  const odd = new Error('failed: {"Code":"NoPermission","RequestId":"Hidden"}');
  expect(whyStsFailed(odd, places)).toMatch(/ \[NoPermission\]$/);
});

it.each([
  [
    Object.assign(new Error("Hidden"), { code: "ENOTFOUND", syscall: "getaddrinfo" }),
    "STS cannot be reached (ENOTFOUND); check the network and the STS endpoint",
  ],
  [
    Object.assign(new Error("Hidden"), { name: "RequestTimeoutError" }),
    "STS did not answer in time; check the network and the STS endpoint",
  ],
  [
    Object.assign(new Error("Hidden"), { code: "EACCES", syscall: "open" }),
    "the OIDC token file cannot be read (EACCES); check its path and its permissions",
  ],
  [
    Object.assign(new Error("Hidden"), { code: "Hidden code" }),
    "the answer is not one of STS, so it comes from something in between; check the network and the STS endpoint",
  ],
  [
    undefined,
    "the answer is not one of STS, so it comes from something in between; check the network and the STS endpoint",
  ],
])("tells the network from a file and from a stranger's answer: %p", (error, clause) => {
  expect(whyStsFailed(error, places)).toBe(clause);
});
