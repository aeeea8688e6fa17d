import { aSimulatedCloud, clear, type SimulatedCloud, type Sky } from "./cloud";
import { aSimulatedEngine, type Result, type SimulatedEngine } from "./engine";
import { ENIS, FOREIGN, type History, type Step } from "./history";
import { inEffect, mapValues, withoutOptions } from "./in-effect";
import { act } from "./outsider";
import type { Declared, Program } from "./program";
import {
  declaredIn,
  expectInTimeAndDiscreet,
  expectNone,
  expectSame,
  expectShown,
  heldIn,
  isForeign,
  keepOnly,
  keptByOne,
  knownBy,
  leftBehind,
  ownedBy,
  unassignedIn,
} from "./promises";

// Plays a history, and fails at the first promise that is broken.

/** Refused in one step, since Pulumi comes to what would have to be first only after that: it is done in two. */
const inTwoSteps = /apply that first|rename it first|is to be replaced/;

/** What such a refusal brings about: a resource that is deleted keeps what the refused one was to take. */
const consequence = /has failed to take it over/;

/** Whether Pulumi comes to each giver without waiting for its taker, and in the same process, so that the taker waits for it. */
function comesToGivers(
  program: Program,
  engine: SimulatedEngine,
  { parallel }: Pick<Step, "parallel">,
): boolean {
  const isPlain = ({ options: { dependsOn, provider } = {} }: Pick<Declared, "options">): boolean =>
    dependsOn === undefined && provider === undefined;
  const before = [...engine.checkpoint()];
  const isThere = before.every(([name, recorded]) => name in program && isPlain(recorded));
  return parallel > 1 && isThere && Object.values(program).every(isPlain);
}

const isClear = (sky: Sky): boolean =>
  sky.lags.length === 0 && [...sky.assign, ...sky.unassign, ...sky.describe].every((one) => one === "fine");

const plain = { parallel: 8, continueOnError: false, target: undefined, killAt: undefined };

type UpStep = Pick<Step, "parallel" | "continueOnError" | "target" | "killAt"> &
  Partial<Pick<Step, "refreshes">>;

