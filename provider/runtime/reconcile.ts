import { UserError } from "../core/errors";
import type { EniApi } from "../core/eni-api";
import { type Inputs, type NetworkInterface, type Outputs, ownedOf, removableOf } from "../core/model";
import { hasWrites, type Plan, planChanges } from "../core/plan";
import { problemsBefore } from "../core/preconditions";
import { list, reportOf } from "../core/report";
import { apply } from "./apply";
import { lastUnassigned, outputsOf } from "./outputs";
import { failureOf } from "./partial-failure";
import { type Effects, explained, notFound, observeExisting, openSession, type Session } from "./session";
import { untilStatusLasts, waitUntil } from "./wait";

/**
 * Brings the ENI to what the code declares. Create and update are this: the state is a hint, the cloud the truth.
 *
 * observe → plan → preconditions → apply → verify. `before` is what the state held; without it, this is a create.
 * @throws UserError when nothing was changed.
 * @throws PartialFailure, with what the ENI now holds, when something was.
 */
export async function reconcile(
  inputs: Inputs,
  before: Outputs | undefined,
  api: EniApi,
  effects: Effects,
): Promise<Outputs> {
  const session = openSession(api, effects, inputs);
  return explained(session, async () => {
    const actual = await untilStatusLasts(session);
    if (actual === undefined) throw notFound(session);
    const plan = planFor(inputs, before, actual, effects);
    const problems = problemsBefore(before === undefined ? "create" : "update", inputs, actual, plan);
    if (problems.length > 0) throw new UserError(reportOf(inputs.networkInterfaceId, problems));

    const planAgain = (now: NetworkInterface): Plan => planFor(inputs, before, now, effects);
    const after = await write(plan, actual, session, planAgain).catch(async (error: unknown) => {
      throw await failureOf(error, { inputs, before, plan, actual, session });
    });
    const unknown = plan.foreign.filter(
      (address) => !effects.isDeclaredNow(inputs.networkInterfaceId, address),
    );
    if (inputs.ownership === "exclusive" && unknown.length > 0) {
      effects.notify(
        `ENI ${inputs.networkInterfaceId}: it also holds ${list(unknown)}, which neither the code nor the state knows; ` +
          "left alone. Declare them, or run `pulumi refresh`, after which the next preview shows their removal.",
      );
    }
    const set = inputs.privateIpAddresses;
    return outputsOf(inputs, after, set, lastUnassigned(plan.unassign, before, set));
  });
}

function planFor(
  inputs: Inputs,
  before: Outputs | undefined,
  actual: NetworkInterface,
  effects: Effects,
): Plan {
  const { networkInterfaceId, privateIpAddresses, ownership } = inputs;
  const known = before?.privateIpAddresses ?? {};
  // with ignoreChanges, a foreign address that a refresh recorded comes back as an input: it is neither ours nor to go
  const isLeft = (address: string): boolean =>
    privateIpAddresses[address] === "foreign" || effects.isDeclaredNow(networkInterfaceId, address);
  return planChanges({
    desired: ownedOf(privateIpAddresses),
    owned: ownedOf(known).filter((address) => !isLeft(address) || address in privateIpAddresses),
    removable: removableOf(known, ownership).filter((address) => !isLeft(address)),
    actual,
  });
}

/** Unassigns what the state records and the ENI still holds: nothing else. An ENI that is gone holds nothing. */
export async function release(before: Outputs, api: EniApi, effects: Effects): Promise<void> {
  const session = openSession(api, effects, before);
  await explained(session, async () => {
    const actual = await untilStatusLasts(session);
    // the addresses of an ENI in deletion go with it
    if (actual === undefined || actual.status === "Deleting") return;
    const owned = ownedOf(before.privateIpAddresses).filter(
      (a) => !effects.isDeclaredNow(before.networkInterfaceId, a),
    );
    const plan = planChanges({ desired: [], owned, removable: owned, actual });
    if (!hasWrites(plan)) return;
    const problems = problemsBefore("delete", before, actual, plan);
    if (problems.length > 0) throw new UserError(reportOf(before.networkInterfaceId, problems));
    await write(plan, actual, session, () => plan).catch(async (error: unknown) => {
      const isGone = await api.describe(before.networkInterfaceId).then(
        (eni) => eni === undefined,
        () => false,
      );
      if (!isGone) throw error;
    });
  });
}

/** How often kept addresses may vanish while others are written, before that is somebody's doing and no stale look. */
const MAX_ROUNDS = 3;

/** Applies and verifies; when an address that was to be kept is seen to be gone, plans again from what is there. */
async function write(
  plan: Plan,
  actual: NetworkInterface,
  session: Session,
  planAgain: (now: NetworkInterface) => Plan,
): Promise<NetworkInterface> {
  let now = actual;
  for (let round = 0, next = plan; hasWrites(next); next = planAgain(now)) {
    if (++round > MAX_ROUNDS) {
      const problem = `${list(next.assign)} vanished again after being assigned; something else unassigns them`;
      throw new UserError(reportOf(session.networkInterfaceId, [problem]));
    }
    await apply(next, session);
    now = await verify(next, session);
    if ([...next.keep, ...next.adopt].every((address) => now.privateIpAddresses.includes(address)))
      return now;
  }
  return now;
}

/** Looks until this change's own addresses came and went; what others do to the ENI meanwhile is not waited for. */
async function verify(plan: Plan, session: Session): Promise<NetworkInterface> {
  const missing = ({ privateIpAddresses }: NetworkInterface): string[] =>
    plan.assign.filter((address) => !privateIpAddresses.includes(address));
  const lingering = ({ privateIpAddresses }: NetworkInterface): string[] =>
    plan.unassign.filter((address) => privateIpAddresses.includes(address));
  return waitUntil(session, {
    look: () => observeExisting(session),
    isDone: (actual) => missing(actual).length === 0 && lingering(actual).length === 0,
    what: (actual) =>
      `${list([...missing(actual), ...lingering(actual)])} changed, but DescribeNetworkInterfaces does not show it`,
  });
}
