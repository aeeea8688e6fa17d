import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FIELD_ENTRIES, type FieldName, FIELDS, inputsOf, isEniId } from "../../provider/core/fields";
import { inputsIn } from "../../provider/core/record";
import type { SecondaryPrivateIpsArgs } from "../../provider/program/secondary-private-ips";
import { aState } from "../helpers/state";

/** The rows of README.md, "Inputs and outputs": name, type, default, remark. */
function documentedInputs(): string[][] {
  const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
  const [, section = ""] = readme.split("\n## Inputs and outputs\n");
  const [table = ""] = section.trim().split("\n\n");
  return table
    .split("\n")
    .slice(2)
    .map((row) => row.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

describe("the README's table of inputs", () => {
  it("has the inputs that there are, in order", () => {
    expect(documentedInputs().map(([name]) => name)).toEqual(FIELD_ENTRIES.map(([name]) => `\`${name}\``));
  });

  it("tells the defaults", () => {
    const told = documentedInputs().map(([, , byDefault = ""]) => byDefault.replaceAll("`", ""));
    const others = { regionId: "alicloud:region, then environment", maxUnassign: "any number" };
    const otherwise = (name: FieldName): string =>
      (others as Partial<Record<FieldName, string>>)[name] ?? "required";
    const expected = FIELD_ENTRIES.map(([name, field]) =>
      field.default === undefined ? otherwise(name) : JSON.stringify(field.default),
    );
    expect(told).toEqual(expected);
  });

  it("tells of which a change replaces", () => {
    const replacing = documentedInputs().filter(([, , , remark = ""]) =>
      /a change (in the code )?replaces/.test(remark),
    );
    expect(replacing.map(([name]) => name)).toEqual(
      FIELD_ENTRIES.filter(([, field]) => field.replaces).map(([name]) => `\`${name}\``),
    );
  });
});

/** `true` where both are the same, which the compiler checks. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type RequiredKey<T> = { [Key in keyof T]-?: object extends Pick<T, Key> ? never : Key }[keyof T];
type WithDefault =
  | "ownership"
  | "regionId"
  | "adopt"
  | "maxUnassign"
  | "allowUnassignWithEip"
  | "staleSecurityGroupRules"
  | "timeoutSeconds";

it("is what the resource class takes, where what has a default may be left out", () => {
  const sameNames: Same<keyof SecondaryPrivateIpsArgs, FieldName | "preflight"> = true;
  const sameRequired: Same<RequiredKey<SecondaryPrivateIpsArgs>, Exclude<FieldName, WithDefault>> = true;
  expect([sameNames, sameRequired]).toEqual([true, true]);
});

it("picks the inputs out of a state", () => {
  const state = aState({ maxUnassign: 3 });
  expect(Object.keys(inputsOf({ ...state, ...inputsIn(state) }))).toEqual(Object.keys(FIELDS));
  expect("maxUnassign" in inputsOf({ ...inputsIn(aState()), maxUnassign: undefined })).toBe(false);
});

it.each([
  ["eni-bp125p95hhdhn3ot0000", true],
  ["eni-1", true],
  ["eni-", false],
  ["eni-WEB", false],
  ["i-web", false],
  ["eni-a/b", false],
  ["x eni-a", false],
  ["eni-a\n", false],
  [7, false],
  [["eni-a"], false],
  [undefined, false],
])("takes %j for the id of an ENI: %p", (value, expected) => {
  expect(isEniId(value)).toBe(expected);
});
