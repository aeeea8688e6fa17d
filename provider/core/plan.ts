import { inNumericOrder } from "./address";
import { MAX_SECONDARIES_WHEN_AVAILABLE } from "./limits";
import type { NetworkInterface } from "./model";

export interface PlanRequest {
  readonly desired: readonly string[];
  /** What this resource may unassign: recorded in state, and so shown by the preview. */
  readonly owned: readonly string[];
  readonly actual: NetworkInterface;
}

export interface Plan {
  readonly keep: readonly string[];
  readonly adopt: readonly string[];
  readonly assign: readonly string[];
  readonly unassign: readonly string[];
  readonly forget: readonly string[];
  readonly foreign: readonly string[];
  /** Make before break, unless it is known beforehand that the ENI cannot hold both. */
  readonly order: "assign-first" | "unassign-first";
}

/**
 * Decides what happens to each address. Every list is in numeric order.
 *
 * | desired | actual | owned | result   |
 * |---------|--------|-------|----------|
 * | yes     | yes    | yes   | keep     |
 * | yes     | yes    | no    | adopt    |
 * | yes     | no     | any   | assign   |
 * | no      | yes    | yes   | unassign |
 * | no      | no     | yes   | forget   |
 * | no      | yes    | no    | foreign  |
 *
 * The primary address takes no part: it can be neither assigned nor unassigned.
 */
export function planChanges({ desired, owned, actual }: PlanRequest): Plan {
  const primary = actual.primaryPrivateIpAddress;
  const desiredSet = without(desired, primary);
  const ownedSet = without(owned, primary);
  const actualSet = without(actual.privateIpAddresses, primary);

  const select = (from: ReadonlySet<string>, test: (address: string) => boolean): string[] =>
    inNumericOrder([...from].filter(test));

  const assign = select(desiredSet, (a) => !actualSet.has(a));
  const unassign = select(ownedSet, (a) => !desiredSet.has(a) && actualSet.has(a));
  return {
    keep: select(desiredSet, (a) => actualSet.has(a) && ownedSet.has(a)),
    adopt: select(desiredSet, (a) => actualSet.has(a) && !ownedSet.has(a)),
    assign,
    unassign,
    forget: select(ownedSet, (a) => !desiredSet.has(a) && !actualSet.has(a)),
    foreign: select(actualSet, (a) => !desiredSet.has(a) && !ownedSet.has(a)),
    order: canHold(actual, actualSet.size + assign.length) ? "assign-first" : "unassign-first",
  };
}

/** Whether nothing has to be sent to the cloud. */
export function isSettled(plan: Plan): boolean {
  return plan.assign.length === 0 && plan.unassign.length === 0;
}

/** The limit of an attached ENI depends on its instance type, so there the cloud's answer decides. */
function canHold(actual: NetworkInterface, secondaries: number): boolean {
  return actual.status !== "Available" || secondaries <= MAX_SECONDARIES_WHEN_AVAILABLE;
}

function without(addresses: readonly string[], left: string): ReadonlySet<string> {
  return new Set(addresses.filter((address) => address !== left));
}
