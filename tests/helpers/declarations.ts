import { isIP, isIPv4 } from "node:net";
import fc from "fast-check";
import { FIELD_ENTRIES, type FieldName } from "../../provider/core/fields";

// Whatever a program may declare, also where its types are not looked at.

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
});
export const almostAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.nat(40)).map(([address, bits]) => `${address}/${bits}`),
  fc.string(),
);
export const value = fc.oneof(
  anything,
  almostAddress,
  fc.array(almostAddress, { maxLength: 40 }),
  fc.double(),
  fc.integer(),
);
export const names = FIELD_ENTRIES.map(([name]) => name);
export const isName = (key: string): boolean => names.some((name) => name === key);

const inputs = <T>(values: fc.Arbitrary<T>) =>
  fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), values, { maxKeys: 8 });

/** Inputs with values of all kinds, under the names of ours and others. */
export const declarations = inputs(value);
/** As they come to a hook: over a wire that takes nothing but JSON. */
export const handedOver = inputs(
  fc.oneof(fc.jsonValue(), almostAddress, fc.array(almostAddress), fc.integer()),
);

/** How much of an address a refusal shows at the least, where that is not written as one. */
const SHOWN = 60;

const textOf = (value: unknown): string => {
  try {
    if (["undefined", "function", "symbol"].includes(typeof value)) return `a ${typeof value}`;
    return JSON.stringify(value);
  } catch {
    return `a ${typeof value}`;
  }
};

/** Whether it shows the address: as it is, or in quotes. */
export const shows = (problem: string, address: unknown): boolean => {
  const text = typeof address === "string" ? address : textOf(address);
  return problem.includes(isIP(text) === 0 ? JSON.stringify(text).slice(0, SHOWN) : text);
};

const isOneOf =
  (...texts: readonly unknown[]) =>
  (one: unknown) =>
    texts.includes(one);
const isFrom =
  (least: number, most = Infinity) =>
  (one: unknown) =>
    Number.isSafeInteger(one) && Number(one) >= least && Number(one) <= most;
/** What a value must be at the least, told without a line of the product. */
export const mustBe: Readonly<Record<FieldName, (one: unknown) => boolean>> = {
  networkInterfaceId: (one) => typeof one === "string" && one.startsWith("eni-"),
  privateIpAddresses: (one) =>
    Array.isArray(one)
      ? one.every((address) => typeof address === "string" && isIPv4(address))
      : typeof one === "object" && Object.keys(one ?? {}).every((address) => isIPv4(address)),
  ownership: isOneOf("exclusive", "additive"),
  regionId: (one) => typeof one === "string" && /^[a-z0-9-]+$/.test(one),
  adopt: isOneOf(true, false),
  maxUnassign: isFrom(0),
  allowUnassignWithEip: isOneOf(true, false),
  staleSecurityGroupRules: isOneOf("off", "attached", "vpc"),
  timeoutSeconds: isFrom(1, 3_600),
};

/** What must be there, and what may be wrong though it is all that it must be at the least. */
const STRICTER: readonly FieldName[] = ["networkInterfaceId", "privateIpAddresses", "regionId"];

const mayBeWrong = (name: FieldName, given: unknown): boolean =>
  STRICTER.includes(name) || ((given ?? undefined) !== undefined && !mustBe[name](given));

/** Fails unless a refusal of these inputs tells what it is about: a field that may be wrong, what is no input, or an address as it was declared. */
export function expectNamed(problem: string, inputs: Record<string, unknown>): void {
  const { privateIpAddresses: set } = inputs;
  const given: readonly unknown[] = Array.isArray(set)
    ? set
    : typeof set === "object"
      ? Object.keys(set ?? {})
      : [];
  // that refusal lists the names of all fields
  const isNamed = problem.includes(" is not an input; ")
    ? Object.keys(inputs).some((key) => !isName(key) && problem.includes(`"${key}" is not an input; `))
    : names.some((name) => problem.includes(name) && mayBeWrong(name, inputs[name])) ||
      given.some((address) => shows(problem, address));
  // one of many thousands, for which `expect` is slow
  if (!isNamed) throw new Error(`it names neither what is wrong nor an address: ${problem}`);
}
