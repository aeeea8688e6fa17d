import { cpSync, mkdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { executableName } from "../pulumi-cli/cache.mts";
import type { PulumiCli } from "../pulumi-cli/cli.mts";
import { pulumiEnvironment } from "../pulumi-cli/environment.mts";
import type { Declared } from "./fleet.mts";
import { watchProvider } from "./proc.mts";
import { run } from "./processes.mts";

/** A Pulumi project with a state of its own. */
export interface Project {
  readonly declare: (declared: Declared) => Promise<void>;
  /** What the do-nothing provider shall do. */
  readonly script: (script: Script) => Promise<void>;
  readonly run: (args: readonly string[]) => Promise<Figures>;
  readonly state: () => Promise<State>;
}

/** What one run of the CLI took. */
export interface Figures {
  readonly seconds: number;
  /** The most that the provider's process had, in bytes (RSS). */
  readonly providerMemory: number | undefined;
}

export interface Script {
  readonly waitMs: number;
  readonly changes: boolean;
  readonly resources: State["resources"];
}

export interface State {
  /** The whole file. */
  readonly bytes: number;
  /** By ENI. */
  readonly resources: Readonly<Record<string, { readonly inputs: unknown; readonly outputs: unknown }>>;
}

const TYPE = "pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps";
const STACK = "bench";

export async function openProject(
  cli: PulumiCli,
  directory: string,
  program: "ours" | "floor",
  given: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<Project> {
  const stateFolder = join(directory, "state");
  mkdirSync(stateFolder, { recursive: true });
  cpSync(join(import.meta.dirname, "programs"), directory, { recursive: true });
  const file = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text);
  await file("Pulumi.yaml", "name: bench\nruntime: nodejs\n");
  await file("package.json", JSON.stringify({ main: `${program}.cjs` }));

  const env = pulumiEnvironment(cli, {
    ...given,
    PULUMI_HOME: join(directory, "home"),
    PULUMI_BACKEND_URL: pathToFileURL(stateFolder).href,
    PULUMI_CONFIG_PASSPHRASE: "bench",
  });
  const binary = join(cli.binFolder, executableName("pulumi"));
  const pulumi = (args: readonly string[]): Promise<void> =>
    run(binary, [...args, "--non-interactive"], { cwd: directory, env, timeoutMs });
  await pulumi(["stack", "init", STACK]);

  return {
    declare: (declared) => file("declared.json", JSON.stringify(declared)),
    script: (script) => file("script.json", JSON.stringify(script)),
    run: async (args) => {
      const provider = watchProvider(directory);
      const begun = performance.now();
      try {
        await pulumi(args);
      } finally {
        provider.stop();
      }
      return { seconds: (performance.now() - begun) / 1000, providerMemory: provider.stop() };
    },
    state: async () => {
      const text = await readFile(join(stateFolder, ".pulumi", "stacks", "bench", `${STACK}.json`), "utf8");
      const { checkpoint } = JSON.parse(text) as { checkpoint: { latest?: { resources?: StateResource[] } } };
      const own = (checkpoint.latest?.resources ?? []).filter(({ type }) => type === TYPE);
      return {
        bytes: Buffer.byteLength(text),
        resources: Object.fromEntries(own.map(({ id, inputs, outputs }) => [id, { inputs, outputs }])),
      };
    },
  };
}

interface StateResource {
  readonly type: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}
