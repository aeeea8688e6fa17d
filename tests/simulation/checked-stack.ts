import type { SimulatedCloud } from "./cloud";
import type { Moment, Result, SimulatedEngine } from "./engine";
import type { Step } from "./history";
import { inEffect } from "./in-effect";
import { keptByOne, keptFromMoves, keptInCode, leftBehind } from "./kept";
import { losableIn, ownersOf } from "./lost";
import { act, type Outsider } from "./outsider";
import type { Program } from "./program";
import {
  expectForgotten,
  expectInTimeAndDiscreet,
  expectKept,
  expectNone,
  expectOwnedAndHeld,
  expectShown,
  expectToldOfDeletions,
} from "./promises";
import { declaredIn, hasShortDeletions, heldIn, isForeign, knownBy, ownedBy, unassignedIn } from "./readings";
import { asksForRefresh } from "./refusals";
import { clear } from "./sky";

// A stack whose every command is held to the promises, with what may be otherwise for a while.

type UpStep = Pick<Step, "parallel" | "continueOnError" | "target" | "killAt"> &
  Partial<Pick<Step, "refreshes">>;

type UpOptions = Parameters<SimulatedEngine["up"]>[1];

/** Without anything special. */
export const PLAIN: UpStep = { parallel: 8, continueOnError: false, target: undefined, killAt: undefined };

/** What a process that was killed had on its way to the cloud arrives. */
export const untilAllArrived = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60_000));

/** What came of an `up`. Addresses are told as `eni address`. */
interface Done {
  readonly result: Result;
  /** What it left behind because of `retainOnDelete`. */
  readonly retained: readonly string[];
  /** What the program declares. */
  readonly wanted: readonly string[];
  readonly unassigned: readonly string[];
  readonly mayBeLost: (one: string) => boolean;
  /** Whether it succeeded, and left nothing out. */
  readonly isWhole: boolean;
}

const keepOnly = (names: Set<string>, isToKeep: (name: string) => boolean): void => {
  for (const name of names) if (!isToKeep(name)) names.delete(name);
};

export interface CheckedStack {
  readonly up: (written: Program, step: UpStep) => Promise<Result>;
  readonly refresh: (killAt?: Moment) => Promise<Result>;
  readonly destroy: (killAt?: Moment) => Promise<Result>;
  /** Somebody else does something. */
  readonly letAct: (outsider: Outsider) => void;
  /** Whether nothing is left of outsiders and kills that an `up` could stumble over. */
  readonly isUndisturbed: () => boolean;
  /** Whether something is left that no resource owns any more. */
  readonly hasAbandoned: () => boolean;
  /** Whether state may differ from the cloud. */
  readonly needsRefresh: () => boolean;
}

