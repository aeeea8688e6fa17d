import { UserError } from "../core/errors";
import type { EniApi } from "../core/eni-api";
import { reportOf } from "../core/guards";
import type { NetworkInterface } from "../core/model";
import { type Pace, pollUntil } from "../ecs/retry";

/** What the reconcile takes from outside, so that tests can set it. */
export interface World {
  readonly pace: Pace;
  readonly newClientToken: () => string;
  /** Tells the person at the terminal; the lines appear on the stack. */
  readonly notify: (line: string) => void;
}

/** One change of one ENI: its API, its deadline, and what it has written so far. */
export interface Session {
  readonly api: EniApi;
  readonly world: World;
  readonly networkInterfaceId: string;
  readonly regionId: string;
  /** Known after the first look at the ENI. */
  vSwitchId: string | undefined;
  readonly signal: AbortSignal;
  readonly journal: Journal;
  /**
   * Looks again and again, bounded by `timeoutSeconds`.
   * @throws UserError saying what it waited for, when the time is up.
   */
  until<T>(what: (seen: T) => string, look: () => Promise<T>, isDone: (seen: T) => boolean): Promise<T>;
}

/** What has been written. The truth about a failure is told from this and from one more look at the ENI. */
interface Journal {
  /** Sent to Assign, whatever came back. */
  readonly attempted: Set<string>;
  /** Confirmed by the cloud's answer. */
  readonly assigned: Set<string>;
  readonly unassigned: Set<string>;
  /** Whether any call was accepted, or may have been. */
  touched: boolean;
}

/** Pauses shorter than this pass without a word. In milliseconds. */
const QUIET_MS = 2_000;

export function openSession(
  api: EniApi,
  world: World,
  {
    networkInterfaceId,
    regionId,
    timeoutSeconds,
  }: { networkInterfaceId: string; regionId: string; timeoutSeconds: number },
): Session {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  return {
    api,
    world,
    networkInterfaceId,
    regionId,
    vSwitchId: undefined,
    signal,
    journal: { attempted: new Set(), assigned: new Set(), unassigned: new Set(), touched: false },

    async until(what, look, isDone) {
      const begun = Date.now();
      let last: unknown;
      const remember = async (): Promise<Awaited<ReturnType<typeof look>>> => {
        const seen = await look();
        last = seen;
        return seen;
      };
      const onPause = (): void => {
        const waited = Date.now() - begun;
        if (waited < QUIET_MS) return;
        const subject = what(last as Awaited<ReturnType<typeof look>>);
        world.notify(
          `ENI ${networkInterfaceId}: ${subject}; waiting for ${Math.round(waited / 1000)} s, at most ${timeoutSeconds} s`,
        );
      };
      const seen = await pollUntil(remember, isDone, { pace: world.pace, signal, onPause });
      if (isDone(seen)) return seen;
      throw new UserError(
        reportOf(networkInterfaceId, [
          `${what(seen)}, still so after ${timeoutSeconds} s; run \`pulumi up\` again, or raise timeoutSeconds`,
        ]),
      );
    },
  };
}

/** The ENI as it is now, or undefined when it is gone. */
export async function look(session: Session): Promise<NetworkInterface | undefined> {
  const actual = await session.api.describe(session.networkInterfaceId);
  session.vSwitchId = actual?.vSwitchId;
  return actual;
}

/** @throws UserError when the ENI is gone. */
export async function observe(session: Session): Promise<NetworkInterface> {
  const actual = await look(session);
  if (actual === undefined) throw notFound(session);
  return actual;
}

export function notFound({
  networkInterfaceId,
  regionId,
}: Pick<Session, "networkInterfaceId" | "regionId">): UserError {
  return new UserError(
    reportOf(networkInterfaceId, [
      `it was not found in region ${regionId}; check networkInterfaceId and regionId`,
    ]),
  );
}
