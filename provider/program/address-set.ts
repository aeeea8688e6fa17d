import type { AddressSet } from "../core/model";

/**
 * Makes the list a map keyed by address, because Pulumi compares lists by position: without the first of ten
 * addresses, each would seem to change. A duplicate survives as its own mark, for `check` to refuse.
 */
export function toAddressSet(addresses: unknown): unknown {
  // for check to refuse; a map would pass for one of ours
  if (!Array.isArray(addresses)) return null;
  const times = new Map<string, number>();
  // the serializer loses a key "__proto__"; with quotes it arrives, and check refuses it
  const texts = addresses.map((address) => (address === "__proto__" ? '"__proto__"' : String(address)));
  for (const address of texts) times.set(address, (times.get(address) ?? 0) + 1);
  return Object.fromEntries(
    [...times].map(([address, n]) => [address, n === 1 ? "declared" : `declared ${n} times`]),
  );
}

/** The list that programs get: what the resource holds, without what it has left to another one. */
export function heldInNumericOrder(set: AddressSet | null): string[] {
  if (set === null) return [];
  const { compare } = new Intl.Collator("en", { numeric: true });
  return Object.keys(set)
    .filter((address) => set[address] !== "foreign" && set[address] !== "left")
    .sort(compare);
}
