// npm run bench: measures the package on the real engine; see --help in options.mts
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { cleanEnvironment } from "../demo/clean-environment.mts";
import { repositoryRoot } from "../pulumi-cli/cache.mts";
import type { PulumiCli } from "../pulumi-cli/cli.mts";
import { obtainPulumiCli } from "../pulumi-cli/obtain.mts";
import { reportToStderr } from "../pulumi-cli/progress.mts";
import { type Measurement, measureSeries } from "./measure.mts";
import { help, type Options, parseOptions } from "./options.mts";
import { stopAll } from "./processes.mts";
import { tableOf } from "./report.mts";

async function main(options: Options): Promise<void> {
  const cli = await obtainPulumiCli(process.env);
  // inside the repository, so that the package resolves by its name as it does for a user who installed it
  const cache = join(repositoryRoot, ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "bench-"));
  try {
    const measurements = await measureAll(cli, folder, options);
    const circumstances = {
      date: new Date().toISOString(),
      cores: cpus().length,
      node: process.version,
      pulumi: cli.version,
      latencyMs: options.latencyMs,
    };
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ ...circumstances, measurements }, undefined, 2)}\n`
        : `${Object.entries(circumstances)
            .map(([name, value]) => `${name} ${value}`)
            .join(", ")}\n${tableOf(measurements)}\n`,
    );
  } finally {
    stopAll();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureAll(cli: PulumiCli, folder: string, options: Options): Promise<Measurement[]> {
  const { latencyMs, steps } = options;
  const measurements: Measurement[] = [];
  for (const enis of options.enis) {
    for (const parallel of options.parallel) {
      const name = `${enis} ENIs, parallel ${parallel}`;
      reportToStderr(`${name} …`);
      const place = await mkdtemp(join(folder, "series-"));
      const series = { enis, parallel, latencyMs, steps };
      for await (const measurement of measureSeries(cli, place, cleanEnvironment(process.env), series)) {
        measurements.push(measurement);
        const { step, seconds, floorSeconds } = measurement;
        reportToStderr(`${name}: ${step} ${seconds.toFixed(1)} s, floor ${floorSeconds.toFixed(1)} s`);
      }
    }
  }
  return measurements;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    stopAll();
    process.exit(1);
  });

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(help);
  else await main(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
