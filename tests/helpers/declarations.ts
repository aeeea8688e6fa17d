import { isIP } from "node:net";
import fc from "fast-check";
import { FIELD_ENTRIES } from "../../provider/core/fields";

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

/** Fails unless a refusal of these inputs tells what it is about: a field, what is no input, or an address as it was declared. */
export function expectNamed(problem: string, { privateIpAddresses: set }: Record<string, unknown>): void {
  const given: readonly unknown[] = Array.isArray(set)
    ? set
    : typeof set === "object"
      ? Object.keys(set ?? {})
      : [];
  const isNamed =
    names.some((name) => problem.includes(name)) ||
    problem.includes("is not an input") ||
    given.some((address) => shows(problem, address));
  // one of many thousands, for which `expect` is slow
  if (!isNamed) throw new Error(`it names neither a field nor an address: ${problem}`);
}
