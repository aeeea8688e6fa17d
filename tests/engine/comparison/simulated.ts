import { setTimeout as pause } from "node:timers/promises";
import type { SimulatedCloud } from "../../simulation/cloud";
import type { SimulatedEngine } from "../../simulation/engine";
import { ENIS, type Step } from "../../simulation/history";
import type { Program } from "../../simulation/program";
import { clear } from "../../simulation/sky";
import { inVirtualTime } from "../../simulation/time";
import { type Now, pendingIn, type Previewed, recordOf, type Seen, writeOf } from "./seen";

// The simulated engine against the simulated cloud.

/** In virtual time, with pauses between looks as long as those of even-chance.cjs. */
export const virtually = <T>(work: () => Promise<T>): Promise<T> =>
  inVirtualTime(
    (run) => run(work),
    () => () => 0.5,
  );

/** As the CLI takes to start: what the run before it wrote is shown by then. */
const STARTING_MS = 2_000;

export async function simulatedUp(cloud: SimulatedCloud, engine: SimulatedEngine, step: Step): Promise<Seen> {
  cloud.writes();
  cloud.foresee(step.sky);
  const { program, parallel, continueOnError, target, killAt } = step;
  const { succeeded, called } = await engine.up(program, {
    ...{ parallel, continueOnError, refreshes: step.refreshes === "within" },
    ...(target !== undefined && { target }),
    ...(killAt !== undefined && { killAt }),
  });
  // what was on its way to the cloud is over, and what was written is shown by then
  if (killAt !== undefined) await pause(STARTING_MS);
  return { succeeded, called, writes: writesOf(cloud), ...simulatedNow(cloud, engine) };
}

export async function simulatedPreview(
  cloud: SimulatedCloud,
  engine: SimulatedEngine,
  program: Program,
): Promise<Previewed> {
  const before = cloud.calls();
  cloud.foresee(clear);
  const { succeeded, called, shown } = await engine.preview(program);
  return { succeeded, called, shown, calls: cloud.calls() - before };
}

/** @param program The one that is run, if any. */
export async function simulatedRefresh(
  cloud: SimulatedCloud,
  engine: SimulatedEngine,
  program?: Program,
): Promise<Seen> {
  cloud.writes();
  cloud.foresee(clear);
  const { succeeded, called } = await engine.refresh(undefined, program);
  return { succeeded, called, writes: writesOf(cloud), ...simulatedNow(cloud, engine) };
}

export async function simulatedDestroy(
  cloud: SimulatedCloud,
  engine: SimulatedEngine,
  sky: Step["sky"],
): Promise<Seen> {
  cloud.writes();
  cloud.foresee(sky);
  await pause(STARTING_MS);
  const { succeeded, called } = await engine.destroy();
  return { succeeded, called, writes: writesOf(cloud), ...simulatedNow(cloud, engine) };
}

const writesOf = (cloud: SimulatedCloud): Seen["writes"] =>
  cloud.writes().map(({ action, id, addresses, isAnswered }) => writeOf(action, id, addresses, isAnswered));

function simulatedNow(cloud: SimulatedCloud, engine: SimulatedEngine): Now {
  const state = [...engine.checkpoint()]
    .filter(([, { isCondemned }]) => isCondemned !== true)
    .map(([name, recorded]) => [name, recordOf(recorded)] as const);
  return {
    pending: pendingIn(engine.pending()),
    state: Object.fromEntries(state),
    held: Object.fromEntries(ENIS.map((id) => [id, [...cloud.held(id)].sort()])),
  };
}
