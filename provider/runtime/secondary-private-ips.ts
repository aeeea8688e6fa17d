import { type Course, unassignedIn } from "../core/course";
import { UserError } from "../core/errors";
import type { Inputs } from "../core/fields";
import type { UnassignLimits } from "../core/guards";
import { isOwned, type NetworkInterface, ownedOf, withMark } from "../core/model";
import type { Deadline, EniApi } from "../core/ports";
import { PartialFailure, recordOfFailure, stateAfter } from "../core/record";
import { list, reportOf, them } from "../core/report";
import type { State } from "../core/state";
import { startDeadline } from "../ecs/deadline";
import { changeEni, type Outcome } from "./change-eni";
import { believeGone, refuseOthersKeys } from "./gone";
import type { ProviderProcess } from "./process";
import type { EniChange, World } from "./session";
import { findStaleRules } from "./stale-rules";

/**
 * Brings the ENI to what the code declares. Create and update are this; `before` is what the state held, and undefined in
 * a create.
 * @throws UserError when nothing was changed.
 * @throws PartialFailure, with what the resource now is, when something was.
 */
export async function apply(
  inputs: Inputs,
  before: State | undefined,
  process: ProviderProcess,
): Promise<State> {
  const deadline = startDeadline(inputs.timeoutSeconds);
  const { claims } = process;
  const { networkInterfaceId: id } = inputs;
  const recorded = before?.privateIpAddresses ?? {};
  const declared = withMark(inputs.privateIpAddresses, "declared");
  claims.begin(id, declared);
  try {
    const change: EniChange = {
      operation: before === undefined ? "create" : "update",
      networkInterfaceId: id,
      desired: inputs.privateIpAddresses,
      recorded,
      lastUnassigned: before?.lastUnassigned ?? [],
      ownership: inputs.ownership,
      adopt: inputs.adopt,
      maxUnassign: before === undefined ? undefined : inputs.maxUnassign,
      allowUnassignWithEip: inputs.allowUnassignWithEip,
      vSwitchId: before?.vSwitchId,
    };
    if (ownedOf(recorded).some((address) => !(address in inputs.privateIpAddresses)))
      await claims.othersHaveStarted(deadline);
    const api = await process.apiOf(inputs.regionId, deadline);
    const outcome = await run(change, api, deadline, process);
    const inherited = claims.inherited(id, declared);
    const { journal, first, last, plan } = outcome;
    if (first === undefined || last === undefined || plan === undefined) {
      const failure = failureOf(outcome, { inputs, before, inherited });
      const isMissing = failure instanceof UserError && failure.lies === "in the ENI's id";
      if (isMissing && before !== undefined) await refuseOthersKeys(before, api, deadline);
      throw failure;
    }

    claims.settle(id, declared, declared);
    await claims.settled(id, plan.leave, deadline);
    const left = plan.leave.filter((address) => !claims.isHeld(id, address));
    tellOfForeign(inputs, plan.foreign, process);
    const found = declared.filter((a) => first.privateIpAddresses.includes(a) && !journal.assign.has(a));
    tellOfAdopted(
      id,
      found.filter((address) => !isOwned(recorded[address])),
      process,
    );
    const state = stateAfter({ inputs, before, journal, first, last, left, inherited }, last);
    const scope = inputs.staleSecurityGroupRules;
    const staleRules = await findStaleRules(state.lastUnassigned, scope, last, { api, deadline, process });
    return { ...state, staleRules };
  } catch (error) {
    const held = ownedOf(error instanceof PartialFailure ? error.state.privateIpAddresses : recorded);
    claims.settle(id, declared, held);
    throw error;
  }
}

/** What takes the place of a resource that is replaced, as its new inputs say. */
export interface Successor extends UnassignLimits {
  /** Whether it declares the address on the same ENI, and so takes it as soon as this one is gone. */
  readonly takes: (networkInterfaceId: string, address: string) => boolean;
}

/**
 * Unassigns what the state records as owned, but for what another resource of the program declares. An ENI that is gone
 * holds nothing. `successor` is what limits it where the resource is replaced; nobody limits how many go with one that leaves the code.
 * @throws UserError that says what went, since Pulumi takes nothing back from a delete that failed; or that an address is
 * left to a resource that failed, and would have no owner.
 */
