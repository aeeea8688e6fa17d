import { handlingOf } from "../core/answers";
import { type ApiError, UserError } from "../core/errors";
import { type Holder, mentionedIn, namedIn } from "../core/explain";
import { isChangeable, statusProblem } from "../core/eni-status";
import { note } from "../core/journal";
import { inChunks, MAX_ADDRESSES_PER_CALL_BEFORE_2022 } from "../core/limits";
import { isOwned } from "../core/model";
import { list, reportOf } from "../core/report";
import { noteAsFoundHere } from "./found-here";
import { lookAtExisting, notFound, refused, type Session } from "./session";
import { pause, untilInstanceStatusLasts, untilStatusLasts } from "./wait";

/** How often a call may go unanswered, or an address be taken by nobody, before it counts as refused. */
const MAX_UNEXPLAINED = 3;

export type Verb = "assign" | "unassign";

/** What cannot be assigned before something else is unassigned, here or on another ENI. */
export type Holdup = { readonly left: readonly string[] } & (
  | { readonly kind: "no room here"; readonly refusal: UserError }
  // as a clause that can follow "ENI eni-x: "
  | { readonly kind: "not let go there"; readonly what: string }
);

export interface Refused {
  readonly verb: Verb;
  readonly refusal: ApiError;
  /** The addresses of the call. */
  readonly chunk: readonly string[];
  /** How many refusals in a row have shown no effect, this one included. */
  readonly unexplained: number;
}

/** The calls to send in place of one that was refused; none where it is done after all. */
type Instead = readonly (readonly string[])[];

/** @throws UserError when sending again cannot help. */
export async function afterRefusal(about: Refused, session: Session): Promise<Instead | Holdup> {
  const { verb, refusal, chunk } = about;
  const again = async (): Promise<Instead> => {
    await pause(
      session,
      `${refusal.action} of ${list(chunk)} is refused (${refusal.code}: ${refusal.message})`,
    );
    return [chunk];
  };
  switch (handlingOf(refusal)) {
    case "wait for ENI": {
      const actual = await untilStatusLasts(session);
      if (actual === undefined) throw notFound(session);
      if (!isChangeable(actual.status))
        throw new UserError(reportOf(session.change.networkInterfaceId, [statusProblem(actual.status)]));
      return again();
    }
    case "wait for instance":
      await untilInstanceStatusLasts(session);
      return again();
    case "new token": {
      const { privateIpAddresses } = await lookAtExisting(session);
      const open = chunk.filter((address) => !privateIpAddresses.includes(address));
      if (open.length === chunk.length) return again();
      return [open];
    }
    case "smaller chunks":
      if (chunk.length <= MAX_ADDRESSES_PER_CALL_BEFORE_2022) break;
      return inChunks(chunk, MAX_ADDRESSES_PER_CALL_BEFORE_2022);
    case "full":
      if (verb === "unassign") break;
      noteAsPerhapsAssigned(chunk, session);
      return { left: chunk, kind: "no room here", refusal: refused(refusal, session, chunk) };
    case "taken":
      if (verb === "unassign") break;
      return afterTaken(about, session);
    case "already unassigned":
      if (verb === "assign") break;
      return afterGone(about, session);
    case "retry":
      // the client has sent it again as often as it may; an unassign of unknown outcome it may not
      if (verb === "assign" || !refusal.outcomeUnknown) break;
      return afterLost(about, session);
    case "denied":
    case "gone":
    case "refuse":
      break;
  }
  throw refused(refusal, session, chunk);
}

/** The cloud says of an address that it is not on the ENI: a good answer. The others are sent again without it. */
async function afterGone({ refusal, chunk }: Refused, session: Session): Promise<Instead> {
  const { journal, everSeen } = session;
  const gone = refusedFor(refusal, chunk);
  if (gone.length > 0) {
    for (const address of gone)
      if (!everSeen.has(address) && journal.unassign.get(address) !== "unknown") journal.absent.add(address);
    note(journal.unassign, gone, "done");
    return [chunk.filter((address) => !gone.includes(address))];
  }
  // it does not say of which: those that are there go together, and each of the others is asked for alone
  const open = await withoutThoseSeenToGo(chunk, session);
  const isSeen = (address: string): boolean => session.last?.privateIpAddresses.includes(address) === true;
  const seen = open.filter(isSeen);
  return seen.length === chunk.length
    ? seen.map((address) => [address])
    : [seen, ...open.filter((address) => !isSeen(address)).map((address) => [address])];
}

