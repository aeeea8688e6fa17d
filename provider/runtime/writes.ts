import { type ApiError, handlingOf, UserError } from "../core/errors";
import { explainRefusal, namedIn } from "../core/explain";
import type { NetworkInterface } from "../core/model";
import { reportOf } from "../core/report";
import { observeExisting, type Session } from "./session";

/** How often a call may go unanswered, or an address be taken by nobody, before it counts as refused. */
const MAX_UNEXPLAINED = 3;

/** What Assign and Unassign have not in common. */
export interface Write {
  /** Sends the addresses in one call, and notes that in the journal. */
  send(addresses: readonly string[]): Promise<void>;
  /** Which of the addresses are still to be sent, as the ENI stands. */
  remaining(addresses: readonly string[], actual: NetworkInterface): string[];
  /** What is left to send after this refusal. @throws when sending again cannot help. */
  afterRefusal(error: ApiError, addresses: readonly string[]): Promise<readonly string[]>;
}

/** These addresses cannot be assigned before something else is unassigned, here or on another ENI. */
export class NotYet extends Error {
  constructor(
    readonly refusal: ApiError,
    /** What the user reads if waiting is of no use. */
    readonly explanation: UserError,
  ) {
    super(refusal.message);
  }
}

/** `patient` is the last attempt: it waits for other ENIs of the program to let go, and takes no other way. */
export function assigning(session: Session, { patient }: { readonly patient: boolean }): Write {
  const { api, effects, journal, networkInterfaceId: id } = session;
  const remaining = (addresses: readonly string[], actual: NetworkInterface): string[] =>
    addresses.filter((address) => !actual.privateIpAddresses.includes(address));
  let unexplained = 0;
  return {
    send: async (addresses) => {
      note(journal.assignAttempted, addresses);
      try {
        await api.assign(id, addresses, effects.newClientToken(), session.signal);
        note(journal.assigned, addresses);
        addresses.forEach((address) => journal.assignUnknown.delete(address));
      } catch (error) {
        if ((error as Partial<ApiError>).outcomeUnknown === true) note(journal.assignUnknown, addresses);
        throw error;
      }
    },
    remaining,
    afterRefusal: async (error, addresses) => {
      if (handlingOf(error) === "full") throw new NotYet(error, refused(error, addresses, session));
      if (handlingOf(error) !== "taken") throw refused(error, addresses, session);

      const actual = await observeExisting(session);
      const rest = remaining(addresses, actual);
      if (rest.length < addresses.length) return rest;
      const holders = await holdersElsewhere(session, namedIn(error, addresses));
      if (holders.size > 0 && [...holders.values()].every(effects.isBeingChanged)) {
        if (patient) return rest;
        throw new NotYet(error, refused(error, addresses, session, holders));
      }
      // held by nobody: it was let go this moment, or it is ours and not visible yet
      if (holders.size === 0 && ++unexplained < MAX_UNEXPLAINED) return rest;
      throw refused(error, addresses, session, holders);
    },
  };
}

/** Unassign has no token, so after an unknown outcome the ENI is looked at before anything is sent again. */
export function unassigning(session: Session): Write {
  const { api, journal, networkInterfaceId: id } = session;
  const remaining = (addresses: readonly string[], actual: NetworkInterface): string[] =>
    addresses.filter((address) => actual.privateIpAddresses.includes(address));
  let unexplained = 0;
  return {
    send: async (addresses) => {
      note(journal.unassignAttempted, addresses);
      try {
        await api.unassign(id, addresses, session.signal);
        note(journal.unassigned, addresses);
      } catch (error) {
        if ((error as Partial<ApiError>).outcomeUnknown === true) note(journal.unassignUnknown, addresses);
        throw error;
      }
    },
    remaining,
    afterRefusal: async (error, addresses) => {
      const isLost = error.outcomeUnknown && ++unexplained < MAX_UNEXPLAINED;
      if (!isLost && handlingOf(error) !== "already unassigned") throw refused(error, addresses, session);
      const rest = remaining(addresses, await observeExisting(session));
      if (isLost)
        note(
          journal.unassigned,
          addresses.filter((address) => !rest.includes(address)),
        );
      return rest;
    },
  };
}

/** The error of a refused call, in the user's words. */
export function refused(
  error: ApiError,
  addresses: readonly string[],
  session: Session,
  holders?: ReadonlyMap<string, string>,
): UserError {
  const { networkInterfaceId, regionId, vSwitchId } = session;
  const subject = { networkInterfaceId, regionId, vSwitchId, addresses, holders };
  return new UserError(reportOf(networkInterfaceId, explainRefusal(error, subject)));
}

/** Only to name the holder: without an answer, the refusal itself is what the user shall read. */
async function holdersElsewhere(
  session: Session,
  addresses: readonly string[],
): Promise<Map<string, string>> {
  const { api, networkInterfaceId, signal, vSwitchId = "" } = session;
  const holders = await api.findHolders(vSwitchId, addresses, signal).catch(() => new Map<string, string>());
  return new Map([...holders].filter(([, holder]) => holder !== networkInterfaceId));
}

function note(set: Set<string>, addresses: readonly string[]): void {
  addresses.forEach((address) => set.add(address));
}
