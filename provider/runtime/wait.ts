import { UserError } from "../core/errors";
import type { NetworkInterface } from "../core/model";
import { isTransitional } from "../core/preconditions";
import { reportOf } from "../core/report";
import { pollUntil } from "./poll";
import { observe, observeExisting, type Session } from "./session";

/** Pauses shorter than this pass without a word. In milliseconds. */
const QUIET_MS = 2_000;

export interface Wait<T> {
  readonly look: () => Promise<T>;
  readonly isDone: (seen: T) => boolean;
  /** What stands in the way, as a clause that can follow "ENI eni-x: ". */
  readonly what: (seen: T) => string;
}

/**
 * Looks again and again, bounded by the session's `timeoutSeconds`.
 * @throws UserError saying what it waited for, when the time is up.
 */
export async function waitUntil<T>(session: Session, { look, isDone, what }: Wait<T>): Promise<T> {
  const { effects, networkInterfaceId, signal, timeoutSeconds } = session;
  const begun = Date.now();
  const onPause = (seen: T): void => {
    const waited = Date.now() - begun;
    if (waited < QUIET_MS) return;
    effects.notify(
      `ENI ${networkInterfaceId}: ${what(seen)}; waiting for ${Math.round(waited / 1000)} s, at most ${timeoutSeconds} s`,
    );
  };
  const seen = await pollUntil(look, isDone, { pace: effects.pace, signal, onPause });
  if (isDone(seen)) return seen;
  const problem = `${what(seen)}, still so after ${timeoutSeconds} s; run \`pulumi up\` again, or raise timeoutSeconds`;
  throw new UserError(reportOf(networkInterfaceId, [problem]));
}

/** Waits until the ENI is in a status that lasts; undefined when it is gone. */
export async function untilStatusLasts(session: Session): Promise<NetworkInterface | undefined> {
  return waitUntil(session, {
    look: () => observe(session),
    isDone: (actual) => actual === undefined || !isTransitional(actual.status),
    what: (actual) => `it is in status ${actual?.status ?? "unknown"}`,
  });
}

/** The addresses of a primary ENI change only while its instance is Running or Stopped. */
export async function untilInstanceStatusLasts(session: Session): Promise<void> {
  const { instanceId } = await observeExisting(session);
  if (instanceId === undefined) return;
  await waitUntil(session, {
    look: () => session.api.describeInstance(instanceId, session.signal),
    isDone: (instance) => instance?.status === "Running" || instance?.status === "Stopped",
    what: (instance) =>
      `its instance ${instanceId} is in status ${instance?.status ?? "unknown"}, but must be Running or Stopped`,
  });
}
