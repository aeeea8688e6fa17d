import type { SimulatedCloud } from "./cloud";
import { type Doubts, doubtsAbout } from "./doubts";
import type { Moment, Result, SimulatedEngine } from "./engine";
import { expectToldOfDeletions } from "./half-deleted";
import type { Step } from "./history";
import { inEffect } from "./in-effect";
import { keptByOne, keptFromMoves, keptInCode, leftBehind } from "./kept";
import { losableIn, ownersOf } from "./lost";
import type { Program } from "./program";
import {
  expectClaimedIsHeld,
  expectForgotten,
  expectInTimeAndDiscreet,
  expectKept,
  expectNone,
  expectOwnedAndHeld,
} from "./promises";
import {
  declaredIn,
  hasShortDeletions,
  heldIn,
  isInterrupted,
  knownBy,
  nameNow,
  ownedBy,
  unassignedIn,
} from "./readings";
import { type Note, noteReached } from "./reached";
import { asksForRefresh } from "./refusals";
import { expectShown } from "./shown";
import { clear, isTruthful } from "./sky";

// A stack whose every command is held to the promises, with what may be otherwise for a while.

type UpStep = Pick<Step, "parallel" | "continueOnError" | "target" | "killAt"> &
  /** An outsider is one that comes while the question stands. */
  Partial<Pick<Step, "refreshes" | "outsider" | "sky">>;

type UpOptions = Parameters<SimulatedEngine["up"]>[1];

/** Without anything special. */
export const PLAIN: UpStep = { parallel: 8, continueOnError: false, target: undefined, killAt: undefined };

/** What a process that was killed had on its way to the cloud arrives. */
export const untilAllArrived = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60_000));

export interface CheckedStack extends Pick<
  Doubts,
  "letAct" | "isUndisturbed" | "hasAbandoned" | "needsRefresh"
> {
  readonly up: (written: Program, step: UpStep) => Promise<Result>;
  readonly refresh: (killAt?: Moment) => Promise<Result>;
  readonly destroy: (killAt?: Moment) => Promise<Result>;
}

/** @param note is told of each call of an `up`, and of what came before it, what came of it. */
export function aCheckedStack(cloud: SimulatedCloud, engine: SimulatedEngine, note: Note): CheckedStack {
  const doubts = doubtsAbout(cloud, engine, note);
  const refresh = async (killAt?: Moment): Promise<Result> => {
    const before = ownedBy(engine);
    cloud.writes();
    const result = await engine.refresh(killAt);
    expectInTimeAndDiscreet(result, engine);
    if (cloud.writes().length > 0) throw new Error("a refresh changed the cloud");
    const [owned, held] = [ownedBy(engine), heldIn(cloud)];
    noteReached(note, {
      "a refresh that was killed": result.killed,
      "gone by a refresh": before.some((one) => !owned.includes(one)),
    });
    expectNone(
      "held, and in nobody's state after a refresh",
      before.filter((one) => held.includes(one) && !owned.includes(one)),
      result,
    );
    if (!result.succeeded) return result;
    doubts.forgetDrift();
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
    noteReached(note, {
      "a destroy that was killed": result.killed,
      "a destroy that failed": result.errors.length > 0,
    });
    if (!result.killed) expectToldOfDeletions(writes, result, { engine, cloud, note });
    return result;
  };

  /** What there is to go by before an `up`. */
  function readingsBefore(written: Program, step: UpStep) {
    const { program, effective } = inEffect(written, engine);
    return {
      ...{ program, effective },
      wereInterrupted: [...engine.checkpoint()].flatMap(([name, one]) => (isInterrupted(one) ? [name] : [])),
      wanted: declaredIn(effective),
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
    noteReached(note, { "an up that was killed": result.killed });
    for (const one of cloud.came()) note(`${one.operation} ${one.call} ${one.weather}`);
    expectInTimeAndDiscreet(result, engine);
    return result;
  }

  const up = async (written: Program, step: UpStep): Promise<Result> => {
    const { target, killAt, parallel, continueOnError } = step;
    cloud.writes();
    const before = readingsBefore(written, step);
    const { program, effective, wanted, wereOwned, retained, kept } = before;
    const refreshes = step.refreshes === "within";
    const about = { refreshes, ...(target !== undefined && { target }) };
    const previewed = await preview(program, about);
    // Pulumi ends where the preview fails, as a refresh can by itself
    if (refreshes && !previewed.succeeded) return previewed;
    noteReached(note, {
      ...{ "an up --refresh": refreshes, "a target": target !== undefined },
      "a rename by an alias": [...engine.checkpoint().keys()].some(
        (name) => !(name in program) && nameNow(name, { program, engine, target }) !== undefined,
      ),
      "a resource that is retained": retained.length > 0,
    });
    if (step.outsider !== undefined) doubts.letAct(step.outsider);
    const held = heldIn(cloud);
    const result = await update(program, {
      ...{ parallel, continueOnError, ...about },
      ...(killAt !== undefined && { killAt }),
    });
    const writes = cloud.writes();
    const unassigned = unassignedIn(writes);
    expectShown({ writes, previewed, result, held, wanted, note });
    expectKept(unassigned, kept, result, note);
    if (result.killed) await untilAllArrived();
    else {
      expectForgotten(writes, result, { engine, cloud, note });
      expectToldOfDeletions(writes, result, { engine, cloud, note });
    }
    const isWhole = result.succeeded && target === undefined;
    if (isWhole && refreshes) doubts.forgetDrift();
    const mayBeLost = losableIn(effective, result, { engine, step, writes, wereOwned });
    doubts.remember({ result, retained, wanted, unassigned, mayBeLost, isWhole });
    expectOwnedAndHeld(result, { engine, cloud, wanted, isWhole, ...doubts });
    if (!result.killed && isTruthful(step.sky ?? clear))
      expectClaimedIsHeld(result, { engine, cloud, note, ...doubts }, before.wereInterrupted);
    // of a deletion that failed, where its error says so
    if (asksForRefresh(result.errors)) {
      cloud.foresee(clear);
      const isHasty = hasShortDeletions(engine);
      const { errors } = await refresh();
      if (!isHasty) expectNone("a refresh failed", errors);
    }
    return result;
  };

  return { ...doubts, up, refresh, destroy };
}
