import { isUnknown } from "./unknown";
import type { AddressSet } from "./model";

export interface Difference {
  readonly changes: boolean;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** What state and program have in common; values may be unknown, and old state may lack any of them. */
export type Properties = Readonly<Record<string, unknown>>;

/** One address cannot be on two ENIs, so the old ENI must let go before the new one takes it. */
const REPLACING = ["networkInterfaceId", "regionId"] as const;

/**
 * Compares what the state says of the cloud (the old outputs) with what the program declares (the new inputs).
 *
 * The old outputs, not the old inputs: only they tell the truth after a failed update. `__provider` is left out,
 * because every text of the shim does the same: it calls the installed package.
 */
export function compare(olds: Properties, news: Properties): Difference {
  const replaces = REPLACING.filter((key) => isUnknown(news[key]) || olds[key] !== news[key]);
  const changes =
    replaces.length > 0 ||
    isUnknown(news["privateIpAddresses"]) ||
    !isSameSet(setOf(olds), setOf(news)) ||
    olds["interrupted"] === true ||
    olds["ownership"] !== news["ownership"] ||
    olds["timeoutSeconds"] !== news["timeoutSeconds"];
  return { changes, replaces, deleteBeforeReplace: replaces.length > 0 };
}

/**
 * The addresses that the next update removes although Pulumi's own diff cannot show it: an update that failed
 * assigned them, so they are in the outputs but not among the inputs that Pulumi compares.
 */
export function hiddenRemovals(olds: Properties, news: Properties): string[] {
  const declared = setOf(news);
  return Object.entries(setOf(olds))
    .filter(([address, mark]) => mark === "unrecorded" && !(address in declared))
    .map(([address]) => address);
}

function setOf(properties: Properties): AddressSet {
  const set = properties["privateIpAddresses"];
  return typeof set === "object" && set !== null ? (set as AddressSet) : {};
}

function isSameSet(a: AddressSet, b: AddressSet): boolean {
  const addresses = Object.keys(a);
  return (
    addresses.length === Object.keys(b).length && addresses.every((address) => a[address] === b[address])
  );
}
