import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_RULES, handlingOf, liesInSettings, remedyFor } from "../../provider/core/answers";
import { ApiError } from "../../provider/core/errors";
import { errorTable } from "../../provider/emulator/errors/error-table";
import { CODES } from "../simulation/weather";

// What is true of all of the table; what a change does about each answer is in tests/runtime/answers.test.ts.

function answer(code: string, { status5xx = false } = {}): ApiError {
  return new ApiError("AssignPrivateIpAddresses", code, "", { outcomeUnknown: status5xx });
}

const repository = join(__dirname, "..", "..");
const read = (file: string): string => readFileSync(join(repository, file), "utf8");
const codes = Object.keys(ERROR_RULES);
const hasRule = (code: string): boolean => Object.hasOwn(ERROR_RULES, code);

describe("every code that is to be expected has a rule", () => {
  it("of those that the emulator knows for a call of ours, but for what only a call that we do not make gets", () => {
    const ofOurCalls =
      /(Assign|Unassign)PrivateIpAddresses|DescribeNetworkInterfaces|interfaces, literal messages|idempotence|common error codes|terway/;
    const expected = Object.entries(errorTable).filter(([, { source }]) => ofOurCalls.test(source));
    expect(expected.length).toBeGreaterThan(30);
    expect(expected.map(([code]) => code).filter((code) => !hasRule(code))).toEqual([
      // parameters that we do not send, leave out, or have checked before
      "MissingParameter",
      "InvalidParameter.Conflict",
      "InvalidEniId.Malformed",
      "InvalidPrivateIpAddress.Malformed",
      "Forbidden.RegionId",
      "InvalidVSwitchId.NotFound",
      "InvalidInstanceId.NotFound",
      "InvalidIp.IpRepeated",
      // of other actions on interfaces
      "InvalidOperation.AvailabilityZoneMismatch",
      "InvalidOperation.VpcMismatch",
      // how the SDK makes a request
      "InvalidSignatureMethod",
      "SignatureNonceUsed",
      "InvalidTimeStamp.Format",
      "InvalidVersion",
      "InvalidAction.NotFound",
      "UnsupportedHTTPMethod",
    ]);
  });

  it("of those in the weather of the simulation, but for those that stand for all unknown ones", () => {
    expect(CODES.filter((code) => !hasRule(code))).toEqual([
      ...["Something.New", "Throttling.New", "Something.Broken"],
    ]);
  });
});

describe("what it says to do", () => {
  const remedyOf = (code: string): string => remedyFor(answer(code));
  /** Of each code, what its remedy names and is not there. */
  const missing = (pattern: RegExp, isThere: (name: string) => boolean): string[] =>
    codes.flatMap((code) =>
      (remedyOf(code).match(pattern) ?? [])
        .filter((name) => !isThere(name))
        .map((name) => `${code}: ${name}`),
    );

  it("is one sentence", () => {
    const isSentence = (text: string): boolean =>
      /^[A-Z][^{}]*[^.{}]\.$/.test(text) && !/[.!?] [A-Z]/.test(text);
    expect(codes.filter((code) => !isSentence(remedyOf(code)))).toEqual([]);
  });

  it("names documents, settings, inputs and commands that are there, and the action that was refused", () => {
    const [credentials, readme] = [read("docs/credentials.md"), read("README.md")];
    expect(missing(/\bdocs\/[\w./-]+\w/g, (path) => existsSync(join(repository, path)))).toEqual([]);
    const isSetting = (name: string): boolean => credentials.includes(`\`${name}\``);
    expect(missing(/\balicloud:\w+|\b[A-Z]+(?:_[A-Z]+)+\b/g, isSetting)).toEqual([]);
    const isInput = (name: string): boolean => readme.includes(`\`${name}\``);
    expect(missing(/(?<![:\w])(?!vSwitch\b)[a-z]+[A-Z]\w*/g, isInput)).toEqual([]);
    expect(missing(/`[^`]+`/g, (command) => /^`pulumi (up|refresh)`$/.test(command))).toEqual([]);
    expect(missing(/\b[a-z]+:[A-Z]\w*/g, (name) => name === "ecs:AssignPrivateIpAddresses")).toEqual([]);
  });

  it("is to run it again exactly where time alone may help", () => {
    const waits = ["retry", "new token", "wait for ENI", "wait for instance"];
    // no answer at all is often a wrong endpoint, which time does not mend
    const isTimeAlone = (code: string): boolean =>
      waits.includes(handlingOf(answer(code))) && !liesInSettings(answer(code));
    const saysSo = (code: string): boolean => /run `pulumi up` again/i.test(remedyOf(code));
    expect(codes.filter(saysSo)).toEqual(codes.filter(isTimeAlone));
  });

  it("names a setting of the connection exactly where other settings may help", () => {
    // the region is an input too, so it is seen in the code
    const namesSetting = (code: string): boolean => /\balicloud:(?!region\b)/.test(remedyOf(code));
    expect(codes.filter(namesSetting)).toEqual(codes.filter((code) => liesInSettings(answer(code))));
  });

  it("is to allow the action exactly where it was denied", () => {
    const saysSo = (code: string): boolean =>
      remedyOf(code).startsWith("Allow ecs:AssignPrivateIpAddresses ");
    expect(codes.filter(saysSo)).toEqual(codes.filter((code) => handlingOf(answer(code)) === "denied"));
  });
});

it("sends again, or with another token, what the emulator answers with a 5xx or for its rate or token", () => {
  const passing = Object.entries(errorTable).filter(
    ([code, { httpStatus }]) => httpStatus >= 500 || /^(Throttling|Idempotent)/.test(code),
  );
  expect(passing.length).toBeGreaterThan(6);
  for (const [code] of passing)
    expect([code, handlingOf(answer(code))]).toEqual([
      code,
      code.startsWith("Idempotent") ? "new token" : "retry",
    ]);
});

it("takes an ENI for gone only by InvalidEniId.NotFound: a refresh drops from state what is gone", () => {
  expect(codes.filter((code) => handlingOf(answer(code)) === "gone")).toEqual(["InvalidEniId.NotFound"]);
});

it.each(["Strange.New", "toString", "constructor"])(
  "refuses %s, and leaves it to the cloud's words what to do",
  (code) => {
    expect([handlingOf(answer(code)), remedyFor(answer(code))]).toEqual(["refuse", ""]);
    expect(liesInSettings(answer(code))).toBe(false);
  },
);

it("sends again after a kind of throttling that it does not know, and says the same as of the others", () => {
  const unlisted = answer("Throttling.SomethingNew");
  expect(hasRule(unlisted.code)).toBe(false);
  expect([handlingOf(unlisted), remedyFor(unlisted)]).toEqual(["retry", remedyFor(answer("Throttling"))]);
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
