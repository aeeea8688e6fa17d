import { EventEmitter, once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Deadline } from "../core/ports";
import type { KnownEni } from "../core/state";
import { type Claim, type ClaimBook, type ClaimEvent, createClaimBook, type Successor } from "./claim-book";
import { type ProgramPace, type ProgramWatch, watchProgram } from "./program-watch";
import { ALONE, type Siblings } from "./siblings";

/** How long a giver waits for a taker whose change Pulumi has not begun yet. In milliseconds. */
const GRACE_MS = 2_000;

/**
 * Which addresses the program's resources declare on which ENI, as far as Pulumi has told by now.
 *
 * Hooks learn neither name nor URN, so another resource is known only by what it declares. Pulumi calls `check` for every
 * resource of a program, changed or not, before it deletes anything; so what one resource declares is not unassigned by
 * another, also if its own change fails: the code has the address still, and whoever owned it goes on owning it. What a
 * process of the same run tells counts as if it had happened here.
 */
export interface Claims {
  /** Forgets all: a phase begins. `isOneOfSeveral`: the program has a provider beside that of this process, for all that is known. */
  clear(isOneOfSeveral?: boolean): void;
  reading: ProgramWatch["reading"];
  /** Resolves when what the program declares is known. */
  untilProgramHasTold(): Promise<void>;
  declare(networkInterfaceId: string, addresses: readonly string[]): void;
  /** Takes back what a check declared, where the resource is to be replaced and checked anew. */
  withdraw(networkInterfaceId: string, addresses: readonly string[]): void;
  /** Takes back that these are held: the resource is replaced after all. */
  reopen(networkInterfaceId: string, addresses: readonly string[]): void;
  begin(networkInterfaceId: string, addresses: readonly string[]): void;
  /**
   * A change is over, or none was needed: of its addresses, these are held, and it failed to hold the others. What no
   * check has declared stays no claim.
   */
  settle(networkInterfaceId: string, addresses: readonly string[], held: readonly string[]): void;
  /** Whether any resource declares the address on the ENI, whatever came of its change: another one, where the one that asks does not. */
  isClaimed(networkInterfaceId: string, address: string): boolean;
  /** Whether any resource declares the address, on whichever ENI. */
  isDeclared(address: string): boolean;
  isHeld(networkInterfaceId: string, address: string): boolean;
  hasFailed(networkInterfaceId: string, address: string): boolean;
  /** Resolves when no change that shall hold one of the addresses is open any more, or when waiting is of no use. */
  untilSettled(networkInterfaceId: string, addresses: readonly string[], deadline: Deadline): Promise<void>;
  /** Notes that a resource that was deleted left these to whoever declares them: they have no owner until then. */
  bequeath(networkInterfaceId: string, addresses: readonly string[], eni: KnownEni): void;
  /** Of these addresses, the ones that were left to their taker and have no other owner. */
  inherited(networkInterfaceId: string, addresses: readonly string[]): readonly string[];
  /** What a resource that left addresses knew of the ENI, which their taker may never come to see. */
  knownEni(networkInterfaceId: string): KnownEni | undefined;
  /**
   * Unassigns these, but for what another resource has come to declare, and tells others before and after: whoever comes to declare one from now on
   * waits until that is over, since changes of two processes do not take turns.
   */
  letGo(
    networkInterfaceId: string,
    addresses: readonly string[],
    unassign: (addresses: readonly string[]) => Promise<void>,
  ): Promise<void>;
  /** Whether it was unassigned in this run, or is about to be, and no resource has come to hold it since. */
  wasLetGo(networkInterfaceId: string, address: string): boolean;
  /** Whether another process is unassigning it right now. */
  isBeingUnassigned(networkInterfaceId: string, address: string): boolean;
  /** Notes what takes the place of the resource that has these in its state. */
  replace(networkInterfaceId: string, addresses: readonly string[], successor: Successor): void;
  /**
   * What takes the place of the resource that has these in its state: the hook that deletes is not told, and may be called in another process than the
   * one that compared. None where it is not replaced; several where it cannot be told whose they are.
   */
  successorsOf(networkInterfaceId: string, addresses: readonly string[]): readonly Successor[];
}

