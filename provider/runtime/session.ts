import type { EniApi } from "../core/eni-api";
import { ApiError, UserError } from "../core/errors";
import { explainRefusal } from "../core/explain";
import type { NetworkInterface } from "../core/model";
import { reportOf } from "../core/report";
import type { Pace } from "../ecs/retry";

/** What the reconcile takes from outside, so that tests can set it. */
export interface Effects {
  readonly pace: Pace;
  readonly newClientToken: () => string;
  /** Tells the person at the terminal; the lines appear on the stack. */
  readonly notify: (line: string) => void;
  /** Whether another resource of this process is changing the ENI now. */
  readonly isBeingChanged: (networkInterfaceId: string) => boolean;
  /** Whether the program declares the address on the ENI, as far as its resources were created or updated by now. */
  readonly isDeclaredNow: (networkInterfaceId: string, address: string) => boolean;
}

/** One change of one ENI: its API, its deadline, and what it has written so far. */
export interface Session {
  readonly api: EniApi;
  readonly effects: Effects;
  readonly networkInterfaceId: string;
  readonly regionId: string;
  /** In seconds; `signal` is aborted when it is over. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly journal: Journal;
  /** Known after the first look at the ENI. */
  vSwitchId: string | undefined;
}

/** What has been written. The truth about a failure is told from this and from one more look at the ENI. */
interface Journal {
  /** Sent to Assign, whatever came back. */
  readonly assignAttempted: Set<string>;
  /** Of these, the ones that the cloud confirmed. */
  readonly assigned: Set<string>;
  /** Of these, the ones of which it is not known whether they were assigned: the reply was lost, or a 5xx. */
  readonly assignUnknown: Set<string>;
  readonly unassignAttempted: Set<string>;
  /** Confirmed, or seen to be gone after a call whose outcome was not known. */
  readonly unassigned: Set<string>;
  readonly unassignUnknown: Set<string>;
}

/** What a session is opened for: the inputs of a change, or the state of a resource to delete. */
export interface Target {
  readonly networkInterfaceId: string;
  readonly regionId: string;
  readonly timeoutSeconds: number;
}

/** Opens a session, whose time runs from now on. */
export function openSession(api: EniApi, effects: Effects, target: Target): Session {
  const { networkInterfaceId, regionId, timeoutSeconds } = target;
  return {
    api,
    effects,
    networkInterfaceId,
    regionId,
    timeoutSeconds,
    signal: AbortSignal.timeout(timeoutSeconds * 1000),
    journal: {
      assignAttempted: new Set(),
      assigned: new Set(),
      assignUnknown: new Set(),
      unassignAttempted: new Set(),
      unassigned: new Set(),
      unassignUnknown: new Set(),
    },
    vSwitchId: undefined,
  };
}

/** The ENI as it is now, or undefined when it is gone. */
export async function observe(session: Session): Promise<NetworkInterface | undefined> {
  const actual = await session.api.describe(session.networkInterfaceId, session.signal);
  session.vSwitchId = actual?.vSwitchId;
  return actual;
}

/** @throws UserError when the ENI is gone. */
export async function observeExisting(session: Session): Promise<NetworkInterface> {
  const actual = await observe(session);
  if (actual === undefined) throw notFound(session);
  return actual;
}

export function notFound({
  networkInterfaceId,
  regionId,
}: Pick<Session, "networkInterfaceId" | "regionId">): UserError {
  const problem = `it was not found in region ${regionId}; check networkInterfaceId and regionId, or run \`pulumi refresh\` if it was deleted`;
  return new UserError(reportOf(networkInterfaceId, [problem]));
}

/** Says in the user's words what the API answered; other errors pass. */
export async function explained<T>(
  subject: Pick<Session, "networkInterfaceId" | "regionId">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new UserError(
      reportOf(subject.networkInterfaceId, explainRefusal(error, { ...subject, addresses: [] })),
    );
  }
}
