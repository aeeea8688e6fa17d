import { UserError } from "../core/errors";
import { adoptProblem } from "../core/guards";
import { note } from "../core/journal";
import { isOwned } from "../core/model";
import { reportOf } from "../core/report";
import { isJustUnassigned, type Session } from "./session";

/** What was to be assigned, of which the cloud says that it is taken, and also that this ENI has it. */
interface Found {
  readonly addresses: readonly string[];
  /** For which of the call's addresses it was refused. */
  readonly refusedFor: readonly string[];
  /** What looks had shown before it was. */
  readonly wasSeen: ReadonlySet<string>;
}

/**
 * Notes what this change has assigned, and what was there before: as if the first look had shown it.
 * @throws UserError where that may not be adopted.
 */
export function noteAsFoundHere({ addresses, refusedFor, wasSeen }: Found, session: Session): void {
  const { change, journal, perhapsAssigned, first } = session;
  const isRefused = (address: string): boolean => journal.assign.get(address) === "refused";
  // no call for it can have done anything, so that somebody else has assigned it: the first look may be some seconds old
  const isOthers = (address: string): boolean =>
    isRefused(address) &&
    refusedFor.includes(address) &&
    !perhapsAssigned.has(address) &&
    !isOwned(change.recorded[address]);
  // it was unassigned some time before, so what a look showed of it proved nothing: somebody else has assigned it since
  const isBack = (address: string): boolean =>
    isRefused(address) && wasSeen.has(address) && isJustUnassigned(session, address);

  const there = addresses.filter((address) => isOthers(address) || isBack(address));
  session.first = first && { ...first, privateIpAddresses: [...first.privateIpAddresses, ...there] };
  if (there.length > 0 && !change.adopt)
    throw new UserError(reportOf(change.networkInterfaceId, [adoptProblem(there)]));
  // the rest may be what a call did that was refused for another address
  note(
    journal.assign,
    addresses.filter((address) => !isOthers(address)),
    "done",
  );
}
