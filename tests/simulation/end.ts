import { type CheckedStack, PLAIN, untilAllArrived } from "./checked-stack";
import { isCircular } from "./circles";
import type { SimulatedCloud } from "./cloud";
import type { SimulatedEngine } from "./engine";
import { ENIS, FOREIGN, type Step } from "./history";
import { mapValues, withoutOptions } from "./in-effect";
import type { Declared, Program } from "./program";
import { expectNone, expectSame } from "./promises";
import { declaredIn, hasShortDeletions, heldIn, isMistaken, ownedBy } from "./readings";
import { type Note, noteReached } from "./reached";
import { asksForRefresh, comesToGivers, knownBefore, refusedIn, unexpectedIn } from "./refusals";
import { clear, isFine } from "./sky";

// What is asked at the end of a history.

interface World {
  readonly cloud: SimulatedCloud;
  readonly engine: SimulatedEngine;
  readonly stack: CheckedStack;
  readonly note: Note;
}

/** With faults and outsiders gone, the last program comes true, nothing is left to do, and nothing is left of it after a destroy. */
export async function expectEnd(
  { program, ...end }: Pick<Step, "program" | "killAt" | "sky">,
  world: World,
): Promise<void> {
  world.cloud.foresee(clear);
  const last = withoutObstacles(program, world);
  await expectConverges(last, world);
  await expectNothingLeftToDo(last, world);
  await expectDestroyed(end, world);
}

/** Without what may stand against it: too little time, what is ignored or retained, primary addresses, ENIs that are not there. */
function withoutObstacles(program: Program, { cloud }: World): Program {
  const withTimeAndRight = ({ timeoutSeconds: _, privateIpAddresses, ...declared }: Declared): Declared => ({
    ...declared,
    privateIpAddresses: privateIpAddresses.filter((address) => !isMistaken(address)),
  });
  const there = Object.entries(program).filter(([, { networkInterfaceId: id }]) => cloud.isThere(id));
  return mapValues(Object.fromEntries(there), (declared) =>
    withTimeAndRight(withoutOptions("ignoreChanges", "retainOnDelete")(declared)),
  );
}

function takeOthersAway(last: Program, { cloud, engine }: World): void {
  const known = [...ownedBy(engine), ...declaredIn(last)];
  for (const id of ENIS)
    cloud.put(
      id,
      cloud.held(id).filter((address) => known.includes(`${id} ${address}`)),
    );
}

async function refreshIfNeeded({ stack, note }: World): Promise<void> {
  noteReached(note, { "a refresh at the end": stack.needsRefresh() });
  if (stack.needsRefresh()) expectNone("a refresh failed", (await stack.refresh()).errors);
}

/**
 * Does it, and answers which resources are to come in a later step: nothing else may fail.
 * @param isHasty Whether a deletion has little time, and may fail with anything.
 */
async function upToWhatIsRefused(
  program: Program,
  { engine, stack }: World,
  isHasty = false,
): Promise<{ readonly refused: string[]; readonly unexpected: string[] }> {
  const known = knownBefore(program, engine);
  const waits = comesToGivers(program, engine, PLAIN);
  const waitsInACircle = isCircular(program, engine);
  const { errors } = await stack.up(program, PLAIN);
  // what `retainOnDelete` left until now is nobody's, so that a taker may be refused for good, and name it
  const unexpected = stack.hasAbandoned() ? unexpectedIn(errors, false) : unexpectedIn(errors, waits, known);
  if (!isHasty && !waitsInACircle) expectNone("failed for nothing that is to come later", unexpected);
  return { refused: refusedIn(errors, known), unexpected };
}

async function expectConverges(last: Program, world: World): Promise<void> {
  const { engine, stack, note } = world;
  takeOthersAway(last, world);
  await refreshIfNeeded(world);
  const first = await upToWhatIsRefused(last, world, hasShortDeletions(engine));
  noteReached(note, { "a refusal at the end": first.refused.length > 0 });
  let { refused } = first.unexpected.length === 0 ? first : await upToWhatIsRefused(last, world);
  // without what is to come later; each failure stops what has not begun, so that the next one shows
  for (let now = last; refused.length > 0;) {
    now = Object.fromEntries(Object.entries(now).filter(([name]) => !refused.includes(name)));
    ({ refused } = await upToWhatIsRefused(now, world));
  }
  await refreshIfNeeded(world);
  // what `retainOnDelete` has left is somebody else's
  takeOthersAway(last, world);
  const result = await stack.up(last, PLAIN);
  if (!result.succeeded) throw new Error(`does not converge: ${result.errors.join("\n")}`);
}

async function expectNothingLeftToDo(last: Program, world: World): Promise<void> {
  const { cloud, engine, stack } = world;
  const calls = cloud.calls();
  expectNone("an up with unchanged code failed", (await stack.up(last, PLAIN)).errors);
  if (cloud.calls() > calls) throw new Error(`an up with unchanged code made ${cloud.calls() - calls} calls`);
  expectSame("state", ownedBy(engine), declaredIn(last));
  expectSame("cloud", heldIn(cloud), declaredIn(last));
  const stateNow = (): string[] =>
    [...engine.checkpoint()].map(([name, { inputs, outputs }]) => {
      // what others had on the ENI when it was changed, which the outputs tell, may be gone since
      const { foreignPrivateIpAddresses: _, ...own } = outputs;
      return JSON.stringify({ name, inputs, own });
    });
  const state = stateNow();
  expectNone("a refresh failed", (await stack.refresh()).errors);
  expectSame("state after a refresh", stateNow(), state);
}

async function expectDestroyed(
  { killAt, sky }: Pick<Step, "killAt" | "sky">,
  { cloud, stack }: World,
): Promise<void> {
  const [stranger] = FOREIGN;
  const there = ENIS.filter((id) => cloud.isThere(id));
  for (const id of there) cloud.put(id, [...cloud.held(id), stranger]);
  // once as it came in the last step, and as its error says, a refresh and then again
  cloud.foresee(sky);
  const { killed, errors } = await stack.destroy(killAt);
  cloud.foresee(clear);
  if (killed) await untilAllArrived();
  else if (asksForRefresh(errors)) await stack.refresh();
  if (!killed && isFine(sky)) expectNone("a destroy failed under a clear sky", errors);
  expectNone("a destroy failed", (await stack.destroy()).errors);
  const left = there.map((id) => `${id} ${stranger}`);
  expectSame("cloud after destroy", heldIn(cloud), left);
}
