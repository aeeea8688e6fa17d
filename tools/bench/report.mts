import Table from "cli-table3";
import type { Measurement } from "./measure.mts";

const MEGABYTE = 1024 * 1024;

/** The result for people. */
export function tableOf(measurements: readonly Measurement[]): string {
  const table = new Table({
    head: [
      "ENIs",
      "parallel",
      "step",
      "API calls",
      "least",
      "s",
      "floor, s",
      "ratio",
      "state, B each",
      "provider, MB",
      "emulator CPU, s",
    ],
    colAligns: ["right", "right", "left", "left", ...Array.from({ length: 7 }, () => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const row of measurements) {
    table.push([
      row.enis,
      row.parallel,
      row.step,
      describeCalls(row.calls),
      row.leastCalls,
      row.seconds.toFixed(1),
      row.floorSeconds.toFixed(1),
      (row.seconds / row.floorSeconds).toFixed(2),
      numberOrDash(row.stateBytesPerResource, 0),
      numberOrDash(row.providerMemory === undefined ? undefined : row.providerMemory / MEGABYTE, 0),
      numberOrDash(row.emulatorCpuSeconds, 1),
    ]);
  }
  return table.toString();
}

/** `481: 200 Unassign, 281 Describe`: each action by its first word, which tells them apart here. */
function describeCalls(calls: Readonly<Record<string, number>>): string {
  const total = Object.values(calls).reduce((sum, n) => sum + n, 0);
  const parts = Object.entries(calls).map(
    ([action, n]) => `${n} ${/^[A-Z][a-z]+/.exec(action)?.[0] ?? action}`,
  );
  return total === 0 ? "0" : `${total}: ${parts.sort().join(", ")}`;
}

const numberOrDash = (value: number | undefined, digits: number): string =>
  value === undefined ? "–" : value.toFixed(digits);
