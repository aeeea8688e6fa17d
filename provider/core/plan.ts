import { inNumericOrder } from "./address";
import { MAX_SECONDARIES_WHEN_AVAILABLE } from "./limits";
import type { AddressSet, InputSet, NetworkInterface } from "./model";
import { type Fate, fateOf } from "./ownership";

/** What one ENI shall hold, and what is known of who owns what. */
export interface PlanRequest {
  readonly desired: InputSet;
  /** What this resource's state has. */
  readonly recorded: AddressSet;
  /** Whether the change before this one, or another resource in this run, unassigned the address, and this one has not assigned it yet. */
  readonly isJustUnassigned: (address: string) => boolean;
  /** Whether another resource of the program declares the address on this ENI. */
  readonly isClaimed: (address: string) => boolean;
  /** Whether foreign addresses that a refresh recorded are to go. */
  readonly unassignsForeign: boolean;
}

export interface Plan {
  readonly keep: readonly string[];
  readonly adopt: readonly string[];
  readonly assign: readonly string[];
  /** Of those that are seen. */
  readonly unassign: readonly string[];
  /** Owned, to go, and not seen: sent apart from the others, so that one that is gone does not get them refused. */
  readonly unassignUnseen: readonly string[];
  /** Owned, and in the code of another resource. */
  readonly leave: readonly string[];
  readonly foreign: readonly string[];
  /** Make before break, unless it is known beforehand that the ENI cannot hold both. */
  readonly order: "assign-first" | "unassign-first";
}

/**
 * Decides what happens to each address, as the table in ownership.ts says. Every list is in numeric order.
 * The primary address takes no part: it can be neither assigned nor unassigned.
 */
export function planChanges(request: PlanRequest, actual: NetworkInterface): Plan {
  const { desired, recorded, isJustUnassigned, isClaimed, unassignsForeign } = request;
  const seen = new Set(actual.privateIpAddresses);
  const known = new Set([...Object.keys(desired), ...Object.keys(recorded), ...seen]);
  known.delete(actual.primaryPrivateIpAddress);

  const fates = new Map<Fate, string[]>();
  for (const address of inNumericOrder(known)) {
    const fate = fateOf({
      desired: desired[address],
      recorded: recorded[address],
      seen: seen.has(address),
      justUnassigned: isJustUnassigned(address),
      claimed: isClaimed(address),
      unassignsForeign,
    });
    fates.set(fate, [...(fates.get(fate) ?? []), address]);
  }
  const having = (fate: Fate): readonly string[] => fates.get(fate) ?? [];

  const assign = having("assign");
  return {
    keep: having("keep"),
    adopt: having("adopt"),
    assign,
    unassign: having("unassign").filter((address) => seen.has(address)),
    unassignUnseen: having("unassign").filter((address) => !seen.has(address)),
    leave: having("leave"),
    foreign: having("foreign"),
    order: canHold(actual, new Set([...seen, ...assign]).size) ? "assign-first" : "unassign-first",
  };
}

/** Whether nothing has to be sent to the cloud. */
export function isEmpty({ assign, unassign, unassignUnseen }: Plan): boolean {
  return assign.length + unassign.length + unassignUnseen.length === 0;
}

/** The limit of an attached ENI depends on its instance type, so there the cloud's answer decides. */
function canHold(actual: NetworkInterface, secondaries: number): boolean {
  return actual.status !== "Available" || secondaries <= MAX_SECONDARIES_WHEN_AVAILABLE;
}
