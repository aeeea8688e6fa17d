import { type AddressSet, withMark } from "./model";
import { told } from "./report";
import { isUnknown, UNKNOWN } from "./unknown";

/**
 * Makes a list of addresses a map keyed by address, because Pulumi compares lists by position: without the first of ten
 * addresses, each would seem to change. A duplicate survives as its own mark, to be refused. What is no list stays.
 */
export function toAddressSet(addresses: unknown): unknown {
  if (!Array.isArray(addresses)) return addresses;
  if (addresses.some(isUnknown)) return UNKNOWN;
  const times = new Map<string, number>();
  for (const address of addresses.map(nameable)) times.set(address, (times.get(address) ?? 0) + 1);
  return Object.fromEntries(
    [...times].map(([address, n]) => [address, n === 1 ? "declared" : `declared ${n} times`]),
  );
}

/** What a set of a program's declares, where it is known by now. */
export function declaredIn(addresses: unknown): string[] {
  return typeof addresses === "object" && addresses !== null
    ? withMark(addresses as AddressSet, "declared")
    : [];
}

/** An object loses the key `__proto__` on its way through JSON; with quotes it stays, to be refused. */
function nameable(address: unknown): string {
  if (address === "__proto__") return '"__proto__"';
  return typeof address === "string" ? address : told(address);
}