/** @param note is told of each call, what came of it. */
export async function play(history: History, note: (what: string) => void = () => undefined): Promise<void> {
  const cloud = aSimulatedCloud(ENIS);
  const engine = aSimulatedEngine(cloud);
  /** What processes that were killed had assigned: nobody owns it, unless it is in the code again. */
  const orphans = new Set<string>();
  /** Whether state may differ from the cloud because of others, which a refresh finds out. */
  let hasDrift = false;

  /** What a resource has in state that another one unassigned, since Pulumi told of it too late or not at all: a refresh finds that out. */
  const lost = new Set<string>();
  /** What no resource owns any more, because of `retainOnDelete`. */
  const abandoned = new Set<string>();

  const refreshChecked = async (): Promise<Result> => {
    const result = await engine.refresh();
    expectInTimeAndDiscreet(result, engine);
    if (result.succeeded) {
      hasDrift = false;
      lost.clear();
    }
    return result;
  };
  const upChecked = async (written: Program, step: UpStep): Promise<Result> => {
    const { target, killAt, parallel, continueOnError } = step;
    cloud.writes();
    const refreshes = step.refreshes === "within";
    // what is ignored is known when the refresh is done
    const heeded = refreshes ? mapValues(written, withoutOptions("ignoreChanges")) : written;
    const { program, effective } = inEffect(heeded, engine);
    const retained = leftBehind(program, engine, target);
    const kept = keptByOne(effective, engine, target);
    const before = ownedBy(engine);
    const wanted = declaredIn(effective);
    const calls = cloud.calls();
    const about = { refreshes, ...(target !== undefined && { target }) };
    const previewed = await engine.preview(program, about);
    expectInTimeAndDiscreet(previewed, engine);
    // Pulumi ends where the preview fails, as a refresh can by itself
    if (refreshes && !previewed.succeeded) return previewed;
    if (!refreshes && cloud.calls() > calls) throw new Error(`a preview made ${cloud.calls() - calls} calls`);
    const result = await engine.up(program, {
      ...{ parallel, continueOnError, ...about },
      ...(killAt !== undefined && { killAt }),
    });
    const unassigned = unassignedIn(cloud.writes());
    for (const one of cloud.came()) note(`${one.operation} ${one.call} ${one.weather}`);
    expectInTimeAndDiscreet(result, engine);
    // what a refresh has found since is in the lines of the `up` itself
    const shown = [...previewed.shown, ...(refreshes ? result.shown : [])];
    expectShown({ unassigned, previewed, result, shown, program: effective });
    expectNone(
      "unassigned though its resource has it as before",
      unassigned.filter((one) => kept.includes(one)),
      result,
    );
    const early = declaredIn(effective, ({ options }) => options?.dependsOn === undefined);
    // Pulumi says nothing of what a target leaves out or what waits for others, and comes to a taker after the giver where one step runs at a time
    if (target === undefined && parallel > 1)
      expectNone(
        "unassigned though it stays in the code",
        unassigned.filter((one) => before.includes(one) && early.includes(one)),
        result,
      );
    // what was on its way to the cloud arrives
    if (result.killed) await new Promise((resolve) => setTimeout(resolve, 60_000));
    const stillOwned = ownedBy(engine);
    retained.filter((one) => !stillOwned.includes(one)).forEach((one) => abandoned.add(one));
    stillOwned.forEach((one) => abandoned.delete(one));
    stillOwned.forEach((one) => orphans.delete(one));
    const held = heldIn(cloud);
    const isWhole = result.succeeded && target === undefined;
    if (isWhole && refreshes) {
      hasDrift = false;
      lost.clear();
    }
    const isKnownLate = (one: string): boolean => !isWhole || (wanted.includes(one) && !early.includes(one));
    unassigned.filter(isKnownLate).forEach((one) => lost.add(one));
    keepOnly(lost, (one) => stillOwned.includes(one) && !held.includes(one));
    for (const names of [orphans, abandoned]) keepOnly(names, (one) => held.includes(one));
    const ownerless = held.filter(
      (one) => !isForeign(one) && !stillOwned.includes(one) && !abandoned.has(one) && !orphans.has(one),
    );
    if (result.killed) ownerless.filter((one) => wanted.includes(one)).forEach((one) => orphans.add(one));
    expectNone(
      "held, and in nobody's state",
      ownerless.filter((one) => !orphans.has(one)),
      result,
    );
    if (isWhole)
      expectNone(
        "declared and held, and in nobody's state",
        wanted.filter((one) => held.includes(one) && !stillOwned.includes(one)),
        result,
      );
    if (isWhole && !hasDrift)
      expectNone(
        "missing after success",
        wanted.filter((one) => !held.includes(one) && !lost.has(one)),
        result,
      );
    if (!result.killed && !hasDrift)
      expectNone(
        "in state as if it were known, and not held",
        knownBy(engine).filter((one) => !held.includes(one) && !lost.has(one)),
        result,
      );
    // the way that its error names
    if (result.hasFailedToDelete) {
      cloud.foresee(clear);
      await refreshChecked();
    }
    return result;
  };

  for (const { program, sky, outsider, refreshes, ...step } of history) {
    if (outsider !== undefined) {
      hasDrift = true;
      const before = heldIn(cloud);
      act(outsider, cloud);
      // what they assign is theirs, unless it is in the code
      heldIn(cloud)
        .filter((one) => !before.includes(one))
        .forEach((one) => orphans.add(one));
    }
    if (refreshes === "before") {
      cloud.foresee({ ...clear, describe: sky.describe });
      await refreshChecked();
    }
    // a refresh may lose what no look shows yet, and is not asked to do better
    const lags = refreshes === "within" ? [] : sky.lags;
    cloud.foresee({ ...sky, lags });
    const waits = comesToGivers(program, engine, step);
    const { killed, errors } = await upChecked(program, { ...step, refreshes });
    const isHasty = Object.values(program).some(({ timeoutSeconds }) => timeoutSeconds !== undefined);
    const areThere = Object.values(program).every(({ networkInterfaceId: id }) => cloud.isThere(id));
    const isOurs = areThere && !hasDrift && orphans.size === 0 && abandoned.size === 0;
    const isCalm = isOurs && !isHasty && step.target === undefined;
    const isTaker = (error: string): boolean => error.includes("apply that first");
    // where a taker waits for its giver, that one has been refused
    const isFirst = (error: string): boolean => inTwoSteps.test(error) && !(waits && isTaker(error));
    const mayBe = (error: string, others: readonly string[]): boolean =>
      isFirst(error) || ((isTaker(error) || consequence.test(error)) && others.some(isFirst));
    if (isCalm && isClear(sky) && !killed)
      expectNone(
        "failed under a clear sky",
        errors.filter((one) => !mayBe(one, errors)),
      );
    // as the README says: once more with the code of before the kill
    if (killed) {
      cloud.foresee(clear);
      const same = refreshes === "within" ? mapValues(program, withoutOptions("ignoreChanges")) : program;
      const again = await upChecked(same, plain);
      if (isCalm && [...abandoned].every(isForeign))
        expectNone(
          "failed after a kill, with the same code",
          again.errors.filter((one) => !mayBe(one, again.errors)),
        );
    }
  }

  const needsRefresh = (): boolean => hasDrift || lost.size + orphans.size + abandoned.size > 0;
  const last = history.at(-1)?.program ?? {};
  await expectEnd(last, needsRefresh, { cloud, engine, upChecked, refreshChecked });
}

