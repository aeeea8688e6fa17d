import { inNumericOrder } from "./address";
import { type Course, hasChanged, holds, unassignedIn, wasAssigned, wentAway } from "./course";
import { type Inputs, inputsOf } from "./fields";
import { atLeast } from "./journal";
import {
  type AddressMark,
  type AddressSet,
  isOwned,
  markAll,
  type NetworkInterface,
  ownedOf,
  withMark,
} from "./model";
import { type State, STATE_VERSION } from "./state";
import { summaryOf } from "./summary";

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
  /** What was done and what was not, as a clause that can follow "ENI eni-x: ". */
  readonly summary: string;
}

/**
 * What the state says after a change that failed; undefined when nothing was changed, so that the state stays as it was.
 */
export function recordOfFailure(course: Course): FailureRecord | undefined {
  const { inputs, before, journal, first, last } = course;
  if (!hasChanged(course)) return undefined;

  const set = setAfterFailure(course);
  const unassigned = unassignedIn(course);
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
  const { staleRules } = before;
  const after = { ...describe(inputsIn(before), actual, set, before.lastUnassigned), staleRules };
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
    staleRules: [],
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
