import fc from "fast-check";
import { changingHistories, type Step } from "./history";
import type { Options } from "./program";

// Whether the histories that are compared with the real engine are of all kinds (tests/engine/comparison.test.ts).

const KINDS = {
  ...optionKinds("dependsOn", "aliases", "ignoreChanges", "retainOnDelete"),
  "several steps at a time": ({ parallel }) => parallel > 1,
  "--continue-on-error": ({ continueOnError }) => continueOnError,
  "--target": ({ target }) => target !== undefined,
  "a refresh before": ({ refreshes }) => refreshes === "before",
  "--refresh": ({ refreshes }) => refreshes === "within",
  "a kill before a write is done": ({ killAt }) => killAt?.afterMs === 0 && killAt.write > 0,
  "a kill after it is done": ({ killAt }) => killAt !== undefined && killAt.afterMs > 0 && killAt.write > 0,
  "somebody assigns": ({ outsider }) => typeof outsider?.does === "object" && "assign" in outsider.does,
  "somebody unassigns": ({ outsider }) => typeof outsider?.does === "object" && "unassign" in outsider.does,
  "somebody deletes an ENI": ({ outsider }) => outsider?.does === "delete",
  "a fault of an Assign": ({ sky }) => sky.assign.some((one) => one !== "fine"),
  "a fault of an Unassign": ({ sky }) => sky.unassign.some((one) => one !== "fine"),
  "a fault of a look": ({ sky }) => sky.describe.some((one) => one !== "fine"),
} as const satisfies Readonly<Record<string, (step: Step) => boolean>>;

function optionKinds(...names: readonly (keyof Options)[]): Record<string, (step: Step) => boolean> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      ({ program }: Step) => Object.values(program).some(({ options }) => options?.[name] !== undefined),
    ]),
  );
}

it.each(Object.entries<(step: Step) => boolean>(KINDS))("forty histories of seed 1 have %s", (_, isOf) => {
  const steps = fc.sample(changingHistories, { seed: 1, numRuns: 40 }).flat();
  expect(steps.filter(isOf).length).toBeGreaterThan(0);
});
