import { join } from "node:path";
import { defaultAccessKey } from "pulumi-alicloud-secondary-ips/emulator";
import type { PulumiCli } from "../pulumi-cli/cli.mts";
import { type Emulator, startEmulator } from "./emulator.mts";
import { declare, type Declared, type Places, seedOf } from "./fleet.mts";
import type { Parallel } from "./options.mts";
import { openProject, type Project } from "./project.mts";
import { leastCalls, type Step, type StepName, stepNames, steps, waitMs } from "./steps.mts";

/** A fleet of one size, and how the engine treats it. */
export interface Series {
  readonly enis: number;
  readonly parallel: Parallel;
  readonly latencyMs: number;
  readonly steps: readonly StepName[];
}

/** One row of the result. */
export interface Measurement {
  readonly enis: number;
  readonly parallel: Parallel;
  readonly step: string;
  /** By action. */
  readonly calls: Readonly<Record<string, number>>;
  readonly leastCalls: number;
  readonly seconds: number;
  /** What the do-nothing provider took for the same. */
  readonly floorSeconds: number;
  readonly stateBytesPerResource: number | undefined;
  /** Peak RSS of the provider's process, in bytes. */
  readonly providerMemory: number | undefined;
  readonly emulatorCpuSeconds: number | undefined;
}

interface Stage {
  readonly series: Series;
  readonly emulator: Emulator;
  readonly ours: Project;
  readonly floor: Project;
}

/** Plays the steps on a new fleet, in their order. */
export async function* measureSeries(
  cli: PulumiCli,
  folder: string,
  given: NodeJS.ProcessEnv,
  series: Series,
): AsyncGenerator<Measurement> {
  const { enis, latencyMs } = series;
  const emulator = await startEmulator(given, folder, seedOf(enis), latencyMs);
  try {
    const env = {
      ...given,
      ECS_ENDPOINT: emulator.url,
      ALICLOUD_REGION: "cn-hangzhou",
      ALICLOUD_ACCESS_KEY: defaultAccessKey.accessKeyId,
      ALICLOUD_SECRET_KEY: defaultAccessKey.accessKeySecret,
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
    };
    const timeoutMs = 120_000 + enis * 1_000;
    const ours = await openProject(cli, join(folder, "ours"), "ours", env, timeoutMs);
    const floor = await openProject(cli, join(folder, "floor"), "floor", env, timeoutMs);
    let places: Places = [];
    for (const name of stepNames) {
      const isWanted = series.steps.includes(name);
      // the others start from what it makes
      if (!isWanted && name !== "create") continue;
      const step = steps[name];
      const before = places;
      places = step.after(before);
      const measurement = await measure({ series, emulator, ours, floor }, step, places, places !== before);
      if (isWanted) yield measurement;
    }
  } finally {
    emulator.stop();
  }
}

async function measure(
  { series, emulator, ours, floor }: Stage,
  step: Step,
  places: Places,
  changes: boolean,
): Promise<Measurement> {
  const { enis, parallel, latencyMs } = series;
  const args = [step.command, "--yes", "--skip-preview"];
  if (parallel !== "default") args.push("--parallel", String(parallel));
  const declared = declare(enis, places);

  const cpuBefore = emulator.cpuSeconds();
  await ours.declare(declared);
  const { seconds, providerMemory } = await ours.run(args);
  const cpuAfter = emulator.cpuSeconds();
  const calls = await emulator.takeCalls();
  verify(await emulator.held(), declared);
  const state = await ours.state();

  await floor.declare(declared);
  await floor.script({ waitMs: waitMs(step, latencyMs), changes, resources: state.resources });
  const { seconds: floorSeconds } = await floor.run(args);

  return {
    enis,
    parallel,
    step: step.title,
    calls,
    leastCalls: leastCalls(step, enis),
    seconds,
    floorSeconds,
    stateBytesPerResource: places.length === 0 ? undefined : state.bytes / enis,
    providerMemory,
    emulatorCpuSeconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
  };
}

/** A step that was fast because it did not do its work is no measurement. */
function verify(held: Readonly<Record<string, readonly string[]>>, declared: Declared): void {
  for (const { networkInterfaceId, privateIpAddresses } of Object.values(declared)) {
    const actual = [...(held[networkInterfaceId] ?? [])].sort();
    if (actual.join() !== [...privateIpAddresses].sort().join())
      throw new Error(`${networkInterfaceId} holds ${actual.join(", ") || "nothing"} after this step`);
  }
}
