import fc from "fast-check";
import { type Project, withProject } from "../helpers/project";
import { aSimulatedCloud } from "../simulation/cloud";
import { aSimulatedEngine } from "../simulation/engine";
import { changingHistories, ENIS, type History } from "../simulation/history";
import { act } from "../simulation/outsider";
import type { Program } from "../simulation/program";
import { asCome, fairProgram, fairSky, fairStep } from "./comparison/fair-step";
import { comparableIn, comparableInPreview, inOneOrder } from "./comparison/left-out";
import { actReally, cloudSeed, realDestroy, realPreview, realRefresh, realUp } from "./comparison/real";
import {
  simulatedDestroy,
  simulatedPreview,
  simulatedRefresh,
  simulatedUp,
  virtually,
} from "./comparison/simulated";

// Whether the simulation is to be believed: the same histories, by the real CLI against the emulator and by the simulated engine
// against the simulated cloud, compared after every step. `SIMULATE_REAL=40 npx jest tests/engine/comparison` plays forty.

const count = Number(process.env["SIMULATE_REAL"] ?? 4);
const seed = Number(process.env["SIMULATE_SEED"] ?? 5);
jest.setTimeout(300_000);

async function compare(history: History, project: Project, lagMs: number): Promise<void> {
  const cloud = aSimulatedCloud(ENIS);
  // which looks go together depends on the time between checks; and the program of the tests exports all outputs
  const engine = aSimulatedEngine(cloud, { checkMs: 15, usesOutputs: true });
  let last: Program = {};
  for (const [at, one] of history.entries()) {
    const step = fairStep(one, lagMs, engine.checkpoint());
    if (step.outsider !== undefined) {
      const { outsider } = step;
      const { id } = outsider;
      const before = cloud.held(id);
      // by the clock that the looks go by, which is behind the one on the wall
      await virtually(() => {
        act(outsider, cloud);
        return Promise.resolve();
      });
      await actReally(id, before, cloud, project);
    }
    if (step.refreshes === "before") {
      // every second one runs the last program, where there was one
      const runsProgram = at % 2 === 1 && engine.checkpoint().size > 0;
      const read = await virtually(() => simulatedRefresh(cloud, engine, runsProgram ? last : undefined));
      expect(inOneOrder("refresh", await realRefresh(project, runsProgram))).toEqual(
        inOneOrder("refresh", read),
      );
    }
    last = step.program;
    const { real, order } = await realUp(project, step);
    const program = asCome(step.program, order);
    const simulated = await virtually(() => simulatedUp(cloud, engine, { ...step, program }));
    expect(comparableIn(real, real, step)).toEqual(comparableIn(simulated, real, step));
  }
  // of the last program nothing may be left to do; and something is to go altogether
  const other = Object.fromEntries(Object.entries(fairProgram(history[0]?.program ?? {})).slice(0, -1));
  const { real: previewed, order } = await realPreview(project, other);
  const inOrder = asCome(other, order);
  const foreseen = await virtually(() => simulatedPreview(cloud, engine, inOrder));
  expect(comparableInPreview(previewed, previewed, other)).toEqual(
    comparableInPreview(foreseen, previewed, other),
  );
  const destroyed = await realDestroy(project);
  const gone = await virtually(() => simulatedDestroy(cloud, engine, fairSky(lagMs)));
  expect(inOneOrder("destroy", destroyed)).toEqual(inOneOrder("destroy", gone));
}

const drawn = fc
  .sample(changingHistories, { seed, numRuns: count })
  .map((history, i) => [i, history] as const);

it.each(drawn)("history %d goes in the simulation as it goes by the real engine", async (i, history) => {
  // in every second one, looks lag behind
  const lagMs = i % 2 === 0 ? 0 : 700;
  const compared = withProject((project) => compare(history, project, lagMs), {
    seed: cloudSeed,
    visibilityDelayMs: lagMs,
  });
  await expect(compared).resolves.toBeUndefined();
});