/** Unassign has no token, so after a lost reply the ENI is looked at before anything is sent again. */
async function afterLost({ refusal, chunk, unexplained }: Refused, session: Session): Promise<Instead> {
  if (unexplained >= MAX_UNEXPLAINED) throw refused(refusal, session, chunk);
  return [await withoutThoseSeenToGo(chunk, session)];
}

/** Looks, and notes as done what an earlier look showed: what none has ever shown is not proven gone by one more. */
async function withoutThoseSeenToGo(chunk: readonly string[], session: Session): Promise<readonly string[]> {
  const wasSeen = new Set(session.everSeen);
  const { privateIpAddresses } = await lookAtExisting(session);
  const gone = chunk.filter((address) => wasSeen.has(address) && !privateIpAddresses.includes(address));
  note(session.journal.unassign, gone, "done");
  return chunk.filter((address) => !gone.includes(address));
}

async function afterTaken(about: Refused, session: Session): Promise<Instead | Holdup> {
  const { refusal, chunk, unexplained } = about;
  const { change, world, journal, coming } = session;
  const taken = refusedFor(refusal, chunk);
  noteAsPerhapsAssigned(
    chunk.filter((address) => !taken.includes(address)),
    session,
  );
  const wasSeen = new Set(session.everSeen);
  const actual = await lookAtExisting(session);
  const shown = chunk.filter((address) => actual.privateIpAddresses.includes(address));
  if (shown.length > 0) {
    noteAsFoundHere({ addresses: shown, refusedFor: taken, wasSeen }, session);
    return [chunk.filter((address) => !shown.includes(address))];
  }

  const holders = await holdersOf(namedIn(refusal, chunk), session);
  const here = [...holders].filter(([, id]) => id === change.networkInterfaceId);
  if (here.length > 0) {
    // on this ENI, and not shown there yet
    const addresses = here.map(([address]) => address);
    noteAsFoundHere({ addresses, refusedFor: taken, wasSeen }, session);
    addresses.forEach((address) => coming.add(address));
    return [chunk.filter((address) => !addresses.includes(address))];
  }
  if (holders.size > 0) {
    const areLettingGo = (): boolean =>
      [...holders].every(([address, id]) => world.isToUnassign(id, address) && !world.isClaimed(id, address));
    // who is to let go may not have begun
    if (!areLettingGo()) await world.untilProgramHasTold();
    if (!areLettingGo()) throw refused(refusal, session, chunk, asHolders(holders, session));
    const where = [...holders].map(([address, id]) => `${address} (on ENI ${id})`);
    return { left: chunk, kind: "not let go there", what: `${list(where)} must be let go there first` };
  }
  // held by nobody: it was let go this moment, or it is ours and not shown yet, which is worth all of the time
  const isOurs = chunk.every(
    (address) => isOwned(change.recorded[address]) || journal.assign.get(address) === "unknown",
  );
  if (unexplained >= MAX_UNEXPLAINED && !isOurs) throw refused(refusal, session, chunk);
  await pause(session, `${list(chunk)} is taken, though no ENI shows it`);
  return [chunk];
}

/** For which of its addresses a call was refused; none where the cloud does not say. */
const refusedFor = (refusal: ApiError, chunk: readonly string[]): readonly string[] =>
  chunk.length === 1 ? chunk : mentionedIn(refusal, chunk);

/** A call that was refused for something else may have assigned these all the same, and looks may not show them yet. */
function noteAsPerhapsAssigned(addresses: readonly string[], { perhapsAssigned }: Session): void {
  addresses.forEach((address) => perhapsAssigned.add(address));
}

/**
 * By address, which ENI holds it: that decides whether it is found here, waited for or refused, and names the holder. Where that cannot be asked,
 * nobody counts as holding it, so that the user reads the refusal and not why it could not be explained.
 */
function holdersOf(
  addresses: readonly string[],
  { world, last }: Session,
): Promise<ReadonlyMap<string, string>> {
  const { api, deadline } = world;
  return api.reader
    .findHolders(last?.vSwitchId ?? "", addresses, deadline)
    .catch(() => new Map<string, string>());
}

const asHolders = (holders: ReadonlyMap<string, string>, { world }: Session): ReadonlyMap<string, Holder> =>
  new Map(
    [...holders].map(([address, networkInterfaceId]) => [
      address,
      { networkInterfaceId, isDeclaredThere: world.isClaimed(networkInterfaceId, address) },
    ]),
  );
