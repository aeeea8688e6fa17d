import { unassignedIn } from "../core/course";
import { UserError } from "../core/errors";
import type { UnassignLimits } from "../core/guards";
import { ownedOf, withMark } from "../core/model";
import type { Deadline } from "../core/ports";
import { list, reportOf, them } from "../core/report";
import { eniIn, type State } from "../core/state";
import { startDeadline } from "../ecs/deadline";
import { changeInTurn } from "./change-in-turn";
import { believeGone } from "./gone";
import { lookAhead } from "./look-ahead";
import type { ProviderProcess } from "./process";
import type { EniChange } from "./session";
import type { Successor } from "./claim-book";
import { findStaleRules } from "./stale-rules";

/**
 * Unassigns what the state records as owned, but for what another resource of the program declares. An ENI that is gone
 * holds nothing. What takes the place of one that is replaced limits how many may go; nobody limits it where one leaves the code.
 * @throws UserError that says what went, since Pulumi takes nothing back from a delete that failed; or that an address is
 * left to a resource that failed, and would have no owner.
 */
export function release(before: State, process: ProviderProcess): Promise<void> {
  const { networkInterfaceId, privateIpAddresses } = before;
  const intent = { networkInterfaceId, toUnassign: Object.keys(privateIpAddresses) };
  return process
    .announcing(intent, () => releaseAnnounced(before, process))
    .catch((error: unknown) => {
      noteNotReplaced(before, process);
      throw error;
    });
}

/** What was to take its place is not created then, so that nobody may leave it anything. */
function noteNotReplaced(
  { networkInterfaceId, privateIpAddresses }: State,
  { claims }: ProviderProcess,
): void {
  for (const { networkInterfaceId: id, declared } of claims.successorsOf(
    networkInterfaceId,
    Object.keys(privateIpAddresses),
  ))
    if (id !== undefined) claims.settle(id, declared, []);
}

async function releaseAnnounced(before: State, process: ProviderProcess): Promise<void> {
  const { claims, effects } = process;
  const { networkInterfaceId: id } = before;
  const owned = ownedOf(before.privateIpAddresses);
  if (owned.length > 0) await claims.untilProgramHasTold();
  // where there are several, each counts
  const successors = claims.successorsOf(id, Object.keys(before.privateIpAddresses));
  const limits = limitsOf(before, successors);
  const deadline = startDeadline(limits.timeoutSeconds);
  const leave = (addresses: readonly string[]): Promise<void> =>
    leaveToTakers(before, addresses, successors, deadline, process);

  const claimed = owned.filter((address) => claims.has(id, address));
  await refuseImpossibleMoves(before, claimed, successors, deadline, process);
  await leave(claimed);
  if (claimed.length === owned.length) return;

  const hidden = withMark(before.privateIpAddresses, "unrecorded", "left").filter(
    (a) => !claimed.includes(a),
  );
  if (hidden.length > 0)
    effects.notify(`ENI ${id}: also unassigns ${list(hidden)}, which the inputs in state do not have`);

  const api = await process.apiOf(before.regionId, deadline);
  const outcome = await changeInTurn(deletionOf(before, limits), api, deadline, process);
  const { first, last, plan, isGone } = outcome;
  if (isGone) {
    if (first === undefined) await believeGone(before, api, deadline, process);
    return;
  }
  try {
    if (outcome.failure !== undefined) throw outcome.failure;
    // others may have been declared while this was under way
    await leave(plan?.leave.filter((address) => !claimed.includes(address)) ?? []);
  } catch (error) {
    throw withWhatWent(error as Error, unassignedIn(outcome), id);
  }
  if (last === undefined) return;
  const scope = before.staleSecurityGroupRules;
  await findStaleRules(unassignedIn(outcome), scope, last, { api, deadline, process });
}

/** @throws UserError where the ENI of what takes its place can take no address, and something would go, or would have no owner there. */
async function refuseImpossibleMoves(
  before: State,
  claimed: readonly string[],
  successors: readonly Successor[],
  deadline: Deadline,
  process: ProviderProcess,
): Promise<void> {
  const { networkInterfaceId: id } = before;
  const isAllClaimed = claimed.length === ownedOf(before.privateIpAddresses).length;
  for (const successor of successors) {
    const isInherited = (address: string): boolean =>
      takes(successor, id, address) && !process.claims.isHeld(id, address);
    // what is left to a successor that looks for the ENI in another region, by mistake, would have no owner
    if (!isAllClaimed || claimed.some(isInherited)) await lookAhead(before, successor, deadline, process);
  }
}

