import { holds } from "../core/course";
import { ApiError, UserError } from "../core/errors";
import { isTransitional } from "../core/eni-status";
import { problemsBefore } from "../core/guards";
import { atLeast, hasSent, type Journal, note, startJournal } from "../core/journal";
import type { NetworkInterface } from "../core/model";
import { isEmpty, type Plan, planChanges } from "../core/plan";
import { list, reportOf, them } from "../core/report";
import { startDeadline } from "../ecs/deadline";
import { lookAgainWhile } from "./look-again";
import { send } from "./send";
import {
  type EniChange,
  isJustUnassigned,
  look,
  notFound,
  openSession,
  recall,
  refused,
  type Session,
  type World,
} from "./session";
import { othersHaveUnassigned, pause, timeIsUp } from "./wait";

/** How one change of one ENI went. */
export interface Outcome {
  readonly journal: Journal;
  /** What the ENI was when the change began; undefined where it was never seen. */
  readonly first: NetworkInterface | undefined;
  /** What it was at the end; undefined where it could not be looked at, or is gone. */
  readonly last: NetworkInterface | undefined;
  readonly isGone: boolean;
  /** What the last look asked for: nothing, after a success. */
  readonly plan: Plan | undefined;
  /** Why the change failed; undefined when it did not. */
  readonly failure: Error | undefined;
}

/** How often a change may send something, before it is somebody else's doing that it is never done. */
const MAX_ROUNDS = 3;

/** How long the look at what a failed change has left may take, in seconds: its own time may be over. */
const LAST_LOOK_SECONDS = 10;

/**
 * Brings one ENI to what is desired, as a level-triggered loop: look → plan → guards → send, again until a plan drawn from
 * the last look is empty. The state is a hint, the cloud the truth, and one look is not all of the truth: it may lag.
 */
export async function changeEni(change: EniChange, world: World): Promise<Outcome> {
  const session = openSession(change, world, startJournal());
  try {
    const plan = await untilNothingIsLeft(session);
    return outcomeOf(session, { plan, isGone: plan === undefined, failure: undefined });
  } catch (error) {
    const failure = asError(error, session);
    const isGone = hasSent(session.journal) && (await lookAfterFailure(session));
    return outcomeOf(session, { plan: undefined, isGone, failure });
  }
}

function asError(thrown: unknown, session: Session): Error {
  const { world, waitsFor } = session;
  // a look that the end of the time cut short tells less than what was waited for
  if (thrown instanceof ApiError && world.deadline.remaining() === 0 && waitsFor !== undefined)
    return timeIsUp(session, waitsFor);
  if (thrown instanceof ApiError) return refused(thrown, session);
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function outcomeOf(
  { journal, first, last }: Session,
  end: Pick<Outcome, "plan" | "isGone" | "failure">,
): Outcome {
  return { journal, first, last, ...end };
}

/** Answers the last plan, which is empty; undefined when the ENI is gone and that is well. */
async function untilNothingIsLeft(session: Session): Promise<Plan | undefined> {
  const { change, journal } = session;
  let actual = recall(session) ?? (await look(session, { recent: true }));
  // it may be one that another change asked for before this one began
  let isFresh = false;
  for (let rounds = 0; ;) {
    if (isOver(change, actual)) return undefined;
    if (actual === undefined) throw notFound(session);
    if (await othersHaveUnassigned(session)) {
      actual = await look(session);
      isFresh = true;
      continue;
    }

    const plan = planFor(session, actual);
    const open = withoutComing(plan, session);
    const problems =
      rounds === 0 || !isEmpty(open)
        ? problemsBefore(
            { ...change, hasBegun: hasSent(journal), unassigned: atLeast(journal.unassign, "done") },
            actual,
            plan,
          )
        : [];
    if (problems.length > 0) {
      // nothing is refused because of a look that may be some seconds old, or of a status that passes
      if (isFresh && !isTransitional(actual.status))
        throw new UserError(reportOf(change.networkInterfaceId, problems));
      if (isFresh) await pause(session, `it is in status ${actual.status}`);
    } else if (isEmpty(open)) {
      const late = lateIn(plan, session, actual);
      if (late.length === 0) return plan;
      await pause(session, `${list(late)} changed, but DescribeNetworkInterfaces does not show it`);
    } else {
      if (++rounds > MAX_ROUNDS) throw undone(open, session);
      session.waitsFor = undefined;
      await send(open, session);
    }
    actual = await look(session);
    isFresh = true;
  }
}

function planFor(session: Session, actual: NetworkInterface): Plan {
  const { change, world, journal } = session;
  const { networkInterfaceId, desired, recorded, operation, ownership } = change;
  const isGone = (address: string): boolean =>
    journal.unassign.get(address) === "done" || isJustUnassigned(session, address);
  const plan = planChanges(
    {
      desired,
      recorded: Object.fromEntries(Object.entries(recorded).filter(([address]) => !isGone(address))),
      isJustUnassigned: (address) =>
        isJustUnassigned(session, address) &&
        journal.assign.get(address) !== "done" &&
        // nor has somebody else assigned it since
        !holds(session.first, address),
      isClaimed: (address) => world.isClaimed(networkInterfaceId, address),
      unassignsForeign: operation === "update" && ownership === "exclusive",
    },
    actual,
  );
  note(journal.assign, plan.assign, "planned");
  note(journal.unassign, [...plan.unassign, ...plan.unassignUnseen], "planned");
  return plan;
}

/** What was assigned and is not shown yet is waited for, and not sent again. */
function withoutComing(plan: Plan, { coming }: Session): Plan {
  return { ...plan, assign: plan.assign.filter((address) => !coming.has(address)) };
}

/** What was done and is not shown yet. */
function lateIn(plan: Plan, { change, world, journal }: Session, actual: NetworkInterface): string[] {
  const lingering = plan.foreign.filter(
    (address) =>
      journal.unassign.get(address) === "done" &&
      actual.privateIpAddresses.includes(address) &&
      // another resource may have assigned it again
      !world.isClaimed(change.networkInterfaceId, address),
  );
  // nothing else is left to assign
  return [...plan.assign, ...lingering];
}

function undone(open: Plan, session: Session): UserError {
  const { networkInterfaceId } = session.change;
  const problem = `${list(open.assign)} vanished again after being assigned; something else unassigns ${them(open.assign)}`;
  return new UserError(reportOf(networkInterfaceId, [problem]));
}

/** Whether nothing is left to delete: the addresses of an ENI in deletion go with it. */
function isOver({ operation }: EniChange, actual: NetworkInterface | undefined): boolean {
  return operation === "delete" && (actual === undefined || actual.status === "Deleting");
}

/** Sees what a failed change has left, and answers whether the ENI is gone. */
async function lookAfterFailure(session: Session): Promise<boolean> {
  const patient = { ...session, world: { ...session.world, deadline: startDeadline(LAST_LOOK_SECONDS) } };
  session.last = undefined;
  try {
    // that it was there a moment ago, and one look does not show it, may be a look that lags
    session.last = await lookAgainWhile(
      (seen) => seen === undefined,
      await look(patient),
      () => look(patient),
      patient.world,
    );
    return session.last === undefined || isOver(session.change, session.last);
  } catch {
    return false;
  }
}