export async function release(
  before: State,
  successor: Successor | undefined,
  process: ProviderProcess,
): Promise<void> {
  const deadline = startDeadline(before.timeoutSeconds);
  const { claims, effects } = process;
  const { networkInterfaceId: id } = before;
  const owned = ownedOf(before.privateIpAddresses);
  if (successor !== undefined) await refuseUntaken(before, successor, deadline, process);
  const claimed = owned.filter((address) => claims.has(id, address));
  const unheld = claimed.filter((address) => claims.hasFailed(id, address));
  if (unheld.length > 0) {
    const problem =
      `${list(unheld)} stays with this resource: another one of the program declares it, and has failed to take it over; ` +
      "mend that one, then run `pulumi up` again";
    throw new UserError(reportOf(id, [problem]));
  }
  claims.bequeath(
    id,
    claimed.filter((address) => !claims.isHeld(id, address)),
  );
  if (claimed.length === owned.length) return;

  const hidden = withMark(before.privateIpAddresses, "unrecorded", "left").filter(
    (a) => !claimed.includes(a),
  );
  if (hidden.length > 0)
    effects.notify(`ENI ${id}: also unassigns ${list(hidden)}, which the inputs in state do not have`);

  const change: EniChange = {
    operation: "delete",
    networkInterfaceId: id,
    desired: {},
    recorded: before.privateIpAddresses,
    lastUnassigned: [],
    ownership: before.ownership,
    adopt: before.adopt,
    ...(successor ?? { allowUnassignWithEip: before.allowUnassignWithEip, maxUnassign: undefined }),
    vSwitchId: before.vSwitchId,
  };
  const api = await process.apiOf(before.regionId, deadline);
  const outcome = await run(change, api, deadline, process);
  const { failure, isGone } = outcome;
  if (isGone) {
    if (outcome.first === undefined) await believeGone(before, api, deadline, process);
    return;
  }
  if (failure === undefined) {
    const { last } = outcome;
    if (last === undefined) return;
    const scope = before.staleSecurityGroupRules;
    await findStaleRules(unassignedIn(outcome), scope, last, { api, deadline, process });
    return;
  }
  const gone = unassignedIn(outcome);
  if (gone.length === 0) throw failure;
  const what =
    `the deletion is half done: unassigned ${list(gone)}. Pulumi takes nothing back from a deletion that failed, so the state ` +
    `still lists ${them(gone)}: run \`pulumi refresh\`, then \`pulumi destroy\` or \`pulumi up\` again`;
  throw new UserError(`${failure.message}\n${reportOf(id, [what])}`);
}

/**
 * A replaced resource lets go in the midst of a program, while other deletions come at its end. What it would leave to another resource that does
 * not hold it by now would have no owner, if that one never came to hold it.
 * @throws UserError
 */
async function refuseUntaken(
  { networkInterfaceId: id, privateIpAddresses }: State,
  successor: Successor,
  deadline: Deadline,
  { claims }: ProviderProcess,
): Promise<void> {
  await claims.othersHaveStarted(deadline);
  const left = ownedOf(privateIpAddresses).filter(
    (address) => claims.has(id, address) && !successor.takes(id, address),
  );
  await claims.settled(id, left, deadline);
  const untaken = left.filter((address) => !claims.isHeld(id, address) && !claims.hasFailed(id, address));
  if (untaken.length === 0) return;
  const problem =
    `${list(untaken)} stays with this resource, which is to be replaced: another one of the program declares ${them(untaken)}, and cannot take ` +
    `${them(untaken)} over before, with --parallel 1 or because it depends on this one; run \`pulumi up\` with the old networkInterfaceId here first, ` +
    "then with the new one";
  throw new UserError(reportOf(id, [problem]));
}

function run(change: EniChange, api: EniApi, deadline: Deadline, process: ProviderProcess): Promise<Outcome> {
  const { pace, newClientToken, notify } = process.effects;
  const world: World = {
    ...{ api, deadline, pace, newClientToken, notify },
    isClaimed: (id, address) => process.claims.has(id, address),
    isBeingChanged: (id) => process.isBeingChanged(id),
  };
  return process.exclusively(change.networkInterfaceId, deadline, () =>
    api.reader.during(() => changeEni(change, world)),
  );
}

/** The error to throw for a change that failed: with a record of what the ENI now holds, if anything was changed. */
function failureOf(
  { journal, first, last, isGone, failure = notDone() }: Outcome,
  about: Pick<Course, "inputs" | "before" | "inherited">,
): Error {
  // the addresses went with the ENI; a refresh will drop the resource
  if (isGone) return failure;
  const id = about.inputs.networkInterfaceId;
  const record = recordOfFailure({ ...about, journal, first: first ?? neverSeen(id), last, left: [] });
  if (record === undefined) return failure;
  const reasons = [failure.message, reportOf(about.inputs.networkInterfaceId, [record.summary])];
  return new PartialFailure(record.state, reasons);
}

/** Of an ENI that no look has shown: nothing was written to it, but a resource that was deleted may have left addresses. */
function neverSeen(networkInterfaceId: string): NetworkInterface {
  return {
    ...{ networkInterfaceId, status: "", instanceId: undefined, ownerId: "", serviceManaged: false },
    ...{
      primaryPrivateIpAddress: "",
      privateIpAddresses: [],
      vSwitchId: "",
      vpcId: "",
      securityGroupIds: [],
    },
    ...{ elasticIps: {}, tags: {} },
  };
}

function tellOfAdopted(id: string, adopted: readonly string[], { effects }: ProviderProcess): void {
  if (adopted.length === 0) return;
  const they = adopted.length === 1 ? "it was" : "they were";
  effects.notify(`ENI ${id}: adopted ${list(adopted)}: ${they} on the ENI already`);
}

function tellOfForeign(
  { networkInterfaceId: id, ownership }: Inputs,
  foreign: readonly string[],
  { claims, effects }: ProviderProcess,
): void {
  const unknown = foreign.filter((address) => !claims.has(id, address));
  if (ownership !== "exclusive" || unknown.length === 0) return;
  effects.notify(
    `ENI ${id}: it also holds ${list(unknown)}, which neither the code nor the state knows; left alone. ` +
      `Declare ${them(unknown)}, or run \`pulumi refresh\`, after which the next preview shows the removal.`,
  );
}

/** An outcome without a failure has looked at the ENI and drawn a plan, so this is never seen. */
function notDone(): Error {
  return new Error("a change ended without a look at the ENI");
}
