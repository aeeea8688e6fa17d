import fc from "fast-check";
import { REFUSALS, whyStsFailed } from "../../../provider/ecs/credentials/sts-errors";

const places = { keys: "KEYS", role: "ROLE" };
const requestId = "0A1B2C3D-0000-4000-8000-000000000000";

/** As the library words a refusal. */
function refusal(code: string, message = "Hidden"): Error {
  const body = JSON.stringify({ RequestId: requestId, Message: message, Code: code });
  return new Error(`refresh session token failed: ${body}`);
}

const told = (code: string): string => whyStsFailed(refusal(code), places);

it.each([
  [
    "NoPermission",
    "permission is missing; allow sts:AssumeRole to the RAM user or role of KEYS, and name it in the trust policy of the role (the root user of an account cannot assume roles)",
  ],
  ["EntityNotExist.Role", "there is no such role; check the account and the name in ROLE"],
  ["Some.NewCode", "STS refuses; the documents of RAM explain the code"],
])("says of %s what it means and what to do, with code and request id", (code, clause) => {
  expect(told(code)).toBe(`${clause} [${code}, request id ${requestId}]`);
});

/** Where it is mended, as the text says so. */
const REMEDIES = {
  "the keys": /\bKEYS\b/,
  "the role": /\bROLE\b/,
  "another time": /run the command again/,
  "the clock": /the clock of this machine/,
  "the OIDC token or its provider": /\bOIDC\b/,
  "the documents": /the documents of RAM/,
};

/** Of each kind that STS has, at least one code. */
const CODES: Readonly<Record<keyof typeof REMEDIES, readonly string[]>> = {
  "the keys": [
    "NoPermission",
    ...["InvalidAccessKeyId.Inactive", "InvalidAccessKeyId.NotFound"],
    ...["SignatureDoesNotMatch", "IncompleteSignature"],
    ...["InvalidSecurityToken.Expired", "InvalidSecurityToken.MismatchWithAccessKey", "MissingSecurityToken"],
  ],
  "the role": [
    ...["EntityNotExist.Role", "InvalidParameter.RoleArn", "InvalidParameter.RoleSessionName"],
    ...["InvalidParameter.DurationSeconds", "InvalidParameter.PolicyGrammar"],
  ],
  "another time": ["Throttling", "Throttling.User", "ServiceUnavailable", "InternalError"],
  "the clock": ["InvalidTimeStamp.Expired", "InvalidTimeStamp.Format"],
  "the OIDC token or its provider": [
    ...["AuthenticationFail.OIDCToken.Expired", "AuthenticationFail.OIDCToken.AudienceNotMatch"],
    "AuthenticationFail.NoPermission",
  ],
  "the documents": ["Some.NewCode", "InvalidParameter", "EntityNotExist.User", "NoPermission.Other"],
};

const codes = Object.values(CODES).flat();

const remediesIn = (text: string): string[] =>
  Object.entries(REMEDIES).flatMap(([place, words]) => (words.test(text) ? [place] : []));

describe("what it says to do", () => {
  it.each(Object.entries(CODES).flatMap(([place, list]) => list.map((code) => [code, place] as const)))(
    "is after %s in %s, and nowhere else",
    (code, place) => {
      expect(remediesIn(told(code))).toEqual([place]);
    },
  );

  it("is there for each row of the table", () => {
    const rowOf = (code: string) => REFUSALS.findIndex(([pattern]) => pattern.test(code));
    const rows = new Set(codes.map(rowOf));
    expect(REFUSALS.map((_, i) => i).filter((i) => !rows.has(i))).toEqual([]);
  });

  it("is one clause, with a meaning before it", () => {
    const isClause = (text: string): boolean => /^[a-zA-Z][^;{}]*; [a-z][^{}]*[^.{} ] \[[^\]]+\]$/.test(text);
    expect(codes.filter((code) => !isClause(told(code)))).toEqual([]);
  });

  it("is to run the command again after all that passes, whatever its kind is called, and after no other code", () => {
    const name = fc.stringMatching(/^[A-Za-z]{1,12}(\.[A-Za-z]{1,12})?$/);
    const isPassing = (code: string): boolean => /^(Throttling|ServiceUnavailable|InternalError)/.test(code);
    const anyCode = fc.oneof(
      name,
      name.map((kind) => `Throttling.${kind}`),
      fc.tuple(fc.constantFrom(...codes), name).map(([code, kind]) => `${code}.${kind}`),
    );
    fc.assert(
      fc.property(anyCode, (code) => {
        expect([code, remediesIn(told(code)).includes("another time")]).toEqual([code, isPassing(code)]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["AuthenticationFail.OIDCToken.Expired", "expired", "AuthenticationFail.OIDCToken.Invalid"],
    ["AuthenticationFail.OIDCToken.Invalid", "not accepted", "AuthenticationFail.Other"],
    ["InvalidAccessKeyId.Inactive", "disabled", "InvalidAccessKeyId.NotFound"],
  ])("tells %s by what it is, before the general one", (code, words, general) => {
    expect(told(code)).toContain(words);
    expect(told(general)).not.toContain(words);
  });
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
