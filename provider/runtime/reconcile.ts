import { ApiError, UserError } from "../core/errors";
import type { EniApi } from "../core/eni-api";
import { explainRefusal } from "../core/explain";
import { list, problemsBefore, reportOf } from "../core/guards";
import {
  type Inputs,
  markAll,
  type NetworkInterface,
  type Outputs,
  ownedOf,
  removableOf,
} from "../core/model";
import { isSettled, type Plan, planChanges } from "../core/plan";
import { apply, untilSettled } from "./apply";
import { lastUnassigned, outputsOf } from "./outputs";
import { partialFailure } from "./partial-failure";
import { notFound, observe, openSession, type Session, type World } from "./session";

/**
 * Brings the ENI to what the code declares. Create and update are this: the state is a hint, the cloud the truth.
 *
 * observe → guards → plan → apply → verify. `before` is what the state held; without it, this is a create.
 * @throws UserError when nothing was written.
 * @throws PartialFailure, with what the ENI now holds, after the first write.
 */
export async function reconcile(
  inputs: Inputs,
  before: Outputs | undefined,
  api: EniApi,
  world: World,
): Promise<Outputs> {
  const session = openSession(api, world, inputs);
  return explained(session, async () => {
    const actual = await untilSettled(session);
    if (actual === undefined) throw notFound(session);
    const desired = Object.keys(inputs.privateIpAddresses);
    const owned = before === undefined ? [] : removableOf(before.privateIpAddresses, inputs.ownership);
    const plan = planChanges({ desired, owned, actual });
    const problems = problemsBefore(before === undefined ? "create" : "update", inputs, actual, plan);
    if (problems.length > 0) throw new UserError(reportOf(inputs.networkInterfaceId, problems));

    const after = await write(plan, actual, session).catch(async (error: unknown) => {
      if (!session.journal.touched) throw error;
      throw await partialFailure(error, { inputs, before, plan, actual, session });
    });
    if (inputs.ownership === "exclusive" && plan.foreign.length > 0) {
      world.notify(
        `ENI ${inputs.networkInterfaceId}: it also holds ${list(plan.foreign)}, which neither the code nor the state knows; ` +
          "left alone. Declare them, or run `pulumi refresh`, after which the next preview shows their removal.",
      );
    }
    return outputsOf(inputs, after, markAll(desired, "declared"), lastUnassigned(plan.unassign, before));
  });
}

/** Unassigns what the state records and the ENI still holds: nothing else. An ENI that is gone holds nothing. */
export async function release(before: Outputs, api: EniApi, world: World): Promise<void> {
  const session = openSession(api, world, before);
  await explained(session, async () => {
    const actual = await untilSettled(session);
    // the addresses of an ENI in deletion go with it
    if (actual === undefined || actual.status === "Deleting") return;
    const plan = planChanges({ desired: [], owned: ownedOf(before.privateIpAddresses), actual });
    if (isSettled(plan)) return;
    const problems = problemsBefore("delete", before, actual, plan);
    if (problems.length > 0) throw new UserError(reportOf(before.networkInterfaceId, problems));
    await write(plan, actual, session).catch(async (error: unknown) => {
      const isGone = await api.describe(before.networkInterfaceId).then(
        (eni) => eni === undefined,
        () => false,
      );
      if (!isGone) throw error;
    });
  });
}

async function write(plan: Plan, actual: NetworkInterface, session: Session): Promise<NetworkInterface> {
  if (isSettled(plan)) return actual;
  await apply(plan, session);
  return verify(plan, session);
}

/** Looks until this change's own addresses came and went; what others do to the ENI meanwhile is not waited for. */
async function verify(plan: Plan, session: Session): Promise<NetworkInterface> {
  const missing = ({ privateIpAddresses }: NetworkInterface): string[] =>
    plan.assign.filter((address) => !privateIpAddresses.includes(address));
  const lingering = ({ privateIpAddresses }: NetworkInterface): string[] =>
    plan.unassign.filter((address) => privateIpAddresses.includes(address));
  return session.until(
    (actual) =>
      `${list([...missing(actual), ...lingering(actual)])} changed, but DescribeNetworkInterfaces does not show it`,
    () => observe(session),
    (actual) => missing(actual).length === 0 && lingering(actual).length === 0,
  );
}

/** Says in the user's words what the API answered. */
async function explained<T>(session: Session, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new UserError(
      reportOf(session.networkInterfaceId, explainRefusal(error, { ...session, addresses: [] })),
    );
  }
}
