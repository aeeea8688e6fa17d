import { aCheckedStack, PLAIN } from "./checked-stack";
import { isCircular } from "./circles";
import { aSimulatedCloud } from "./cloud";
import { expectEnd } from "./end";
import { aSimulatedEngine } from "./engine";
import { ENIS, type History } from "./history";
import { inEffect, mapValues, withoutOptions } from "./in-effect";
import { expectNone } from "./promises";
import { changesProvider, declaredIn, hasShortDeletions, isMistaken, movesIn, ownedBy } from "./readings";
import { type Note, noteReached } from "./reached";
import { comesToGivers, knownBefore, unexpectedIn } from "./refusals";
import { clear, isFine, type Sky } from "./sky";

// Plays a history, and fails at the first promise that is broken.

const isClear = (sky: Sky): boolean => sky.lags.length === 0 && isFine(sky);

/** @param note is told of each call of an `up`, and of what came before it, what came of it. */
export async function play(history: History, note: Note = () => undefined): Promise<void> {
  const cloud = aSimulatedCloud(ENIS);
  const engine = aSimulatedEngine(cloud);
  const stack = aCheckedStack(cloud, engine, note);
  for (const { program: written, sky, outsider, refreshes, ...step } of history) {
    // what is ignored is known when the refresh is done
    const program = refreshes === "within" ? mapValues(written, withoutOptions("ignoreChanges")) : written;
    // what a read finds in the process of the old provider, that of the new one does not know for new (docs/known-limits.md)
    const isReadElsewhere = refreshes === "within" && changesProvider(written, engine);
    const isLate = outsider?.isLate === true && !isReadElsewhere;
    noteReached(note, {
      "an outsider": outsider !== undefined,
      "an outsider at the question": isLate,
      "a refresh before an up": refreshes === "before",
    });
    if (outsider !== undefined && !isLate) stack.letAct(outsider);
    if (refreshes === "before") {
      cloud.foresee({ ...clear, describe: sky.describe });
      // one that is killed at its very beginning, or while it reads
      await stack.refresh(step.killAt?.write === 0 ? step.killAt : undefined);
    }
    // a refresh may lose what no look shows yet, and is not asked to do better
    const lags = refreshes === "within" ? [] : sky.lags;
    cloud.foresee({ ...sky, lags });
    const waits = comesToGivers(program, engine, step);
    const hasLittleTime =
      hasShortDeletions(engine) ||
      Object.values(program).some(({ timeoutSeconds }) => timeoutSeconds !== undefined);
    const areThere = Object.values(program).every(({ networkInterfaceId: id }) => cloud.isThere(id));
    // also by what `ignoreChanges` keeps
    const isRight = ![...declaredIn(program), ...ownedBy(engine)].some(isMistaken);
    const { effective } = inEffect(program, engine);
    const hasNoObstacles =
      areThere &&
      isRight &&
      !isLate &&
      !isCircular(effective, engine) &&
      stack.isUndisturbed() &&
      !stack.hasAbandoned() &&
      !hasLittleTime &&
      step.target === undefined;
    const isTaking = movesIn(effective, engine).length > 0;
    const known = knownBefore(effective, engine);
    const { killed, errors } = await stack.up(program, {
      ...{ ...step, sky, refreshes },
      ...(isLate && { outsider }),
    });
    if (hasNoObstacles && isClear(sky) && !killed && !stack.hasAbandoned()) {
      const hasFailed = errors.length > 0;
      noteReached(note, {
        ...{ "a clear sky": true, "an error under a clear sky": hasFailed },
        "a taker that waits": waits && isTaking,
      });
      expectNone("failed under a clear sky", unexpectedIn(errors, waits, known));
    }
    noteReached(note, { "other code after a kill": killed && step.movesOn === true });
    // as the README says: once more with the code of before the kill
    if (killed && step.movesOn !== true) {
      cloud.foresee(clear);
      const left = knownBefore(inEffect(program, engine).effective, engine);
      const again = await stack.up(program, PLAIN);
      if (hasNoObstacles && !stack.hasAbandoned()) {
        noteReached(note, { "an up after a kill": true, "an error after a kill": again.errors.length > 0 });
        expectNone("failed after a kill, with the same code", unexpectedIn(again.errors, false, left));
      }
    }
  }
  const last = history.at(-1);
  if (last !== undefined) await expectEnd(last, { cloud, engine, stack, note });
}