interface World {
  readonly cloud: SimulatedCloud;
  readonly engine: SimulatedEngine;
  readonly upChecked: (program: Program, step: UpStep) => Promise<Result>;
  readonly refreshChecked: () => Promise<Result>;
}

/** The names of those that are refused in this step, and are to come in a later one. */
const refusedIn = ({ errors }: Result): string[] =>
  errors
    .filter((error) => inTwoSteps.test(error) || consequence.test(error))
    .map((error) => error.split(": ")[0] ?? "");

/** With faults and outsiders gone, the last program comes true, and nothing is left of it after a destroy. */
async function expectEnd(
  written: Program,
  needsRefresh: () => boolean,
  { cloud, engine, upChecked, refreshChecked }: World,
): Promise<void> {
  cloud.foresee(clear);
  const withTime = ({ timeoutSeconds: _, ...declared }: Declared): Declared => declared;
  const last = mapValues(
    Object.fromEntries(Object.entries(written).filter(([, { networkInterfaceId: id }]) => cloud.isThere(id))),
    (declared) => withTime(withoutOptions("ignoreChanges", "retainOnDelete")(declared)),
  );
  const takeOthersAway = (): void => {
    const known = [...ownedBy(engine), ...declaredIn(last)];
    for (const id of ENIS)
      cloud.put(
        id,
        cloud.held(id).filter((address) => known.includes(`${id} ${address}`)),
      );
  };
  takeOthersAway();
  const refreshIfNeeded = async (): Promise<void> => {
    if (needsRefresh()) expectNone("a refresh failed", (await refreshChecked()).errors);
  };
  await refreshIfNeeded();
  let result = await upChecked(last, plain);
  // without what is to come later; each failure stops what has not begun, so that the next one shows
  for (let now = last, refused = refusedIn(result); refused.length > 0; refused = refusedIn(result)) {
    now = Object.fromEntries(Object.entries(now).filter(([name]) => !refused.includes(name)));
    result = await upChecked(now, plain);
  }
  expectNone("failed without what is to come later", result.errors);
  await refreshIfNeeded();
  // what `retainOnDelete` has left is somebody else's
  takeOthersAway();
  result = await upChecked(last, plain);
  if (!result.succeeded) throw new Error(`does not converge: ${result.errors.join("\n")}`);

  const calls = cloud.calls();
  await upChecked(last, plain);
  if (cloud.calls() > calls) throw new Error(`an up with unchanged code made ${cloud.calls() - calls} calls`);
  expectSame("state", ownedBy(engine), declaredIn(last));
  expectSame("cloud", heldIn(cloud), declaredIn(last));
  const stateNow = (): string[] =>
    [...engine.checkpoint()].map(([name, { inputs, outputs }]) => {
      // what others had on the ENI when it was changed, which the outputs tell, may be gone since
      const { foreignPrivateIpAddresses: _, ...own } = outputs;
      return JSON.stringify({ name, inputs, own });
    });
  // what was taken away is in state as foreign
  await refreshIfNeeded();
  const state = stateNow();
  expectNone("a refresh failed", (await refreshChecked()).errors);
  expectSame("state after a refresh", stateNow(), state);
  const [stranger] = FOREIGN;
  const there = ENIS.filter((id) => cloud.isThere(id));
  for (const id of there) cloud.put(id, [...cloud.held(id), stranger]);
  const destroyed = await engine.destroy();
  expectInTimeAndDiscreet(destroyed, engine);
  expectNone("a destroy failed", destroyed.errors);
  const left = there.map((id) => `${id} ${stranger}`);
  expectSame("cloud after destroy", heldIn(cloud), left);
}
