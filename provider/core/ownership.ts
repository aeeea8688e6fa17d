import { type AddressMark, type InputMark, isOwned } from "./model";

/** All that decides what happens to one address of one ENI. */
export interface Standing {
  /** How the code has it: `foreign` is a find of a refresh that `ignoreChanges` hands back; undefined: not at all. */
  readonly desired: InputMark | undefined;
  /** How this resource's state has it. */
  readonly recorded: AddressMark | undefined;
  /** Whether the last look at the ENI showed it. */
  readonly seen: boolean;
  /** Whether the change before this one, or another resource in this run, unassigned it, so that a look that shows it may be of before. */
  readonly justUnassigned: boolean;
  /** Whether another resource of the program declares it on this ENI. */
  readonly claimed: boolean;
  /** Whether foreign addresses that a refresh recorded are to go: in an update under exclusive ownership. */
  readonly unassignsForeign: boolean;
}

export type Fate = "keep" | "adopt" | "assign" | "unassign" | "leave" | "foreign" | "none";

/**
 * Decides what happens to an address.
 *
 * | desired  | state     | seen | claimed | fate                                                          |
 * |----------|-----------|------|---------|---------------------------------------------------------------|
 * | declared | owned     | yes  | any     | keep                                                          |
 * | declared | not owned | yes  | any     | adopt; assign if `justUnassigned`, for that look may be stale |
 * | declared | any       | no   | any     | assign                                                        |
 * | foreign  | any       | yes  | any     | foreign: neither ours nor to go                               |
 * | foreign  | any       | no   | any     | none                                                          |
 * | no       | owned     | any  | no      | unassign: not seen is not proven gone, for looks may be stale |
 * | no       | owned     | any  | yes     | leave: it is in the code of another resource                  |
 * | no       | foreign   | yes  | no      | unassign if `unassignsForeign`, whose preview shows it        |
 * | no       | otherwise | yes  | any     | foreign                                                       |
 * | no       | otherwise | no   | any     | none                                                          |
 *
 * Owned: recorded with any mark but `foreign`.
 */
export function fateOf(standing: Standing): Fate {
  const { desired, recorded, seen, justUnassigned, claimed, unassignsForeign } = standing;
  if (desired === "declared") {
    if (!seen) return "assign";
    if (isOwned(recorded)) return "keep";
    return justUnassigned ? "assign" : "adopt";
  }
  if (desired === undefined) {
    if (isOwned(recorded)) return claimed ? "leave" : "unassign";
    if (recorded === "foreign" && seen && !claimed && unassignsForeign) return "unassign";
  }
  return seen ? "foreign" : "none";
}