/** Leaves what others declare to those that hold it by now, and the rest to those that will be created. @throws UserError where one of them has failed. */
async function leaveToTakers(
  before: State,
  addresses: readonly string[],
  successors: readonly Successor[],
  deadline: Deadline,
  process: ProviderProcess,
): Promise<void> {
  const { networkInterfaceId: id } = before;
  const { claims } = process;
  if (successors.length > 0) await refuseUntaken(id, addresses, successors, deadline, process);
  refuseUnheld(id, addresses, process);
  const unheld = addresses.filter((address) => !claims.isHeld(id, address));
  claims.bequeath(id, unheld, eniIn(before));
  // Pulumi forgets what it has deleted to replace it, without a call, should the code change before that is there
  if (unheld.length > 0)
    process.effects.notify(
      `ENI ${id}: leaves ${list(unheld)} to the resource that declares ${them(unheld)} now; if this \`pulumi up\` ends before that is created, ` +
        "run `pulumi up` with the same code before anything else",
    );
}

const deletionOf = (before: State, { allowUnassignWithEip, maxUnassign }: UnassignLimits): EniChange => ({
  operation: "delete",
  networkInterfaceId: before.networkInterfaceId,
  desired: {},
  recorded: before.privateIpAddresses,
  lastUnassigned: [],
  ownership: before.ownership,
  adopt: before.adopt,
  allowUnassignWithEip,
  maxUnassign,
  vSwitchId: before.vSwitchId,
});

/** The error to throw for a deletion that failed: it says what went, if anything did. */
function withWhatWent(failure: Error, gone: readonly string[], id: string): Error {
  if (gone.length === 0) return failure;
  const what =
    `the deletion is half done: unassigned ${list(gone)}. Pulumi takes nothing back from a deletion that failed, so the state ` +
    `still lists ${them(gone)}: run \`pulumi refresh\`, then \`pulumi destroy\` or \`pulumi up\` again`;
  return new UserError(`${failure.message}\n${reportOf(id, [what])}`);
}

/** What holds for a deletion: of one that is replaced, what the code says by now, which the state does not have yet. */
function limitsOf(
  before: State,
  successors: readonly Successor[],
): UnassignLimits & Pick<State, "timeoutSeconds"> {
  const { timeoutSeconds, allowUnassignWithEip } = before;
  if (successors.length === 0) return { timeoutSeconds, allowUnassignWithEip, maxUnassign: undefined };
  const numbers = successors.flatMap(({ maxUnassign }) => maxUnassign ?? []);
  return {
    timeoutSeconds: Math.max(...successors.map((one) => one.timeoutSeconds ?? timeoutSeconds)),
    allowUnassignWithEip: successors.every((one) => one.allowUnassignWithEip),
    maxUnassign: numbers.length === 0 ? undefined : Math.min(...numbers),
  };
}

/** @throws UserError that an address is left to a resource that failed. */
function refuseUnheld(id: string, addresses: readonly string[], { claims }: ProviderProcess): void {
  const unheld = addresses.filter((address) => claims.hasFailed(id, address));
  if (unheld.length === 0) return;
  const problem =
    `${list(unheld)} stays with this resource: another one of the program declares it, and has failed to take it over; ` +
    "mend that one, then run `pulumi up` again";
  throw new UserError(reportOf(id, [problem]));
}

/**
 * A replaced resource lets go in the midst of a program, while other deletions come at its end. What it would leave to another resource that does
 * not hold it by now would have no owner, if that one never came to hold it.
 * @throws UserError
 */
async function refuseUntaken(
  id: string,
  addresses: readonly string[],
  successors: readonly Successor[],
  deadline: Deadline,
  { claims }: ProviderProcess,
): Promise<void> {
  const left = addresses.filter((address) => !successors.every((one) => takes(one, id, address)));
  await claims.untilSettled(id, left, deadline);
  const untaken = left.filter((address) => !claims.isHeld(id, address) && !claims.hasFailed(id, address));
  if (untaken.length === 0) return;
  const problem =
    `${list(untaken)} stays with this resource, which is to be replaced: another one of the program declares ${them(untaken)}, and cannot take ` +
    `${them(untaken)} over before, because it depends on this one, or --parallel allows too few steps at a time; run \`pulumi up\` with the old networkInterfaceId here first, ` +
    "then with the new one";
  throw new UserError(reportOf(id, [problem]));
}

/** Whether it declares the address on the same ENI, and so takes it as soon as this one is gone. */
const takes = ({ networkInterfaceId, declared }: Successor, id: string, address: string): boolean =>
  networkInterfaceId === id && declared.includes(address);
