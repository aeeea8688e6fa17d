import { inNumericOrder } from "./address";
import { type Inputs, inputsOf } from "./fields";
import { atLeast, type Journal } from "./journal";
import {
  type AddressMark,
  type AddressSet,
  isOwned,
  markAll,
  type NetworkInterface,
  ownedOf,
  withMark,
} from "./model";
import { list } from "./report";
import { type State, STATE_VERSION } from "./state";

/** How a change of one ENI went: from this alone follows what the state says afterwards. */
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

/** What the state says after a change that succeeded: all of it, since Pulumi replaces outputs and never merges them. */
export function stateAfter(course: Course, last: NetworkInterface): State {
  const { inputs, before, journal, left } = course;
  const set = { ...markAll(left, "left"), ...inputs.privateIpAddresses };
  return describe(inputs, last, set, lastUnassigned(atLeast(journal.unassign, "done"), before, set));
}

/**
 * A change that failed after it had written something. `state` is what the resource now is; `reasons` says what was
 * done, what was not, and what to do.
 */
export class PartialFailure extends Error {
  constructor(
    readonly state: State,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
  }
}

export interface FailureRecord {
  readonly state: State;
  /** What was done and what was not, as one sentence. */
  readonly summary: string;
}

/**
 * What the state says after a change that failed; undefined when nothing was changed, so that the state stays as it was.
 * Whether anything was changed is seen by looking, since a refused call may have had an effect.
 */
export function recordOfFailure(course: Course): FailureRecord | undefined {
  const { inputs, before, journal, first, last } = course;
  if (!hasChanged(course)) return undefined;

  const set = setAfterFailure(course);
  const unassigned = [...journal.unassign.keys()].filter((address) => wentAway(course, address));
  const eni = last ?? {
    ...first,
    privateIpAddresses: first.privateIpAddresses.filter((a) => journal.unassign.get(a) !== "done"),
  };
  const state = describe(inputs, eni, set, lastUnassigned(unassigned, before, set));
  return { state: { ...state, interrupted: true }, summary: summaryOf(course) };
}

/**
 * What a refresh finds: owned addresses that are still there and, in exclusive mode, the foreign ones, so that the
 * next preview shows their removal. While the last change is half done, an owned address that is not seen is kept: that
 * change may have ended because looks lag, and the next one, which is sure to come, asks the cloud.
 */
export function stateAfterRefresh(before: State, actual: NetworkInterface): State {
  const isPresent = (address: string): boolean => before.interrupted === true || holds(actual, address);
  const declared = withMark(before.privateIpAddresses, "declared", "unrecorded").filter(isPresent);
  const left = withMark(before.privateIpAddresses, "left").filter(isPresent);
  const own = { ...markAll(declared, "declared"), ...markAll(left, "left") };
  const foreign =
    before.ownership === "exclusive" ? actual.privateIpAddresses.filter((a) => !(a in own)) : [];
  const set = { ...own, ...markAll(foreign, "foreign") };
  const after = describe(inputsOf(inputsIn(before)), actual, set, before.lastUnassigned);
  return before.interrupted === true ? { ...after, interrupted: true } : after;
}

/** The inputs that a state stands for: what Pulumi compares with the program's. */
export function inputsIn(state: State): Inputs {
  const set = state.privateIpAddresses;
  return inputsOf({
    ...state,
    privateIpAddresses: Object.fromEntries([
      ...withMark(set, "declared", "unrecorded").map((address) => [address, "declared"] as const),
      ...withMark(set, "foreign").map((address) => [address, "foreign"] as const),
    ]),
  });
}

function describe(
  inputs: Inputs,
  actual: NetworkInterface,
  privateIpAddresses: AddressSet,
  unassigned: readonly string[],
): State {
  const owned = new Set(ownedOf(privateIpAddresses));
  return {
    ...inputs,
    stateVersion: STATE_VERSION,
    privateIpAddresses,
    primaryPrivateIpAddress: actual.primaryPrivateIpAddress,
    foreignPrivateIpAddresses: inNumericOrder(
      actual.privateIpAddresses.filter((address) => !owned.has(address)),
    ),
    lastUnassigned: unassigned,
    vSwitchId: actual.vSwitchId,
    securityGroupIds: actual.securityGroupIds,
    ...(actual.ownerId === "" ? {} : { ownerId: actual.ownerId }),
  };
}

