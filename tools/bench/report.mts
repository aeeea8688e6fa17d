import Table from "cli-table3";
import type { Calls } from "./emulator.mts";
import type { Measurement } from "./measure.mts";
import type { Usage } from "./proc.mts";

const columns: readonly (readonly [head: string, cell: (row: Measurement) => string | number])[] = [
  ["step", ({ step }) => step],
  ["API calls", ({ calls }) => describeCalls(calls)],
  ["least", ({ leastCalls }) => leastCalls],
  ["s", ({ ours }) => ours.seconds.toFixed(1)],
  ["floor", ({ floor }) => floor.seconds.toFixed(1)],
  ["ratio", ({ ours, floor }) => (ours.seconds / floor.seconds).toFixed(2)],
  ["state, B", ({ stateBytes }) => stateBytes ?? "–"],
  ["CPU, s", ({ ours, floor }) => besideFloor(cpu(ours.provider), cpu(floor.provider))],
  ["RSS, MB", ({ ours, floor }) => besideFloor(memory(ours.provider), memory(floor.provider))],
];

export const legend = `Each step is one \`pulumi up\`, \`refresh\` or \`destroy\` with --yes --skip-preview. floor: the seconds of a provider that
only waits as long as the calls of one ENI take. least: the calls that no provider can do without. state: bytes for
each resource. CPU and RSS (at its peak): of the provider's process, with those of the floor in brackets.`;

/** The steps of one series, and what the emulator took of the machine meanwhile. */
export function tableOf(measurements: readonly Measurement[]): string {
  const table = new Table({
    head: columns.map(([head]) => head),
    colAligns: columns.map((_, index) => (index < 2 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of measurements) table.push(columns.map(([, cell]) => cell(row)));
  const emulator = measurements.flatMap(({ emulatorCpuSeconds }) => emulatorCpuSeconds ?? []);
  if (emulator.length === 0) return table.toString();
  return `${table.toString()}\nThe emulator used ${Math.max(...emulator).toFixed(1)} s of CPU in a step at most.`;
}

/** `481: 281 Describe, 200 Unassign`. The first word of an action tells it from the others here. */
function describeCalls(calls: Calls): string {
  const byAction = Object.entries(calls).sort(([a], [b]) => a.localeCompare(b));
  const total = byAction.reduce((sum, [, n]) => sum + n, 0);
  const parts = byAction.map(([action, n]) => `${n} ${/^[A-Z][a-z]+/.exec(action)?.[0] ?? action}`);
  return total === 0 ? "0" : `${total}: ${parts.join(", ")}`;
}

const cpu = (usage: Usage | undefined): string | undefined => usage?.cpuSeconds.toFixed(1);
const memory = (usage: Usage | undefined): string | undefined =>
  usage && (usage.peakMemory / 2 ** 20).toFixed(0);

const besideFloor = (ours: string | undefined, floor: string | undefined): string =>
  ours === undefined || floor === undefined ? "–" : `${ours} (${floor})`;
