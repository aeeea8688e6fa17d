// npm run bench: measures the package on the real engine; the help is in options.mts
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { cleanEnvironment } from "../demo/clean-environment.mts";
import { repositoryRoot } from "../pulumi-cli/cache.mts";
import { onEndingSignal } from "../processes/signals.mts";
import { stopAll } from "../processes/start.mts";
import { obtainPulumiCli } from "../pulumi-cli/obtain.mts";
import { reportToStderr as report } from "../pulumi-cli/progress.mts";
import { type Measurement, measureSeries } from "./measure.mts";
import { help, type Options, parseOptions } from "./options.mts";
import { legend, tableOf } from "./report.mts";

async function bench({ enis, parallel, json, ...options }: Options, folder: string): Promise<void> {
  const show = (text: string): void => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  const cli = await obtainPulumiCli(process.env, report);
  const env = cleanEnvironment(process.env);
  const { latencyMs } = options;
  const machine = { cores: cpus().length, node: process.version, pulumi: cli.version, latencyMs };
  show(`${machine.cores} cores, Node.js ${machine.node}, Pulumi ${machine.pulumi}, ${latencyMs} ms a call`);
  show(legend);
  if ((loadavg()[0] ?? 0) > machine.cores)
    report("Other programs are at work on this machine: times will be too long.");

  const measurements: Measurement[] = [];
  for (const series of enis.flatMap((n) => parallel.map((p) => ({ enis: n, parallel: p, ...options })))) {
    const place = await mkdtemp(join(folder, "series-"));
    const rows: Measurement[] = [];
    for await (const row of measureSeries({ cli, folder: place, env, report }, series)) rows.push(row);
    show(`\n${series.enis} ENIs, --parallel ${series.parallel}\n${tableOf(rows)}`);
    measurements.push(...rows);
  }
  if (json) process.stdout.write(`${JSON.stringify({ ...machine, measurements }, undefined, 2)}\n`);
}

function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    onEndingSignal((signal) => {
      reject(new Error(`stopped by ${signal}`));
    });
  });
}

async function main(options: Options): Promise<void> {
  const cache = join(repositoryRoot, ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "bench-"));
  try {
    await Promise.race([bench(options, folder), interruption()]);
  } finally {
    await stopAll();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const explain = (error: unknown, exitCode: number): void => {
  console.error(`npm run bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = exitCode;
};

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(help);
  else
    await main(options).catch((error: unknown) => {
      explain(error, 1);
    });
} catch (error) {
  explain(error, 2);
}
