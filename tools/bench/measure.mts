import { join } from "node:path";
import { defaultAccessKey } from "pulumi-alicloud-secondary-ips/emulator";
import type { PulumiCli } from "../pulumi-cli/cli.mts";
import { type Report, withProgress } from "../pulumi-cli/progress.mts";
import { type Calls, type Emulator, startEmulator } from "./emulator.mts";
import { declare, type Declared, type Places, seedOf } from "./fleet.mts";
import type { Parallel } from "./options.mts";
import { openProject, type Project, type Run } from "./project.mts";
import { leastCalls, type Step, type StepName, stepNames, steps, waitMs } from "./steps.mts";

/** A fleet of one size, and how the engine treats it. */
export interface Series {
  readonly enis: number;
  readonly parallel: Parallel;
  readonly latencyMs: number;
  readonly steps: readonly StepName[];
}

/** One step, done by our provider and by the one that does nothing. */
export interface Measurement {
  readonly enis: number;
  readonly parallel: Parallel;
  readonly step: string;
  readonly calls: Calls;
  readonly leastCalls: number;
  readonly ours: Run;
  readonly floor: Run;
  /** The size of the state file after the step, by resource; undefined when there is none left. */
  readonly stateBytes: number | undefined;
  readonly emulatorCpuSeconds: number | undefined;
}

export interface Surroundings {
  readonly cli: PulumiCli;
  /** Inside the repository: there the package resolves by its name, as it does for a user who installed it. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
}

interface Stage {
  readonly series: Series;
  readonly emulator: Emulator;
  readonly ours: Project;
  readonly floor: Project;
  readonly report: Report;
}

/** Plays the steps on a new fleet, in their order. */
export async function* measureSeries(
  { cli, folder, env, report }: Surroundings,
  series: Series,
): AsyncGenerator<Measurement> {
  const { enis, latencyMs } = series;
  const emulator = await startEmulator(env, folder, seedOf(enis), latencyMs);
  try {
    const open = (program: "ours" | "floor", more: NodeJS.ProcessEnv): Promise<Project> =>
      openProject({
        cli,
        folder: join(folder, program),
        program,
        env: { ...env, ...more, ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" },
        timeoutMs: 120_000 + enis * 3_000,
      });
    const ours = await open("ours", settingsFor(emulator));
    // with no settings: it would be found out if it called the cloud
    const floor = await open("floor", {});
    const stage = { series, emulator, ours, floor, report };
    let places: Places = [];
    for (const name of stepNames) {
      const isWanted = series.steps.includes(name);
      // without it the others have nothing to work on
      if (!isWanted && name !== "create") continue;
      const before = places;
      places = steps[name].after(before);
      const measurement = await measure(stage, steps[name], { places, changes: places !== before });
      if (isWanted) yield measurement;
    }
  } finally {
    await emulator.stop();
  }
}

const settingsFor = ({ url }: Emulator): NodeJS.ProcessEnv => ({
  ECS_ENDPOINT: url,
  ALICLOUD_REGION: "cn-hangzhou",
  ALICLOUD_ACCESS_KEY: defaultAccessKey.accessKeyId,
  ALICLOUD_SECRET_KEY: defaultAccessKey.accessKeySecret,
});

async function measure(
  { series, emulator, ours, floor, report }: Stage,
  step: Step,
  { places, changes }: { readonly places: Places; readonly changes: boolean },
): Promise<Measurement> {
  const { enis, parallel, latencyMs } = series;
  // with a preview, `up` would check and compare twice, and `refresh` look twice: what is measured is the change
  const args = [step.command, "--yes", "--skip-preview"];
  if (parallel !== "default") args.push("--parallel", String(parallel));
  const declared = declare(enis, places);
  const runOf = (project: Project, who: string): Promise<Run> =>
    withProgress(
      report,
      () => `${enis} ENIs, parallel ${parallel}: ${step.title}, ${who}`,
      () => project.run(args),
    );

  const cpuBefore = emulator.cpuSeconds();
  await ours.declare(declared);
  const oursRun = await runOf(ours, "ours");
  const cpuAfter = emulator.cpuSeconds();
  const calls = await emulator.takeCalls();
  verify(await emulator.held(), declared);
  const { bytes, resources } = await ours.state();

  await floor.declare(declared);
  await floor.script({ waitMs: waitMs(step, latencyMs), changes, resources });
  const floorRun = await runOf(floor, "floor");

  return {
    enis,
    parallel,
    step: step.title,
    calls,
    leastCalls: leastCalls(step, enis),
    ours: oursRun,
    floor: floorRun,
    stateBytes: step.command === "destroy" ? undefined : Math.round(bytes / enis),
    emulatorCpuSeconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
  };
}

/** A step that was fast because it did not do its work is no measurement. */
function verify(held: ReadonlyMap<string, readonly string[]>, declared: Declared): void {
  for (const { networkInterfaceId, privateIpAddresses } of Object.values(declared)) {
    const actual = [...(held.get(networkInterfaceId) ?? [])].sort().join(", ");
    const desired = [...privateIpAddresses].sort().join(", ");
    if (actual !== desired)
      throw new Error(
        `${networkInterfaceId} holds ${actual || "nothing"} instead of ${desired || "nothing"}`,
      );
  }
}
