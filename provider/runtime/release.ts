import { perhapsUnassignedIn, unassignedIn } from "../core/course";
import { UserError } from "../core/errors";
import type { UnassignLimits } from "../core/guards";
import { ownedOf, withMark } from "../core/model";
import { list, reportOf, them } from "../core/report";
import type { State } from "../core/state";
import { startDeadline } from "../ecs/deadline";
import type { Outcome } from "./change-eni";
import { changeInTurn } from "./change-in-turn";
import type { Successor } from "./claim-book";
import { believeGone } from "./gone";
import { leaveToTakers, noteNotReplaced, refuseImpossibleMoves } from "./hand-over";
import type { ProviderProcess } from "./process";
import type { EniChange } from "./session";
import { findStaleRules } from "./stale-rules";

/**
 * Unassigns what the state records as owned, but for what another resource of the program declares, and answers what went, without
 * what was not there. An ENI that is gone holds nothing. What takes the place of one that is replaced limits how many may go; nobody
 * limits it where one leaves the code.
 * @throws UserError that says what went, since Pulumi takes nothing back from a delete that failed; or that an address is
 * left to a resource that failed, and would have no owner.
 */
export function release(before: State, process: ProviderProcess): Promise<readonly string[]> {
  const { networkInterfaceId, privateIpAddresses } = before;
  const intent = { networkInterfaceId, toUnassign: ownedOf(privateIpAddresses) };
  return process
    .announcing(intent, () => releaseAnnounced(before, process))
    .catch((error: unknown) => {
      noteNotReplaced(before, process);
      throw error;
    });
}

async function releaseAnnounced(before: State, process: ProviderProcess): Promise<readonly string[]> {
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

  const claimed = owned.filter((address) => claims.isClaimed(id, address));
  await refuseImpossibleMoves(before, claimed, successors, deadline, process);
  await leave(claimed);
  if (claimed.length === owned.length) return [];

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
    return [];
  }
  try {
    if (outcome.failure !== undefined) throw outcome.failure;
    // others may have been declared while this was under way
    await leave(plan?.leave.filter((address) => !claimed.includes(address)) ?? []);
  } catch (error) {
    throw withWhatWent(error as Error, outcome, id);
  }
  const gone = unassignedIn(outcome);
  const scope = before.staleSecurityGroupRules;
  if (last !== undefined) await findStaleRules(gone, scope, last, { api, deadline, process });
  return gone.filter((address) => !outcome.journal.absent.has(address));
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

/** The error to throw for a deletion that failed: it says what went, if anything did, or may have. */
function withWhatWent(failure: Error, outcome: Outcome, id: string): Error {
  const [gone, perhaps] = [unassignedIn(outcome), perhapsUnassignedIn(outcome)];
  const all = [...gone, ...perhaps];
  if (all.length === 0) return failure;
  const parts = [
    ...(gone.length === 0 ? [] : [`unassigned ${list(gone)}`]),
    ...(perhaps.length === 0 ? [] : [`perhaps unassigned ${list(perhaps)}`]),
  ];
  const what =
    `the deletion is half done: ${parts.join("; ")}. Pulumi takes nothing back from a deletion that failed, so the state ` +
    `still lists ${them(all)}: run \`pulumi refresh\`, then \`pulumi destroy\` or \`pulumi up\` again`;
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
