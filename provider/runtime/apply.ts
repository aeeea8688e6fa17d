import { type Course } from "../core/course";
import { UserError } from "../core/errors";
import type { Inputs } from "../core/fields";
import { startJournal } from "../core/journal";
import { isOwned, markAll, type NetworkInterface, ownedOf, withMark, without } from "../core/model";
import { PartialFailure, recordOfFailure, stateAfter } from "../core/record";
import { list, reportOf, them } from "../core/report";
import { eniIn, type KnownEni, type State } from "../core/state";
import { startDeadline } from "../ecs/deadline";
import type { Outcome } from "./change-eni";
import { changeInTurn } from "./change-in-turn";
import { refuseOthersKeys } from "./gone";
import type { ProviderProcess } from "./process";
import type { EniChange } from "./session";
import { findStaleRules } from "./stale-rules";

/** What one of the two has beside the other. */
interface Besides {
  /** What it has as foreign, and stays all the same: the next state has it so, too. */
  readonly staying?: readonly string[];
  /** Is told what the last look showed, or else the first one, also where the change fails. */
  readonly noteSeen?: (eni: NetworkInterface) => void;
}

/**
 * Brings the ENI to what the code declares. Create and update are this; `before` is what the state held, and undefined in
 * a create.
 * @throws UserError when nothing was changed.
 * @throws PartialFailure, with what the resource now is, when something was.
 */
export function apply(
  inputs: Inputs,
  before: State | undefined,
  process: ProviderProcess,
  { staying = [], noteSeen = () => undefined }: Besides = {},
): Promise<State> {
  const { networkInterfaceId, privateIpAddresses: desired, ownership } = inputs;
  const others = without(before?.privateIpAddresses ?? {}, [...Object.keys(desired), ...staying]);
  const toUnassign = ownership === "exclusive" ? Object.keys(others) : ownedOf(others);
  return process.announcing({ networkInterfaceId, toUnassign }, () =>
    applyAnnounced(inputs, before, process, { staying, noteSeen }),
  );
}

async function applyAnnounced(
  inputs: Inputs,
  before: State | undefined,
  process: ProviderProcess,
  { staying, noteSeen }: Required<Besides>,
): Promise<State> {
  const { claims } = process;
  const { networkInterfaceId: id } = inputs;
  const recorded = without(before?.privateIpAddresses ?? {}, staying);
  const declared = withMark(inputs.privateIpAddresses, "declared");
  claims.begin(id, declared);
  try {
    const goes = (address: string): boolean => !(address in inputs.privateIpAddresses);
    // foreign ones go under exclusive ownership alone, beside which no other resource of the program declares any: program/rivals.ts
    if (ownedOf(recorded).some(goes)) await claims.untilProgramHasTold();
    const deadline = startDeadline(inputs.timeoutSeconds);
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
    const opening = process.apiOf(inputs.regionId, deadline);
    const outcome = await opening.then((api) => changeInTurn(change, api, deadline, process)).catch(notBegun);
    const inherited = claims.inherited(id, declared);
    const { journal, first, last, plan } = outcome;
    const seen = last ?? first;
    if (seen !== undefined) noteSeen(seen);
    if (first === undefined || last === undefined || plan === undefined) {
      const known = before === undefined ? claims.knownEni(id) : eniIn(before);
      const failure = failureOf(outcome, { inputs, before, inherited }, known);
      const isMissing = failure instanceof UserError && failure.lies === "in the ENI's id";
      if (isMissing && before !== undefined) await refuseOthersKeys(before, await opening, deadline);
      throw failure;
    }

    claims.settle(id, declared, declared);
    await claims.untilSettled(id, plan.leave, deadline);
    const left = plan.leave.filter((address) => !claims.isHeld(id, address));
    const unknown = plan.foreign.filter((address) => !staying.includes(address));
    tellOfForeign(inputs, unknown, process);
    const wereThere = declared.filter((address) => first.privateIpAddresses.includes(address));
    tellOfAdopted(
      id,
      wereThere.filter((address) => !isOwned(recorded[address])),
      process,
    );
    const state = stateAfter({ inputs, before, journal, first, last, left, inherited }, last);
    const api = await opening;
    const scope = inputs.staleSecurityGroupRules;
    const staleRules = await findStaleRules(state.lastUnassigned, scope, last, { api, deadline, process });
    const found = markAll(
      staying.filter((address) => plan.foreign.includes(address)),
      "foreign",
    );
    return { ...state, staleRules, privateIpAddresses: { ...found, ...state.privateIpAddresses } };
  } catch (error) {
    const held = ownedOf(error instanceof PartialFailure ? error.state.privateIpAddresses : recorded);
    claims.settle(id, declared, held);
    throw error;
  }
}

/** Of a change that had no credentials, or never its turn on the ENI: what was left to it has no other owner all the same. */
const notBegun = (failure: Error): Outcome => ({
  ...{ journal: startJournal(), first: undefined, last: undefined, plan: undefined },
  ...{ isGone: false, failure },
});

/** The error to throw for a change that failed: with a record of what the ENI now holds, if anything was changed. */
function failureOf(
  { journal, first, last, isGone, failure = notDone() }: Outcome,
  about: Pick<Course, "inputs" | "before" | "inherited">,
  known: KnownEni | undefined,
): Error {
  // the addresses went with the ENI; a refresh will drop the resource
  if (isGone) return failure;
  const id = about.inputs.networkInterfaceId;
  const record = recordOfFailure({ ...about, journal, first: first ?? neverSeen(id, known), last, left: [] });
  if (record === undefined) return failure;
  const reasons = [failure.message, reportOf(about.inputs.networkInterfaceId, [record.summary])];
  return new PartialFailure(record.state, reasons);
}

/** Of an ENI that no look has shown: nothing was written to it, but a resource that was deleted may have left addresses. */
function neverSeen(networkInterfaceId: string, known: KnownEni | undefined): NetworkInterface {
  return {
    ...{ networkInterfaceId, status: "", instanceId: undefined, serviceManaged: false, vpcId: "" },
    ...{ privateIpAddresses: [], elasticIps: {}, tags: {} },
    // above all whose it is: else other keys, to which it looks gone, would be believed
    ...(known ?? { ownerId: "", vSwitchId: "", primaryPrivateIpAddress: "", securityGroupIds: [] }),
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
  const unknown = foreign.filter((address) => !claims.isClaimed(id, address));
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