/**
 * What this change unassigned and, if the one before it stopped half-way, what that one did; without what is held now,
 * since a program takes the names of these addresses out of DNS and firewalls.
 */
function lastUnassigned(
  now: readonly string[],
  before: State | undefined,
  held: AddressSet,
): readonly string[] {
  const earlier = before?.interrupted === true ? before.lastUnassigned : [];
  return inNumericOrder(new Set([...earlier, ...now])).filter((address) => !(address in held));
}

function hasChanged(course: Course): boolean {
  const { journal, inherited } = course;
  return (
    inherited.length > 0 ||
    [...journal.assign.keys()].some((address) => wasAssigned(course, address)) ||
    atLeast(journal.unassign, "unknown").length > 0 ||
    atLeast(journal.unassign, "refused").some((address) => wentAway(course, address))
  );
}

/**
 * Ours are the addresses that were owned, until the cloud confirms that they are unassigned: a look that does not show
 * them may be stale, and claiming one too many is mended by the next `up`, while losing one is not. Adopted ones are not:
 * the next `up` adopts them.
 */
function setAfterFailure(course: Course): AddressSet {
  const { before, journal, last, inherited } = course;
  const recorded = before?.privateIpAddresses ?? {};
  const isNew = (address: string): boolean => inherited.includes(address) || wasAssigned(course, address);
  const isKept = (address: string): boolean => {
    if (journal.unassign.has(address) && wentAway(course, address)) return false;
    return isOwned(recorded[address]) || last === undefined || holds(last, address);
  };
  const markOf = (address: string): AddressMark => {
    // a failed create saves its own inputs, in which each of its addresses is declared
    if (before === undefined) return "declared";
    const mark = recorded[address] ?? "unrecorded";
    return mark === "foreign" && isNew(address) ? "unrecorded" : mark;
  };
  const held = [
    ...Object.keys(recorded).filter(isKept),
    ...[...journal.assign.keys(), ...inherited].filter(isNew),
  ];
  return Object.fromEntries(held.map((address) => [address, markOf(address)]));
}

/** Whether the cloud confirmed an assign, left it unanswered, or refused it and a look shows that it came all the same. */
function wasAssigned({ journal, first, last }: Course, address: string): boolean {
  const progress = journal.assign.get(address);
  if (progress === "refused") return !holds(first, address) && holds(last, address);
  return progress === "unknown" || progress === "done";
}

/** Whether an address that was to go is gone: the cloud said so, or one look showed it and the last one does not. */
function wentAway({ journal, first, last }: Course, address: string): boolean {
  if (journal.unassign.get(address) === "done") return true;
  return last !== undefined && holds(first, address) && !holds(last, address);
}

function summaryOf(course: Course): string {
  const { journal, last } = course;
  const cameAbout = (address: string): boolean =>
    journal.assign.get(address) === "done" || holds(last, address);
  const parts = [
    ...phrases(journal.assign, cameAbout, "assigned"),
    ...phrases(journal.unassign, (address) => wentAway(course, address), "unassigned"),
  ];
  const done = parts.length === 0 ? "" : ` is half done: ${parts.join("; ")}`;
  const state =
    last === undefined
      ? "The ENI could not be looked at; the state records what was done"
      : "The state records what the ENI holds now";
  return `the change${done === "" ? " failed" : done}. ${state}; \`pulumi up\` does the rest`;
}

function phrases(
  entries: Journal["assign"],
  isDone: (address: string) => boolean,
  what: "assigned" | "unassigned",
): string[] {
  const addresses = inNumericOrder(entries.keys());
  const open = addresses.filter((address) => !isDone(address));
  const phrase = (words: string, some: readonly string[]): string[] =>
    some.length === 0 ? [] : [`${words} ${list(some)}`];
  return [
    ...phrase(what, addresses.filter(isDone)),
    ...phrase(
      `perhaps ${what}`,
      open.filter((address) => entries.get(address) === "unknown"),
    ),
    ...phrase(
      `not ${what}`,
      open.filter((address) => entries.get(address) !== "unknown"),
    ),
  ];
}

function holds(eni: NetworkInterface | undefined, address: string): boolean {
  return eni?.privateIpAddresses.includes(address) === true;
}