export function createClaims(siblings: Siblings = ALONE, pace: Partial<ProgramPace> = {}): Claims {
  const book = createClaimBook();
  const changes = new EventEmitter().setMaxListeners(0);

  const take = (event: ClaimEvent): void => {
    if (event.what === "declare") program.noteCheck();
    book.take(event);
    changes.emit("change");
  };
  const listen = (): void => {
    for (const event of siblings.heard())
      take(
        event.what === "replace" ? { ...event, successor: { ...event.successor, isElsewhere: true } } : event,
      );
  };
  const note = (event: ClaimEvent): void => {
    listen();
    take(event);
    siblings.tell(event);
  };
  const program = watchProgram(siblings, listen, pace);
  /** The book, with all that was told by now. */
  const known = (): ClaimBook => {
    listen();
    return book;
  };
  const open = (id: string, addresses: readonly string[], claim: Claim): boolean =>
    addresses.some((address) => known().claimOf(id, address) === claim);

  return {
    clear: (isOneOfSeveral = false) => {
      book.clear();
      program.clear(isOneOfSeveral);
      siblings.join();
    },
    reading: (read) => program.reading(read),
    untilProgramHasTold: () => program.untilTold(),
    declare: (id, addresses) => {
      note({ what: "declare", id, addresses });
    },
    withdraw: (id, addresses) => {
      note({ what: "withdraw", id, addresses });
    },
    reopen: (id, addresses) => {
      note({ what: "reopen", id, addresses });
    },
    begin: (id, addresses) => {
      note({ what: "begin", id, addresses });
    },
    settle: (id, addresses, held) => {
      note({ what: "settle", id, addresses, held });
    },
    isClaimed: (id, address) => known().claimOf(id, address) !== undefined,
    isDeclared: (address) => known().isDeclared(address),
    isHeld: (id, address) => known().claimOf(id, address) === "held",
    hasFailed: (id, address) => known().claimOf(id, address) === "failed",
    untilSettled: async (id, addresses, { signal }) => {
      const grace = AbortSignal.any([signal, AbortSignal.timeout(GRACE_MS)]);
      const next = async (until: AbortSignal): Promise<void> => {
        const over = new AbortController();
        const either = AbortSignal.any([until, over.signal]);
        const news = [once(changes, "change", { signal: either }), siblings.mayHaveTold(either)];
        await Promise.race(news).catch(() => undefined);
        over.abort();
        await Promise.allSettled(news);
      };
      while (open(id, addresses, "declared") && !grace.aborted) await next(grace);
      while (open(id, addresses, "changing") && !signal.aborted) await next(signal);
    },
    bequeath: (id, addresses, eni) => {
      note({ what: "bequeath", id, addresses, eni });
    },
    inherited: (id, addresses) => addresses.filter((address) => known().isOwnerless(id, address)),
    knownEni: (id) => known().knownEni(id),
    letGo: async (id, addresses, unassign) => {
      note({ what: "let go", id, addresses });
      try {
        // what was told before that is heard by then: of two, at least one knows of the other
        await nextTurn();
        await unassign(addresses.filter((address) => known().claimOf(id, address) === undefined));
      } finally {
        note({ what: "went", id, addresses });
      }
    },
    wasLetGo: (id, address) => known().wasLetGo(id, address),
    // a process that has ended meanwhile tells no end of it, and changes of this one take turns
    isBeingUnassigned: (id, address) => known().isBeingUnassigned(id, address) && siblings.areThere(),
    replace: (id, addresses, successor) => {
      note({ what: "replace", id, addresses, successor });
    },
    successorsOf: (id, addresses) => known().successorsOf(id, addresses),
  };
}
