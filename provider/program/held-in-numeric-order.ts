import type { AddressSet } from "../core/model";

/**
 * The list that programs get, in numeric order: what the resource holds, without what it has left to another one. State
 * has a map keyed by address; a program's own mocks answer with the list that they were given.
 */
export function heldInNumericOrder(set: AddressSet | readonly string[] | null): string[] {
  if (set === null) return [];
  const { compare } = new Intl.Collator("en", { numeric: true });
  const isHeld = ([, mark]: [string, string]): boolean => mark !== "foreign" && mark !== "left";
  const addresses = isList(set)
    ? [...set]
    : Object.entries(set)
        .filter(isHeld)
        .map(([address]) => address);
  return addresses.sort(compare);
}

const isList = (set: AddressSet | readonly string[]): set is readonly string[] => Array.isArray(set);
