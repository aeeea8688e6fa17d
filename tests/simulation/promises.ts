import type { SimulatedCloud, Write } from "./cloud";
import type { Result, SimulatedEngine } from "./engine";
import {
  goneByDeletion,
  heldIn,
  isForeign,
  isPrimary,
  knownBy,
  ownedBy,
  sentIn,
  unassignedInUpdate,
} from "./readings";
import { asksForRefresh, nameIn } from "./refusals";
import { SECRET } from "./reply";
import { announcedIn, wentIn } from "./told";

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

/** What an `up` sent, and what there was to go by. */
interface Judged {
  readonly writes: readonly Write[];
  readonly previewed: Result;
  readonly result: Result;
  /** Whether it is an `up --refresh`. */
  readonly refreshes: boolean;
  /** What the preview shows; of an `up --refresh`, what the lines of the `up` itself show as well. */
  readonly shown: readonly string[];
  /** What the ENIs held before. */
  readonly held: readonly string[];
  /** What the program declares. */
  readonly wanted: readonly string[];
}

/** Nothing went that was not shown, and no primary address whatever was shown; and nothing came that is not declared. */
export function expectShown({ writes, previewed, result, refreshes, shown, held, wanted }: Judged): void {
  const [unassigned, assigned] = [sentIn(writes, "unassign"), sentIn(writes, "assign")];
  // no preview calls a deletion; what a refresh within the `up` has found, its own comparisons show; and a taker that the preview knew may come too late
  const counts = (line: string, one: string): boolean =>
    refreshes || line.includes("also unassigns") || wanted.includes(one);
  const isTold = (one: string): boolean =>
    [...previewed.notes, ...result.notes.filter((line) => counts(line, one))].some((line) =>
      announcedIn(line).includes(one),
    );
  expectNone("a primary address", unassigned.filter(isPrimary), result);
  const unshown = unassigned.filter((one) => !shown.includes(one));
  expectNone("foreign, and not shown as such", unshown.filter(isForeign), result);
  const mayGoBack = (one: string): boolean =>
    wanted.includes(one) && !held.some((had) => addressIn(had) === addressIn(one)) && cameFirst(one, writes);
  expectNone(
    "unassigned though neither the preview nor a line that counts showed it",
    unshown.filter((one) => !isTold(one) && !mayGoBack(one)),
    result,
  );
  expectNone(
    "assigned though nobody declares it",
    assigned.filter((one) => !wanted.includes(one)),
    result,
  );
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
): void {
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

const addressIn = (one: string): string | undefined => one.split(" ")[1];

/** Whether an assignment of it, answered or not, was sent before it was unassigned. */
const cameFirst = (one: string, writes: readonly Write[]): boolean =>
  writes.find(({ id, addresses }) => addresses.some((address) => `${id} ${address}` === one))?.action ===
  "assign";

/** An update that was told that an address is unassigned does not say that it has it, whatever else failed. */
export function expectForgotten(
  writes: readonly Write[],
  result: Result,
  { engine, cloud }: { readonly engine: SimulatedEngine; readonly cloud: SimulatedCloud },
): void {
  const held = heldIn(cloud);
  for (const name of engine.checkpoint().keys()) {
    const gone = unassignedInUpdate(writes, name).filter((one) => !held.includes(one));
    const owned = ownedBy(engine, (_, its) => its === name);
    expectNone(
      "in state though its update unassigned it",
      owned.filter((one) => gone.includes(one)),
      result,
    );
  }
}

/**
 * A deletion that failed records nothing, so that its error names what it has unassigned, or may have, and says to refresh; and it says of nothing
 * that it is unassigned which is still there.
 */
export function expectToldOfDeletions(
  writes: readonly Write[],
  { errors, called }: Pick<Result, "errors" | "called">,
  { engine, cloud }: { readonly engine: SimulatedEngine; readonly cloud: SimulatedCloud },
): void {
  const held = heldIn(cloud);
  for (const [name, { pendingReplacement }] of engine.checkpoint()) {
    // it was done, and what takes its place has come, or failed
    if (pendingReplacement === true || called.includes(`create ${name}`)) continue;
    const told = errors.filter((error) => nameIn(error) === name && asksForRefresh([error])).map(wentIn);
    const all = told.flatMap(({ surely, perhaps }) => [...surely, ...perhaps]);
    expectNone(
      "unassigned by a deletion that failed, which does not tell it",
      goneByDeletion(writes, name).filter((one) => !held.includes(one) && !all.includes(one)),
      { errors },
    );
  }
  const assigned = sentIn(writes, "assign");
  expectNone(
    "told to be unassigned by a deletion that failed, and still there",
    errors
      .flatMap((error) => wentIn(error).surely)
      .filter((one) => held.includes(one) && !assigned.includes(one)),
    { errors },
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
