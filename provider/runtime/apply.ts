import { ApiError, handlingOf, UserError } from "../core/errors";
import { explainRefusal, namedIn } from "../core/explain";
import { isTransitional, reportOf } from "../core/guards";
import { inChunks, MAX_ADDRESSES_PER_CALL, MAX_ADDRESSES_PER_CALL_BEFORE_2022 } from "../core/limits";
import type { NetworkInterface } from "../core/model";
import type { Plan } from "../core/plan";
import { look, observe, type Session } from "./session";

/** How often a call may go unanswered, or an address be taken by nobody, before it counts as refused. */
const MAX_PUZZLES = 3;

/** The cloud has no room; whether that is final depends on what is still to be unassigned. */
class NoRoom extends Error {
  constructor(
    readonly refusal: ApiError,
    readonly left: readonly string[],
  ) {
    super(refusal.message);
  }
}

/** Sends what the plan says. Assigned comes first, so that a service can move over; when there is no room, last. */
export async function apply(plan: Plan, session: Session): Promise<void> {
  const left = plan.order === "assign-first" ? await assignWhatFits(plan, session) : plan.assign;
  for (const chunk of inChunks(plan.unassign, MAX_ADDRESSES_PER_CALL))
    await send(unassigning(session), chunk, session);
  for (const chunk of inChunks(left, MAX_ADDRESSES_PER_CALL))
    await send(assigning(session), chunk, session).catch(explainNoRoom(session));
}

/** The addresses that found no room; if nothing will make room, that is the end. */
async function assignWhatFits(plan: Plan, session: Session): Promise<readonly string[]> {
  for (const [index, chunk] of inChunks(plan.assign, MAX_ADDRESSES_PER_CALL).entries()) {
    try {
      await send(assigning(session), chunk, session);
    } catch (error) {
      if (!(error instanceof NoRoom) || plan.unassign.length === 0) return explainNoRoom(session)(error);
      return [...error.left, ...plan.assign.slice((index + 1) * MAX_ADDRESSES_PER_CALL)];
    }
  }
  return [];
}

/** What Assign and Unassign have not in common. */
interface Verb {
  call(addresses: readonly string[]): Promise<void>;
  /** Which of the addresses are still to be sent, as the ENI stands. */
  remaining(addresses: readonly string[], actual: NetworkInterface): string[];
  /** What is left to send after this refusal. @throws when sending again cannot help. */
  afterRefusal(error: ApiError, addresses: readonly string[]): Promise<readonly string[]>;
}

async function send(verb: Verb, chunk: readonly string[], session: Session): Promise<void> {
  let left = chunk;
  let refusal: ApiError | undefined;
  await session.until(
    () =>
      `${refusal?.action ?? ""} of ${left.join(", ")} is refused (${refusal?.code ?? ""}: ${refusal?.message ?? ""})`,
    async () => {
      try {
        await verb.call(left);
        left = [];
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        refusal = error;
        if (error.outcomeUnknown) session.journal.touched = true;
        left = await afterRefusal(verb, error, left, session);
      }
      return left;
    },
    (rest) => rest.length === 0,
  );
}

/** The answers that mean the same for both verbs. */
async function afterRefusal(
  verb: Verb,
  error: ApiError,
  left: readonly string[],
  session: Session,
): Promise<readonly string[]> {
  switch (handlingOf(error)) {
    case "wait for ENI":
      await untilSettled(session);
      return left;
    case "wait for instance":
      await untilInstanceSettled(session);
      return left;
    case "new token":
      return verb.remaining(left, await observe(session));
    case "smaller chunks":
      if (left.length <= MAX_ADDRESSES_PER_CALL_BEFORE_2022) throw refused(error, left, session);
      for (const part of inChunks(left, MAX_ADDRESSES_PER_CALL_BEFORE_2022)) await send(verb, part, session);
      return [];
    default:
      return verb.afterRefusal(error, left);
  }
}

function assigning(session: Session): Verb {
  const { api, journal, networkInterfaceId: id } = session;
  const remaining = (addresses: readonly string[], actual: NetworkInterface): string[] =>
    addresses.filter((address) => !actual.privateIpAddresses.includes(address));
  let puzzles = 0;
  return {
    call: async (addresses) => {
      addresses.forEach((address) => journal.attempted.add(address));
      await api.assign(id, addresses, session.world.newClientToken(), session.signal);
      addresses.forEach((address) => journal.assigned.add(address));
      journal.touched = true;
    },
    remaining,
    afterRefusal: async (error, addresses) => {
      if (handlingOf(error) === "full") throw new NoRoom(error, addresses);
      if (handlingOf(error) !== "taken") throw refused(error, addresses, session);

      const actual = await observe(session);
      const rest = remaining(addresses, actual);
      if (rest.length < addresses.length) return rest;
      const holders = await api.findHolders(actual.vSwitchId, namedIn(error, addresses));
      const elsewhere = new Map([...holders].filter(([, holder]) => holder !== id));
      // held by nobody: it was let go this moment, or it is ours and not visible yet
      if (elsewhere.size === 0 && ++puzzles < MAX_PUZZLES) return rest;
      throw refused(error, addresses, session, elsewhere);
    },
  };
}

function unassigning(session: Session): Verb {
  const { api, journal, networkInterfaceId: id } = session;
  const remaining = (addresses: readonly string[], actual: NetworkInterface): string[] =>
    addresses.filter((address) => actual.privateIpAddresses.includes(address));
  let puzzles = 0;
  return {
    call: async (addresses) => {
      await api.unassign(id, addresses, session.signal);
      addresses.forEach((address) => journal.unassigned.add(address));
      journal.touched = true;
    },
    remaining,
    afterRefusal: async (error, addresses) => {
      const unanswered = error.outcomeUnknown && ++puzzles < MAX_PUZZLES;
      if (!unanswered && handlingOf(error) !== "already unassigned") throw refused(error, addresses, session);

      const rest = remaining(addresses, await observe(session));
      if (error.outcomeUnknown)
        addresses.filter((a) => !rest.includes(a)).forEach((a) => journal.unassigned.add(a));
      return rest;
    },
  };
}

/** Waits until the ENI is in a status that lasts; undefined when it is gone. */
export async function untilSettled(session: Session): Promise<NetworkInterface | undefined> {
  return session.until(
    (actual) => `it is in status ${actual?.status ?? "unknown"}`,
    () => look(session),
    (actual) => actual === undefined || !isTransitional(actual.status),
  );
}

/** The addresses of a primary ENI change only while its instance is Running or Stopped. */
async function untilInstanceSettled(session: Session): Promise<void> {
  const { instanceId } = await observe(session);
  if (instanceId === undefined) return;
  await session.until(
    (instance) =>
      `its instance ${instanceId} is in status ${instance?.status ?? "unknown"}, but must be Running or Stopped`,
    () => session.api.describeInstance(instanceId),
    (instance) => instance?.status === "Running" || instance?.status === "Stopped",
  );
}

function refused(
  error: ApiError,
  addresses: readonly string[],
  session: Session,
  holders?: ReadonlyMap<string, string>,
): UserError {
  const { networkInterfaceId, regionId, vSwitchId } = session;
  const subject = { networkInterfaceId, regionId, vSwitchId, addresses, holders };
  return new UserError(reportOf(networkInterfaceId, explainRefusal(error, subject)));
}

function explainNoRoom(session: Session): (error: unknown) => never {
  return (error) => {
    throw error instanceof NoRoom ? refused(error.refusal, error.left, session) : error;
  };
}
