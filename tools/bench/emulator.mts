import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Call, NetworkInterface, Seed } from "pulumi-alicloud-secondary-ips/emulator";
import { repositoryRoot } from "../pulumi-cli/cache.mts";
import { cpuSeconds } from "./proc.mts";
import { start } from "./processes.mts";

/** The emulator of the ECS API, as a process of its own: what it works is not on the account of the provider. */
export interface Emulator {
  readonly url: string;
  /** The calls since the last time this was asked, by action. */
  readonly takeCalls: () => Promise<Readonly<Record<string, number>>>;
  /** The secondary addresses of each ENI. */
  readonly held: () => Promise<Readonly<Record<string, readonly string[]>>>;
  readonly cpuSeconds: () => number | undefined;
  readonly stop: () => void;
}

export async function startEmulator(
  env: NodeJS.ProcessEnv,
  folder: string,
  seed: Seed,
  latencyMs: number,
): Promise<Emulator> {
  const seedFile = join(folder, "seed.json");
  await writeFile(seedFile, JSON.stringify(seed));
  const program = join(repositoryRoot, "dist", "emulator", "cli.js");
  const args = [program, "--seed", seedFile, "--latency-ms", String(latencyMs)];
  const child = start(process.execPath, args, env);
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) throw new Error("the emulator did not start");
  // a line for each call, which nobody reads
  stderr.resume();
  const [line] = (await once(createInterface(stdout), "line", {
    signal: AbortSignal.timeout(30_000),
  })) as [string];
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
      return Object.fromEntries(
        networkInterfaces.map(({ networkInterfaceId, privateIpAddresses }) => [
          networkInterfaceId,
          privateIpAddresses,
        ]),
      );
    },
    cpuSeconds: () => cpuSeconds(pid),
    stop: () => void child.kill(),
  };
}
