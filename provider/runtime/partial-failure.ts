import { inNumericOrder } from "../core/address";
import { ApiError, PartialFailure } from "../core/errors";
import { explainRefusal } from "../core/explain";
import { list, reportOf } from "../core/guards";
import type { AddressSet, Inputs, NetworkInterface, Outputs } from "../core/model";
import type { Plan } from "../core/plan";
import { lastUnassigned, markAfterFailure, outputsOf } from "./outputs";
import type { Session } from "./session";

interface Failed {
  readonly inputs: Inputs;
  readonly before: Outputs | undefined;
  readonly plan: Plan;
  /** What the ENI was when the change began, for when it cannot be looked at any more. */
  readonly actual: NetworkInterface;
  readonly session: Session;
}

/** Records the truth about a change that stopped half-way: what the ENI now holds, what was done and what was not. */
export async function partialFailure(error: unknown, failed: Failed): Promise<PartialFailure> {
  const { inputs, before, plan, actual, session } = failed;
  const now = await session.api.describe(session.networkInterfaceId).catch(() => undefined);
  const set = setAfterFailure(failed, now);
  const done = inNumericOrder(session.journal.unassigned);
  const outputs = outputsOf(inputs, now ?? actual, set, lastUnassigned(done, before));
  return new PartialFailure(
    { ...outputs, interrupted: true },
    reasonsOf(error, plan, session, now !== undefined),
  );
}

/**
 * Ours are the addresses that were owned, adopted, or sent to Assign. They stay so while the ENI shows them; those
 * that the cloud confirmed also while it does not show them yet. Without a look, each stays that was not unassigned:
 * claiming one too many is mended by the next `up`, losing one is not.
 */
function setAfterFailure({ before, plan, session }: Failed, now: NetworkInterface | undefined): AddressSet {
  const { attempted, assigned, unassigned } = session.journal;
  const present = new Set(now?.privateIpAddresses);
  const candidates = new Set([...Object.keys(before?.privateIpAddresses ?? {}), ...plan.adopt, ...attempted]);
  const held = [...candidates].filter((a) =>
    now === undefined ? !unassigned.has(a) : present.has(a) || assigned.has(a),
  );
  return Object.fromEntries(held.map((address) => [address, markAfterFailure(address, before)]));
}

function reasonsOf(error: unknown, plan: Plan, session: Session, looked: boolean): string[] {
  const { networkInterfaceId: id, journal } = session;
  const why =
    error instanceof ApiError
      ? reportOf(id, explainRefusal(error, { ...session, addresses: [] }))
      : error instanceof Error
        ? error.message
        : String(error);
  const notAssigned = plan.assign.filter((address) => !journal.assigned.has(address));
  const notUnassigned = plan.unassign.filter((address) => !journal.unassigned.has(address));
  const lines = [
    phrase("assigned", inNumericOrder(journal.assigned)),
    phrase("unassigned", inNumericOrder(journal.unassigned)),
    phrase("not assigned", notAssigned),
    phrase("not unassigned", notUnassigned),
  ].filter((line) => line !== "");
  const state = looked
    ? "The state records what the ENI holds now"
    : "The ENI could not be looked at; the state records what was done";
  return [
    why,
    `ENI ${id}: the change is half done: ${lines.join("; ")}. ${state}; \`pulumi up\` does the rest.`,
  ];
}

function phrase(what: string, addresses: readonly string[]): string {
  return addresses.length === 0 ? "" : `${what} ${list(addresses)}`;
}
