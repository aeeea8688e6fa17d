import { ExponentialBackoff } from "cockatiel";
import { UserError } from "../core/errors";
import { isTransitional } from "../core/eni-status";
import type { NetworkInterface } from "../core/model";
import { list, reportOf } from "../core/report";
import { look, lookAtExisting, type Session } from "./session";

/** Pauses shorter than this pass without a word. In milliseconds. */
const QUIET_MS = 2_000;

/** Something moved, so the next pause is short again. */
export function resume(session: Session): void {
  session.backoff = new ExponentialBackoff(session.world.pace).next();
  session.restingSince = performance.now();
  session.waitsFor = undefined;
}

/**
 * Pauses, longer by and by, and says so when it takes long. `what` is what stands in the way, as a clause that can follow
 * "ENI eni-x: ".
 * @throws UserError saying what it waited for, when the time is up.
 */
export async function pause(session: Session, what: string): Promise<void> {
  const { change, world } = session;
  const { deadline } = world;
  session.waitsFor = what;
  if (deadline.remaining() === 0) throw timeIsUp(session, what);
  const waited = performance.now() - session.restingSince;
  if (waited >= QUIET_MS) {
    world.notify(
      `ENI ${change.networkInterfaceId}: ${what}; waiting for ${Math.round(waited / 1000)} s, at most ${deadline.seconds} s`,
    );
  }
  const duration = Math.min(session.backoff.duration, deadline.remaining());
  await new Promise((resolve) => setTimeout(resolve, duration));
  session.backoff = session.backoff.next(undefined);
}

/** The error of a change whose time is up. `what`: what it waited for. */
export function timeIsUp({ change, world }: Session, what: string): UserError {
  const problem = `${what}, still so after ${world.deadline.seconds} s; run \`pulumi up\` again, or raise timeoutSeconds`;
  return new UserError(reportOf(change.networkInterfaceId, [problem]));
}

/** Looks again and again until it is done. @throws UserError saying what it waited for, when the time is up. */
export async function waitUntil<T>(
  session: Session,
  wait: {
    readonly look: () => Promise<T>;
    readonly isDone: (seen: T) => boolean;
    readonly what: (seen: T) => string;
  },
): Promise<T> {
  let seen = await wait.look();
  while (!wait.isDone(seen)) {
    await pause(session, wait.what(seen));
    seen = await wait.look();
  }
  session.waitsFor = undefined;
  return seen;
}

/** Waits until no other change of this run is unassigning what this one shall hold; answers whether there was one. */
export async function othersHaveUnassigned(session: Session): Promise<boolean> {
  const { change, world } = session;
  const going = (): string[] =>
    Object.keys(change.desired).filter((address) =>
      world.isBeingUnassigned(change.networkInterfaceId, address),
    );
  if (going().length === 0) return false;
  await waitUntil(session, {
    look: () => Promise.resolve(going()),
    isDone: (seen) => seen.length === 0,
    what: (seen) => `another resource of the program is unassigning ${list(seen)}`,
  });
  return true;
}

/** Waits until the ENI is in a status that lasts; undefined when it is gone. */
export async function untilStatusLasts(session: Session): Promise<NetworkInterface | undefined> {
  return waitUntil(session, {
    look: () => look(session),
    isDone: (actual) => actual === undefined || !isTransitional(actual.status),
    what: (actual) => `it is in status ${actual?.status ?? "unknown"}`,
  });
}

/** The addresses of a primary ENI change only while its instance is Running or Stopped. */
export async function untilInstanceStatusLasts(session: Session): Promise<void> {
  const { instanceId } = await lookAtExisting(session);
  if (instanceId === undefined) return;
  const { api, deadline } = session.world;
  await waitUntil(session, {
    look: () => api.reader.findInstance(instanceId, deadline),
    isDone: (instance) => instance?.status === "Running" || instance?.status === "Stopped",
    what: (instance) =>
      `its instance ${instanceId} is in status ${instance?.status ?? "unknown"}, but must be Running or Stopped`,
  });
}