/** @param note is told of each call of an `up`, and of what came before it, what came of it. */
export function aCheckedStack(
  cloud: SimulatedCloud,
  engine: SimulatedEngine,
  note: (what: string) => void,
): CheckedStack {
  /** What processes that were killed had assigned or taken over, and what others have assigned: nobody owns it, unless it is in the code again. */
  const orphans = new Set<string>();
  /** ENIs of which state may differ from the cloud because of others, which a refresh finds out. */
  const drifted = new Set<string>();
  /** What others have taken from an ENI since the last refresh. */
  const taken = new Set<string>();

  /** What a resource has in state that another one unassigned, since Pulumi told of it too late or not at all: a refresh finds that out. */
  const lost = new Set<string>();
  /** What no resource owns any more, because of `retainOnDelete`. */
  const abandoned = new Set<string>();

  const forgetDrift = (): void => {
    drifted.clear();
    taken.clear();
    lost.clear();
  };
  const refresh = async (killAt?: Moment): Promise<Result> => {
    const before = ownedBy(engine);
    cloud.writes();
    const result = await engine.refresh(killAt);
    expectInTimeAndDiscreet(result, engine);
    if (cloud.writes().length > 0) throw new Error("a refresh changed the cloud");
    const [owned, held] = [ownedBy(engine), heldIn(cloud)];
    expectNone(
      "held, and in nobody's state after a refresh",
      before.filter((one) => held.includes(one) && !owned.includes(one)),
      result,
    );
    if (!result.succeeded) return result;
    forgetDrift();
    expectNone(
      "in state after a refresh, and not held",
      knownBy(engine).filter((one) => !held.includes(one)),
      result,
    );
    return result;
  };

  const destroy = async (killAt?: Moment): Promise<Result> => {
    const owned = ownedBy(engine);
    cloud.writes();
    const result = await engine.destroy(killAt);
    expectInTimeAndDiscreet(result, engine);
    const writes = cloud.writes();
    expectNone(
      "a destroy unassigned what is not the stack's",
      unassignedIn(writes).filter((one) => !owned.includes(one)),
      result,
    );
    if (!result.killed) expectToldOfDeletions(writes, result, { engine, cloud });
    return result;
  };

  /** Notes what this `up` has left that may be otherwise for a while. */
  function remember({ result, retained, wanted, unassigned, mayBeLost, isWhole }: Done): void {
    const [stillOwned, held] = [ownedBy(engine), heldIn(cloud)];
    retained.filter((one) => !stillOwned.includes(one)).forEach((one) => abandoned.add(one));
    // what came about before, and no change has looked at, only a refresh finds out
    const hasLooked = (_: unknown, name: string): boolean =>
      result.called.some((hook) => hook === `update ${name}` || hook === `create ${name}`);
    const looked = ownedBy(engine, hasLooked);
    if (isWhole) keepOnly(lost, (one) => !looked.includes(one) && !unassigned.includes(one));
    else unassigned.filter(mayBeLost).forEach((one) => lost.add(one));
    if (result.killed) wanted.forEach((one) => orphans.add(one));
    keepOnly(lost, (one) => stillOwned.includes(one) && !held.includes(one));
    keepOnly(taken, (one) => !held.includes(one));
    for (const names of [orphans, abandoned])
      keepOnly(names, (one) => held.includes(one) && !stillOwned.includes(one));
  }

  /** What there is to go by before an `up`. */
  function readingsBefore(written: Program, step: UpStep) {
    const { program, effective } = inEffect(written, engine);
    return {
      ...{ program, effective },
      wanted: declaredIn(effective),
      held: heldIn(cloud),
      wereOwned: ownersOf(engine),
      retained: leftBehind(program, engine, step.target),
      kept: {
        byOne: keptByOne(effective, engine, step.target),
        fromMoves: keptFromMoves(effective, engine, cloud, step.target),
        inCode: keptInCode(effective, engine, step),
      },
    };
  }

  async function preview(program: Program, about: Pick<UpOptions, "target" | "refreshes">): Promise<Result> {
    const before = cloud.calls();
    const previewed = await engine.preview(program, about);
    expectInTimeAndDiscreet(previewed, engine);
    const calls = cloud.calls() - before;
    if (about.refreshes !== true && calls > 0) throw new Error(`a preview made ${calls} calls`);
    return previewed;
  }

  async function update(program: Program, options: UpOptions): Promise<Result> {
    const result = await engine.up(program, options);
    for (const one of cloud.came()) note(`${one.operation} ${one.call} ${one.weather}`);
    expectInTimeAndDiscreet(result, engine);
    return result;
  }

  const up = async (written: Program, step: UpStep): Promise<Result> => {
    const { target, killAt, parallel, continueOnError } = step;
    cloud.writes();
    const { program, effective, wanted, held, wereOwned, retained, kept } = readingsBefore(written, step);
    const refreshes = step.refreshes === "within";
    const about = { refreshes, ...(target !== undefined && { target }) };
    const previewed = await preview(program, about);
    // Pulumi ends where the preview fails, as a refresh can by itself
    if (refreshes && !previewed.succeeded) return previewed;
    const result = await update(program, {
      ...{ parallel, continueOnError, ...about },
      ...(killAt !== undefined && { killAt }),
    });
    const writes = cloud.writes();
    const unassigned = unassignedIn(writes);
    // what a refresh has found since is in the lines of the `up` itself
    const shown = [...previewed.shown, ...(refreshes ? result.shown : [])];
    expectShown({ writes, previewed, result, refreshes, shown, held, wanted });
    expectKept(unassigned, kept, result);
    if (result.killed) await untilAllArrived();
    else {
      expectForgotten(writes, result, { engine, cloud });
      expectToldOfDeletions(writes, result, { engine, cloud });
    }
    const isWhole = result.succeeded && target === undefined;
    if (isWhole && refreshes) forgetDrift();
    const mayBeLost = losableIn(effective, result, { engine, step, writes, wereOwned });
    remember({ result, retained, wanted, unassigned, mayBeLost, isWhole });
    expectOwnedAndHeld(result, {
      ...{ engine, cloud, wanted, isWhole },
      mayHaveNoOwner: (one) => abandoned.has(one) || orphans.has(one),
      mayBeMissing: (one) => lost.has(one) || taken.has(one),
    });
    // of a deletion that failed, where its error says so
    if (asksForRefresh(result.errors)) {
      cloud.foresee(clear);
      const isHasty = hasShortDeletions(engine);
      const { errors } = await refresh();
      if (!isHasty) expectNone("a refresh failed", errors);
    }
    return result;
  };

  return {
    ...{ up, refresh, destroy },
    letAct: (outsider) => {
      drifted.add(outsider.id);
      const before = heldIn(cloud);
      act(outsider, cloud);
      const held = heldIn(cloud);
      before.filter((one) => !held.includes(one)).forEach((one) => taken.add(one));
      const assigned = held.filter((one) => !isForeign(one) && !before.includes(one));
      assigned.forEach((one) => orphans.add(one));
    },
    isUndisturbed: () => drifted.size + orphans.size === 0,
    hasAbandoned: () => abandoned.size > 0,
    needsRefresh: () => drifted.size + lost.size + orphans.size + abandoned.size > 0,
  };
}
