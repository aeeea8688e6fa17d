import { inNumericOrder } from "./address";
import type { Inputs } from "./fields";
import { atLeast, type Journal } from "./journal";
import type { NetworkInterface } from "./model";
import type { State } from "./state";

/** How a change of one ENI went: from this alone follows what came of it, and what the state says afterwards. */
export interface Course {
  readonly inputs: Inputs;
  /** What the state held; undefined in a create. */
  readonly before: State | undefined;
  readonly journal: Journal;
  /** What the ENI was when the change began. */
  readonly first: NetworkInterface;
  /** What it was at the end; undefined where it could not be looked at. */
  readonly last: NetworkInterface | undefined;
  /** Owned addresses that were left to another resource, which does not hold them yet. */
  readonly left: readonly string[];
  /** Desired addresses that another resource left to this one when it was deleted: they have no other owner. */
  readonly inherited: readonly string[];
}

/** What tells how far a change came: the cloud's word, and the looks before and after. */
type Seen = Pick<Course, "journal" | "last"> & { readonly first: Course["first"] | undefined };

/** Whether anything may have changed. It is seen by looking too, since a refused call may have had an effect. */
export function hasChanged(course: Course): boolean {
  const { journal, inherited } = course;
  return (
    inherited.length > 0 ||
    [...journal.assign.keys()].some((address) => wasAssigned(course, address)) ||
    atLeast(journal.unassign, "unknown").length > 0 ||
    atLeast(journal.unassign, "refused").some((address) => wentAway(course, address))
  );
}

/** Whether the cloud confirmed an assign, left it unanswered, or refused it and a look shows that it came all the same. */
export function wasAssigned({ journal, first, last }: Course, address: string): boolean {
  const progress = journal.assign.get(address);
  if (progress === "refused") return !holds(first, address) && holds(last, address);
  return progress === "unknown" || progress === "done";
}

/** What a change is known to have unassigned, in numeric order. */
export function unassignedIn(course: Seen): string[] {
  return inNumericOrder([...course.journal.unassign.keys()].filter((address) => wentAway(course, address)));
}

/**
 * What a change may have unassigned besides, in numeric order: no answer told, and a look that shows it may lag; or it was refused, and no look
 * shows it, before or after.
 */
export function perhapsUnassignedIn(course: Seen): string[] {
  const { journal, last } = course;
  const isOpen = (address: string): boolean =>
    journal.unassign.get(address) === "unknown" || (last !== undefined && !holds(last, address));
  return inNumericOrder(
    atLeast(journal.unassign, "refused").filter((one) => isOpen(one) && !wentAway(course, one)),
  );
}

/** Whether an address that was to go is gone: the cloud said so, or one look showed it and the last one does not. */
export function wentAway({ journal, first, last }: Seen, address: string): boolean {
  if (journal.unassign.get(address) === "done") return true;
  return last !== undefined && holds(first, address) && !holds(last, address);
}

export function holds(eni: NetworkInterface | undefined, address: string): boolean {
  return eni?.privateIpAddresses.includes(address) === true;
}
