/** Where the user finds what STS was given. */
export interface Places {
  /** What holds the keys that sign the call. */
  readonly keys: string;
  /** What names the role and its session. */
  readonly role: string;
}

/**
 * What the codes of STS mean, and what to do; the first row that matches counts.
 *
 * Sources: https://www.alibabacloud.com/help/doc-detail/42775.htm for AssumeRole; for AssumeRoleWithOIDC the errors that
 * https://help.aliyun.com/zh/ack/ack-managed-and-ack-dedicated/user-guide/use-rrsa-to-authorize-pods-to-access-different-cloud-services
 * lists.
 */
export const REFUSALS: readonly (readonly [code: RegExp, clause: string])[] = [
  [
    /^NoPermission$/,
    "permission is missing; allow sts:AssumeRole to the RAM user or role of {keys}, and name it in the trust policy of the role (the root user of an account cannot assume roles)",
  ],
  [
    /^(EntityNotExist\.Role|InvalidParameter\.RoleArn)$/,
    "there is no such role; check the account and the name in {role}",
  ],
  [/^InvalidParameter\.RoleSessionName$/, "the session name is not accepted; change it in {role}"],
  [
    /^InvalidParameter\.DurationSeconds$/,
    "a session may not last that long; ask for less in {role}, or raise the maximum session duration of the role",
  ],
  [/^InvalidParameter\.Policy/, "the session policy is not accepted; correct it in {role}"],
  [/^InvalidAccessKeyId\.Inactive$/, "the AccessKey is disabled; enable it, or use another in {keys}"],
  [/^InvalidAccessKeyId/, "there is no such AccessKey; check {keys}"],
  [
    /^(SignatureDoesNotMatch|IncompleteSignature)$/,
    "the secret key is not that of the AccessKey id; check {keys}",
  ],
  [/^(Invalid|Missing)SecurityToken/, "the STS token is missing, expired or of other keys; renew {keys}"],
  [/^InvalidTimeStamp/, "the clock of this machine is off by more than 15 minutes; set it"],
  [
    /^AuthenticationFail\.OIDCToken\.Expired$/,
    "the OIDC token has expired; what writes the token file must renew it",
  ],
  [
    /^AuthenticationFail\.OIDCToken/,
    "the OIDC token is not accepted; its issuer and audience must be those of the OIDC provider in RAM",
  ],
  [
    /^AuthenticationFail/,
    "permission is missing; check the ARN of the OIDC provider, and name that provider in the trust policy of the role",
  ],
  [/^(Throttling|ServiceUnavailable|InternalError)/, "STS is busy; run the command again in some minutes"],
];

/** Why AssumeRole or AssumeRoleWithOIDC failed, and what to do, as a clause. */
export function whyStsFailed(error: unknown, places: Places): string {
  const refused = whyStsRefused(error, places);
  if (refused !== undefined) return refused;
  const { name, code, syscall } = fieldsOf(error);
  if (syscall === "open" || syscall === "read")
    return `the OIDC token file cannot be read (${code}); check its path and its permissions`;
  if (name.includes("Timeout")) return "STS did not answer in time; check the network and the STS endpoint";
  if (code !== "") return `STS cannot be reached (${code}); check the network and the STS endpoint`;
  return "the answer is not one of STS, so it comes from something in between; check the network and the STS endpoint";
}

/** The same where STS answered, and undefined where the error tells of no such answer. */
export function whyStsRefused(error: unknown, places: Places): string | undefined {
  const { message } = fieldsOf(error);
  const code = stsCodeIn(message);
  if (code === undefined) return undefined;
  const clause =
    REFUSALS.find(([pattern]) => pattern.test(code))?.[1] ??
    "STS refuses; the documents of RAM explain the code";
  const requestId = /"RequestId"\s*:\s*"([0-9A-F-]{36})"/i.exec(message)?.[1];
  const reference = requestId === undefined ? code : `${code}, request id ${requestId}`;
  return `${clause.replace(/\{(keys|role)\}/, (_, part: keyof Places) => places[part])} [${reference}]`;
}

/** The library puts the reply of STS into its message. Nothing but a code is taken from it, and codes are of letters. */
function stsCodeIn(message: string): string | undefined {
  if (message === "the access key secret is invalid") return "SignatureDoesNotMatch";
  return /"Code"\s*:\s*"([A-Za-z]+(?:\.[A-Za-z]+)*)"/.exec(message)?.[1];
}

/** By its shape: `instanceof` fails for errors of Node's own where modules run in a context of their own, as in jest. */
function fieldsOf(error: unknown): Record<"name" | "message" | "code" | "syscall", string> {
  const fields = (typeof error === "object" ? error : null) as NodeJS.ErrnoException | null;
  const { name = "", message = "", code = "", syscall = "" } = fields ?? {};
  return { name, message, code: /^[A-Z][A-Z0-9_]*$/.test(code) ? code : "", syscall };
}
