import { aCheckedStack, type CheckedStack, untilAllArrived } from "./checked-stack";
import { aSimulatedCloud, clear, isFine, type SimulatedCloud, type Sky } from "./cloud";
import { aSimulatedEngine, type Moment, type Result, type SimulatedEngine } from "./engine";
import { ENIS, FOREIGN, type History, type Step } from "./history";
import { inEffect, mapValues, withoutOptions } from "./in-effect";
import type { Declared } from "./program";
import { expectInTimeAndDiscreet, expectNone, expectSame } from "./promises";
import { declaredIn, hasShortDeletions, heldIn, isMistaken, ownedBy, unassignedIn } from "./readings";
import { comesToGivers, knownBefore, refusedIn, unexpectedIn } from "./refusals";

// Plays a history, and fails at the first promise that is broken.

const isClear = (sky: Sky): boolean => sky.lags.length === 0 && isFine(sky);

const plain = { parallel: 8, continueOnError: false, target: undefined, killAt: undefined };

/** @param note is told of each call of an `up`, and of what came before it, what came of it. */
export async function play(history: History, note: (what: string) => void = () => undefined): Promise<void> {
  const cloud = aSimulatedCloud(ENIS);
  const engine = aSimulatedEngine(cloud);
  const stack = aCheckedStack(cloud, engine, note);
  for (const { program, sky, outsider, refreshes, ...step } of history) {
    if (outsider !== undefined) stack.letAct(outsider);
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
    const isCalm =
      areThere && isRight && stack.isUndisturbed() && !hasLittleTime && step.target === undefined;
    // what is ignored is known when the refresh is done
    const same = refreshes === "within" ? mapValues(program, withoutOptions("ignoreChanges")) : program;
    const known = knownBefore(inEffect(same, engine).effective, engine);
    const { killed, errors } = await stack.up(program, { ...step, refreshes });
    if (isCalm && isClear(sky) && !killed && !stack.hasAbandoned())
      expectNone("failed under a clear sky", unexpectedIn(errors, waits, known));
    // as the README says: once more with the code of before the kill
    if (killed) {
      cloud.foresee(clear);
      const again = await stack.up(same, plain);
      if (isCalm && !stack.hasAbandoned())
        expectNone("failed after a kill, with the same code", unexpectedIn(again.errors, false));
    }
  }
  const last = history.at(-1);
  if (last !== undefined) await expectEnd(last, cloud, engine, stack);
}

/** With faults and outsiders gone, the last program comes true, and nothing is left of it after a destroy. */
async function expectEnd(
  { program: written, killAt, sky }: Pick<Step, "program" | "killAt" | "sky">,
  cloud: SimulatedCloud,
  engine: SimulatedEngine,
  stack: CheckedStack,
): Promise<void> {
  cloud.foresee(clear);
  const withTimeAndRight = ({ timeoutSeconds: _, privateIpAddresses, ...declared }: Declared): Declared => ({
    ...declared,
    privateIpAddresses: privateIpAddresses.filter((address) => !isMistaken(address)),
  });
  const last = mapValues(
    Object.fromEntries(Object.entries(written).filter(([, { networkInterfaceId: id }]) => cloud.isThere(id))),
    (declared) => withTimeAndRight(withoutOptions("ignoreChanges", "retainOnDelete")(declared)),
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
    if (stack.needsRefresh()) expectNone("a refresh failed", (await stack.refresh()).errors);
  };
  await refreshIfNeeded();
  const isHasty = hasShortDeletions(engine);
  const first = await stack.up(last, plain);
  let result = isHasty && unexpectedIn(first.errors, false).length > 0 ? await stack.up(last, plain) : first;
  // without what is to come later; each failure stops what has not begun, so that the next one shows
  for (
    let now = last, refused = refusedIn(result.errors);
    refused.length > 0;
    refused = refusedIn(result.errors)
  ) {
    now = Object.fromEntries(Object.entries(now).filter(([name]) => !refused.includes(name)));
    result = await stack.up(now, plain);
  }
  expectNone("failed without what is to come later", result.errors);
  await refreshIfNeeded();
  // what `retainOnDelete` has left is somebody else's
  takeOthersAway();
  result = await stack.up(last, plain);
  if (!result.succeeded) throw new Error(`does not converge: ${result.errors.join("\n")}`);

  const calls = cloud.calls();
  await stack.up(last, plain);
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
  expectNone("a refresh failed", (await stack.refresh()).errors);
  expectSame("state after a refresh", stateNow(), state);
  const [stranger] = FOREIGN;
  const there = ENIS.filter((id) => cloud.isThere(id));
  for (const id of there) cloud.put(id, [...cloud.held(id), stranger]);
  const destroy = async (at?: Moment): Promise<Result> => {
    const owned = ownedBy(engine);
    cloud.writes();
    const destroyed = await engine.destroy(at);
    expectInTimeAndDiscreet(destroyed, engine);
    expectNone(
      "a destroy unassigned what is not the stack's",
      unassignedIn(cloud.writes()).filter((one) => !owned.includes(one)),
    );
    return destroyed;
  };
  // once as it came in the last step, and as its error says, a refresh and then again
  cloud.foresee(sky);
  const { killed, errors } = await destroy(killAt);
  cloud.foresee(clear);
  if (killed) await untilAllArrived();
  else if (errors.length > 0) await stack.refresh();
  if (!killed && isFine(sky)) expectNone("a destroy failed under a clear sky", errors);
  expectNone("a destroy failed", (await destroy()).errors);
  const left = there.map((id) => `${id} ${stranger}`);
  expectSame("cloud after destroy", heldIn(cloud), left);
}
