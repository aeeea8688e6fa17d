import { inNumericOrder } from "./address";
import { MAX_SECONDARIES_WHEN_AVAILABLE } from "./limits";
import type { NetworkInterface } from "./model";

export interface PlanRequest {
  readonly desired: readonly string[];
  /** What this resource assigned or adopted, as its state says. */
  readonly owned: readonly string[];
  /**
   * What may be unassigned, because state has it and the preview shows it: the owned ones and, in exclusive mode,
   * the foreign ones that a refresh recorded.
   */
  readonly removable: readonly string[];
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
 * A foreign address that a refresh recorded counts as owned where it is not desired: the preview has shown its removal.
 * The primary address takes no part: it can be neither assigned nor unassigned.
 */
export function planChanges({ desired, owned, removable, actual }: PlanRequest): Plan {
  const primary = actual.primaryPrivateIpAddress;
  const desiredSet = without(desired, primary);
  const ownedSet = without(owned, primary);
  const removableSet = without([...owned, ...removable], primary);
  const actualSet = without(actual.privateIpAddresses, primary);

  const select = (from: ReadonlySet<string>, test: (address: string) => boolean): string[] =>
    inNumericOrder([...from].filter(test));

  const assign = select(desiredSet, (a) => !actualSet.has(a));
  const unassign = select(removableSet, (a) => !desiredSet.has(a) && actualSet.has(a));
  return {
    keep: select(desiredSet, (a) => actualSet.has(a) && ownedSet.has(a)),
    adopt: select(desiredSet, (a) => actualSet.has(a) && !ownedSet.has(a)),
    assign,
    unassign,
    forget: select(removableSet, (a) => !desiredSet.has(a) && !actualSet.has(a)),
    foreign: select(actualSet, (a) => !desiredSet.has(a) && !removableSet.has(a)),
    order: canHold(actual, actualSet.size + assign.length) ? "assign-first" : "unassign-first",
  };
}

/** Whether anything has to be sent to the cloud. */
export function hasWrites(plan: Plan): boolean {
  return plan.assign.length > 0 || plan.unassign.length > 0;
}

/** The limit of an attached ENI depends on its instance type, so there the cloud's answer decides. */
function canHold(actual: NetworkInterface, secondaries: number): boolean {
  return actual.status !== "Available" || secondaries <= MAX_SECONDARIES_WHEN_AVAILABLE;
}

function without(addresses: readonly string[], left: string): ReadonlySet<string> {
  return new Set(addresses.filter((address) => address !== left));
}
