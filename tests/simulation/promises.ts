import type { Recorded } from "./checkpoint";
import type { SimulatedCloud, Write } from "./cloud";
import type { Result, SimulatedEngine } from "./engine";
import { type Note, noteReached } from "./reached";
import {
  claimedBy,
  heldIn,
  isForeign,
  isInterrupted,
  knownBy,
  ownedBy,
  unassignedInUpdate,
} from "./readings";
import { nameIn } from "./refusals";
import { SECRET } from "./reply";

// What must hold after each step. Addresses are told as `eni address`.

export function expectNone(
  what: string,
  found: readonly string[],
  { errors }: Pick<Result, "errors"> = { errors: [] },
): void {
  if (found.length > 0) throw new Error(`${what}: ${found.join(", ")}\nerrors: ${errors.join("\n")}`);
}

export function expectSame(what: string, found: readonly string[], expected: readonly string[]): void {
  const [own, other] = [[...found].sort().join(", "), [...expected].sort().join(", ")];
  if (own !== other) throw new Error(`${what}: ${own}\nand not: ${other}`);
}

/** Of any command: it ends in time, and shows no secret. */
export function expectInTimeAndDiscreet(result: Result, engine: SimulatedEngine): void {
  expectNone("a bound was passed", result.tooLong, result);
  const texts = JSON.stringify([result.errors, result.notes, [...engine.checkpoint().values()]]);
  if (texts.includes(SECRET)) throw new Error(`a secret is shown: ${texts}`);
}

/** What an `up` shall not unassign. */
interface Kept {
  readonly byOne: readonly string[];
  readonly fromMoves: readonly string[];
  readonly inCode: readonly string[];
}

export function expectKept(
  unassigned: readonly string[],
  { byOne, fromMoves, inCode }: Kept,
  result: Result,
  note: Note,
): void {
  const hasGone = unassigned.length > 0;
  noteReached(note, {
    "kept by one": hasGone && byOne.length > 0,
    "kept from a move": hasGone && fromMoves.length > 0,
    "kept in the code": hasGone && inCode.length > 0,
  });
  const expectNoneOf = (what: string, all: readonly string[]): void => {
    expectNone(
      what,
      unassigned.filter((one) => all.includes(one)),
      result,
    );
  };
  expectNoneOf("unassigned though its resource has it as before", byOne);
  expectNoneOf("unassigned though its resource cannot move", fromMoves);
  expectNoneOf("unassigned though it stays in the code", inCode);
}

export interface World {
  readonly engine: SimulatedEngine;
  readonly cloud: SimulatedCloud;
  readonly note: Note;
}

/** An update that was told that an address is unassigned does not say that it has it, whatever else failed. */
export function expectForgotten(
  writes: readonly Write[],
  result: Result,
  { engine, cloud, note }: World,
): void {
  const held = heldIn(cloud);
  for (const name of engine.checkpoint().keys()) {
    const gone = unassignedInUpdate(writes, name).filter((one) => !held.includes(one));
    noteReached(note, {
      "unassigned by an update that failed":
        gone.length > 0 && result.errors.some((error) => nameIn(error) === name),
    });
    const owned = ownedBy(engine, (_, its) => its === name);
    expectNone(
      "in state though its update unassigned it",
      owned.filter((one) => gone.includes(one)),
      result,
    );
  }
}

/** A change that failed half-way claims nothing that it was truly told not to be there: to claim too much is for what nobody knows. */
export function expectClaimedIsHeld(
  result: Result,
  { engine, cloud, note, mayBeMissing }: World & Pick<Left, "mayBeMissing">,
  wereInterrupted: readonly string[],
): void {
  const isNew = (recorded: Recorded, name: string): boolean =>
    isInterrupted(recorded) && !wereInterrupted.includes(name);
  const [claimed, held] = [claimedBy(engine, isNew), heldIn(cloud)];
  noteReached(note, { "claimed by a change that failed": claimed.length > 0 });
  expectNone(
    "claimed by a change that failed, and not held",
    claimed.filter((one) => !held.includes(one) && !mayBeMissing(one)),
    result,
  );
}

/** What an `up` has left, and what is excused. */
interface Left {
  readonly engine: SimulatedEngine;
  readonly cloud: SimulatedCloud;
  /** What the program declares. */
  readonly wanted: readonly string[];
  /** Whether it succeeded, and left nothing out. */
  readonly isWhole: boolean;
  readonly mayHaveNoOwner: (one: string) => boolean;
  readonly mayBeMissing: (one: string) => boolean;
}

/** What we assigned has an owner, after a success one alone; and what succeeded, and what the state has without a doubt, is there. */
export function expectOwnedAndHeld(
  result: Result,
  { engine, cloud, wanted, isWhole, mayHaveNoOwner, mayBeMissing }: Left,
): void {
  const [owned, known, held] = [ownedBy(engine), knownBy(engine), heldIn(cloud)];
  const expectNoneOf = (
    what: string,
    all: readonly string[],
    isWrong: (one: string, i: number) => boolean,
  ) => {
    expectNone(what, all.filter(isWrong), result);
  };
  const hasNoOwner = (one: string): boolean =>
    !isForeign(one) && !owned.includes(one) && !mayHaveNoOwner(one);
  const isMissing = (one: string): boolean => !held.includes(one) && !mayBeMissing(one);
  expectNoneOf("held, and in nobody's state", held, hasNoOwner);
  if (!result.killed) expectNoneOf("in state as if it were known, and not held", known, isMissing);
  if (!isWhole) return;
  const isUnowned = (one: string): boolean => held.includes(one) && !owned.includes(one);
  expectNoneOf("declared and held, and in nobody's state", wanted, isUnowned);
  expectNoneOf("missing after success", wanted, isMissing);
  expectNoneOf("in the state of two resources", known, (one, i) => known.indexOf(one) !== i);
}
