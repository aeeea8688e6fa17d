import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Call, NetworkInterface, Seed } from "pulumi-alicloud-secondary-ips/emulator";
import { start } from "../processes/start.mts";
import { repositoryRoot } from "../pulumi-cli/cache.mts";
import { usageOf } from "./proc.mts";

/** The emulator of the ECS API, as a process of its own: what it works does not delay the provider's. */
export interface Emulator {
  readonly url: string;
  /** The API calls since the last time this was asked, by action. */
  readonly takeCalls: () => Promise<Calls>;
  /** The secondary addresses of each ENI, from the emulator itself and not from the API. */
  readonly held: () => Promise<ReadonlyMap<string, readonly string[]>>;
  /** How much CPU time it has used since its start, where that is known. */
  readonly cpuSeconds: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** Action → how often. */
export type Calls = Readonly<Record<string, number>>;

const START_MS = 30_000;

export async function startEmulator(
  env: NodeJS.ProcessEnv,
  folder: string,
  seed: Seed,
  latencyMs: number,
): Promise<Emulator> {
  const seedFile = join(folder, "seed.json");
  await writeFile(seedFile, JSON.stringify(seed));
  const program = join(repositoryRoot, "dist", "emulator", "cli.js");
  const args = [program, "--port", "0", "--seed", seedFile, "--latency-ms", String(latencyMs)];
  const running = start(process.execPath, args, { env });
  const [line] = await running.waitForOutput(/^\{"url":.*\}$/m, START_MS);
  const { url } = JSON.parse(line) as { url: string };
  const ask = async (method: string, path: string): Promise<unknown> =>
    (await fetch(`${url}/emulator/${path}`, { method })).json();

  return {
    url,
    takeCalls: async () => {
      const counts: Record<string, number> = {};
      for (const { action } of (await ask("GET", "calls")) as Call[])
        counts[action] = (counts[action] ?? 0) + 1;
      await ask("DELETE", "calls");
      return counts;
    },
    held: async () => {
      const { networkInterfaces } = (await ask("GET", "state")) as { networkInterfaces: NetworkInterface[] };
      return new Map(networkInterfaces.map((eni) => [eni.networkInterfaceId, eni.privateIpAddresses]));
    },
    cpuSeconds: () => (running.pid === undefined ? undefined : usageOf(running.pid)?.cpuSeconds),
    stop: () => running.stop(),
  };
}
