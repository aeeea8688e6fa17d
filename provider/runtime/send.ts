import { ApiError, UserError } from "../core/errors";
import { note } from "../core/journal";
import { inChunks, MAX_ADDRESSES_PER_CALL } from "../core/limits";
import type { Plan } from "../core/plan";
import { list, reportOf } from "../core/report";
import { afterRefusal, type Holdup, type Verb } from "./refusals";
import type { Session } from "./session";
import { pause, resume, timeIsUp } from "./wait";

/**
 * Sends what the plan says. Assigned comes first, so that a service can move over to the new addresses; where the cloud
 * has no room for old and new together, or another ENI of this program has yet to let go, unassigned comes first.
 */
export async function send(plan: Plan, session: Session): Promise<void> {
  const hasToGo = plan.unassign.length + plan.unassignUnseen.length > 0;
  let left = plan.assign;
  if (plan.order === "assign-first") {
    const holdup = await sendAll("assign", left, session);
    if (holdup?.kind === "no room here" && !hasToGo) throw holdup.refusal;
    left = holdup?.left ?? [];
  }
  if (hasToGo) await unassign(plan, session);
  while (left.length > 0) {
    const holdup = await sendAll("assign", left, session);
    if (holdup?.kind === "no room here") throw holdup.refusal;
    left = holdup?.left ?? [];
    if (holdup !== undefined) await session.world.aside(() => pause(session, holdup.what));
  }
}

async function unassign(plan: Plan, session: Session): Promise<void> {
  const { world, change } = session;
  const goes = [...plan.unassign, ...plan.unassignUnseen];
  await world.letGo(change.networkInterfaceId, goes, async (unclaimed) => {
    for (const part of [plan.unassign, plan.unassignUnseen])
      await sendAll(
        "unassign",
        part.filter((address) => unclaimed.includes(address)),
        session,
      );
  });
}

/** Sends in chunks until nothing is left; after each refusal it is decided what goes in place of the chunk. */
async function sendAll(
  verb: Verb,
  addresses: readonly string[],
  session: Session,
): Promise<Holdup | undefined> {
  let queue: readonly (readonly string[])[] = inChunks(addresses, MAX_ADDRESSES_PER_CALL);
  let unexplained = 0;
  while (queue.length > 0) {
    const [chunk = [], ...others] = queue;
    const refusal = await write(verb, chunk, session);
    const instead =
      refusal === undefined
        ? []
        : await afterRefusal({ verb, refusal, chunk, unexplained: ++unexplained }, session);
    if ("kind" in instead) return { ...instead, left: [...instead.left, ...others.flat()] };
    if (instead.flat().length < chunk.length) {
      unexplained = 0;
      resume(session);
    }
    queue = [...instead, ...others].filter((part) => part.length > 0);
  }
  return undefined;
}

/** Sends one call and notes it; answers the refusal, if it is one. */
async function write(verb: Verb, chunk: readonly string[], session: Session): Promise<ApiError | undefined> {
  const { world, change, journal, coming, waitsFor } = session;
  const { writer } = world.api;
  const { deadline } = world;
  if (deadline.remaining() === 0) {
    if (waitsFor !== undefined) throw timeIsUp(session, waitsFor);
    const problem = `the time was up before ${list(chunk)} could be ${verb}ed, after ${deadline.seconds} s; run \`pulumi up\` again, or raise timeoutSeconds`;
    throw new UserError(reportOf(change.networkInterfaceId, [problem]));
  }
  note(journal[verb], chunk, "refused");
  try {
    if (verb === "assign") {
      await writer.assign(change.networkInterfaceId, chunk, {
        clientToken: world.newClientToken(),
        deadline,
      });
    } else {
      await writer.unassign(change.networkInterfaceId, chunk, { deadline });
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.outcomeUnknown) note(journal[verb], chunk, "unknown");
    return error;
  }
  note(journal[verb], chunk, "done");
  if (verb === "assign") chunk.forEach((address) => coming.add(address));
  return undefined;
}
