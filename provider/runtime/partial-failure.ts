import { ApiError, PartialFailure } from "../core/errors";
import { explainRefusal } from "../core/explain";
import type { AddressSet, Inputs, NetworkInterface, Outputs } from "../core/model";
import type { Plan } from "../core/plan";
import { list, reportOf } from "../core/report";
import { lastUnassigned, markAfterFailure, outputsOf } from "./outputs";
import { observe, type Session } from "./session";

export interface Failed {
  readonly inputs: Inputs;
  readonly before: Outputs | undefined;
  readonly plan: Plan;
  /** What the ENI was when the change began. */
  readonly actual: NetworkInterface;
  readonly session: Session;
}

/** How long the look at what a failed change has left may take. In milliseconds. */
const TRUTH_TIMEOUT_MS = 30_000;

/**
 * The error to throw for a change that failed: the one it failed with, if nothing was changed, and otherwise a record of
 * what the ENI now holds. Whether anything was changed is seen by looking, since a refused call may have had an effect.
 */
export async function failureOf(error: unknown, failed: Failed): Promise<unknown> {
  const { inputs, before, plan, actual, session } = failed;
  const { journal } = session;
  if (journal.assignAttempted.size === 0 && journal.unassignAttempted.size === 0) return error;

  // the time of the change may be over, and the truth is worth a little more of it
  const patient = { ...session, signal: AbortSignal.timeout(TRUTH_TIMEOUT_MS) };
  const now = await observe(patient).catch(() => "unseen" as const);
  // the addresses went with the ENI; a refresh will drop the resource
  if (now === undefined) return error;
  const seen = now === "unseen" ? undefined : now;
  if (seen !== undefined && !hasChanged(failed, seen)) return error;

  const set = setAfterFailure(failed, seen);
  const done = {
    assigned: plan.assign.filter((a) => journal.assigned.has(a) || (seen !== undefined && holds(seen, a))),
    unassigned: plan.unassign.filter(
      (a) => journal.unassigned.has(a) || (seen !== undefined && !holds(seen, a)),
    ),
  };
  const left = actual.privateIpAddresses.filter((address) => !journal.unassigned.has(address));
  const eni = seen ?? { ...actual, privateIpAddresses: left };
  const outputs = outputsOf(inputs, eni, set, lastUnassigned(done.unassigned, before, set));
  return new PartialFailure(
    { ...outputs, interrupted: true },
    reasonsOf(error, plan, done, session, seen !== undefined),
  );
}

/** What came about, confirmed or seen. */
interface Done {
  readonly assigned: readonly string[];
  readonly unassigned: readonly string[];
}

function hasChanged({ actual, session }: Failed, now: NetworkInterface): boolean {
  const { assignAttempted, assigned, assignUnknown, unassignAttempted, unassigned, unassignUnknown } =
    session.journal;
  const came = [...assignAttempted].some((a) => holds(now, a) && !holds(actual, a));
  const went = [...unassignAttempted].some((a) => holds(actual, a) && !holds(now, a));
  const told = [assigned, assignUnknown, unassigned, unassignUnknown].some((addresses) => addresses.size > 0);
  return came || went || told;
}

/**
 * Ours are the addresses that were owned, or sent to Assign. They stay so while the ENI shows them; those that the cloud
 * confirmed, and those whose outcome is not known, also while it does not. Without a look, each stays that was not
 * unassigned: claiming one too many is mended by the next `up`, losing one is not. Adopted ones are left out: the next
 * `up` adopts them.
 */
function setAfterFailure({ before, session }: Failed, now: NetworkInterface | undefined): AddressSet {
  const { assignAttempted, assigned, assignUnknown, unassigned } = session.journal;
  const candidates = new Set([...Object.keys(before?.privateIpAddresses ?? {}), ...assignAttempted]);
  const isHeld = (address: string): boolean =>
    now === undefined
      ? !unassigned.has(address)
      : (holds(now, address) && !unassigned.has(address)) ||
        assigned.has(address) ||
        assignUnknown.has(address);
  const held = [...candidates].filter(isHeld);
  return Object.fromEntries(
    held.map((address) => [address, markAfterFailure(address, before, assignAttempted.has(address))]),
  );
}

function holds({ privateIpAddresses }: NetworkInterface, address: string): boolean {
  return privateIpAddresses.includes(address);
}

function reasonsOf(error: unknown, plan: Plan, done: Done, session: Session, looked: boolean): string[] {
  const { assignUnknown, unassignUnknown } = session.journal;
  const notAssigned = plan.assign.filter((address) => !done.assigned.includes(address));
  const notUnassigned = plan.unassign.filter((address) => !done.unassigned.includes(address));
  const parts = [
    phrase("assigned", done.assigned),
    phrase("unassigned", done.unassigned),
    phrase(
      "perhaps assigned",
      notAssigned.filter((address) => assignUnknown.has(address)),
    ),
    phrase(
      "not assigned",
      notAssigned.filter((address) => !assignUnknown.has(address)),
    ),
    phrase(
      "perhaps unassigned",
      notUnassigned.filter((address) => unassignUnknown.has(address)),
    ),
    phrase(
      "not unassigned",
      notUnassigned.filter((address) => !unassignUnknown.has(address)),
    ),
  ].filter((part) => part !== "");
  const state = looked
    ? "The state records what the ENI holds now"
    : "The ENI could not be looked at; the state records what was done";
  return [
    why(error, session),
    `ENI ${session.networkInterfaceId}: the change is half done: ${parts.join("; ")}. ${state}; \`pulumi up\` does the rest.`,
  ];
}

function why(error: unknown, session: Session): string {
  if (error instanceof ApiError) {
    return reportOf(session.networkInterfaceId, explainRefusal(error, { ...session, addresses: [] }));
  }
  return error instanceof Error ? error.message : String(error);
}

function phrase(what: string, addresses: readonly string[]): string {
  return addresses.length === 0 ? "" : `${what} ${list(addresses)}`;
}
