import { ApiError, handlingOf, UserError } from "../core/errors";
import { inChunks, MAX_ADDRESSES_PER_CALL, MAX_ADDRESSES_PER_CALL_BEFORE_2022 } from "../core/limits";
import type { Plan } from "../core/plan";
import { isChangeable, statusProblem } from "../core/preconditions";
import { reportOf } from "../core/report";
import { notFound, observeExisting, type Session } from "./session";
import { untilInstanceStatusLasts, untilStatusLasts, waitUntil } from "./wait";
import { assigning, NotYet, refused, unassigning, type Write } from "./writes";

/**
 * Sends what the plan says. Assigned comes first, so that a service can move over to the new addresses; where the cloud
 * has no room for old and new together, or another ENI of this program has yet to let go, unassigned comes first.
 */
export async function apply(plan: Plan, session: Session): Promise<void> {
  if (plan.order === "assign-first") await assignAtOnce(plan, session);
  await sendAll(unassigning(session), plan.unassign, session);
  const left = plan.assign.filter((address) => !session.journal.assigned.has(address));
  await sendAll(assigning(session, { patient: true }), left, session).catch((error: unknown) => {
    throw error instanceof NotYet ? error.explanation : error;
  });
}

/** Stops where the cloud says "not yet", if what comes next can change its mind. */
async function assignAtOnce(plan: Plan, session: Session): Promise<void> {
  try {
    await sendAll(assigning(session, { patient: false }), plan.assign, session);
  } catch (error) {
    if (!(error instanceof NotYet)) throw error;
    if (handlingOf(error.refusal) === "full" && plan.unassign.length === 0) throw error.explanation;
  }
}

async function sendAll(write: Write, addresses: readonly string[], session: Session): Promise<void> {
  for (const chunk of inChunks(addresses, MAX_ADDRESSES_PER_CALL)) await sendChunk(write, chunk, session);
}

/** Sends until nothing is left, bounded by the session's time; after each refusal it is seen what is left. */
async function sendChunk(write: Write, chunk: readonly string[], session: Session): Promise<void> {
  let left = chunk;
  let refusal: ApiError | undefined;
  await waitUntil(session, {
    look: async () => {
      try {
        await write.send(left);
        left = [];
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        refusal = error;
        left = await afterRefusal(write, error, left, session);
      }
      return left;
    },
    isDone: (rest) => rest.length === 0,
    what: (rest) =>
      `${refusal?.action ?? ""} of ${rest.join(", ")} is refused (${refusal?.code ?? ""}: ${refusal?.message ?? ""})`,
  });
}

/** The answers that mean the same for both writes. */
async function afterRefusal(
  write: Write,
  error: ApiError,
  left: readonly string[],
  session: Session,
): Promise<readonly string[]> {
  switch (handlingOf(error)) {
    case "wait for ENI": {
      const actual = await untilStatusLasts(session);
      if (actual === undefined) throw notFound(session);
      if (!isChangeable(actual.status)) {
        throw new UserError(reportOf(session.networkInterfaceId, [statusProblem(actual.status)]));
      }
      return left;
    }
    case "wait for instance":
      await untilInstanceStatusLasts(session);
      return left;
    case "new token":
      return write.remaining(left, await observeExisting(session));
    case "smaller chunks":
      if (left.length <= MAX_ADDRESSES_PER_CALL_BEFORE_2022) throw refused(error, left, session);
      for (const part of inChunks(left, MAX_ADDRESSES_PER_CALL_BEFORE_2022))
        await sendChunk(write, part, session);
      return [];
    default:
      return write.afterRefusal(error, left);
  }
}
