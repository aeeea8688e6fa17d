import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execute } from "../processes/run.mts";
import { executableName } from "../pulumi-cli/cache.mts";
import type { PulumiCli } from "../pulumi-cli/cli.mts";
import { pulumiEnvironment } from "../pulumi-cli/environment.mts";
import type { Declared } from "./fleet.mts";
import { type Usage, watchProvider } from "./proc.mts";

/** A Pulumi project in a folder of its own, with its state. */
export interface Project {
  /** What the program declares from now on. */
  readonly declare: (declared: Declared) => Promise<void>;
  /** What the do-nothing provider does from now on. */
  readonly script: (script: Script) => Promise<void>;
  /** Runs the CLI; rejects, with all that it printed, when it fails. */
  readonly run: (args: readonly string[]) => Promise<Run>;
  readonly state: () => Promise<State>;
}

/** What one run of the CLI took. */
export interface Run {
  readonly seconds: number;
  /** The process of the provider, where that is known. */
  readonly provider: Usage | undefined;
}

export interface Script {
  /** How long a hook waits that would call the cloud, in milliseconds. */
  readonly waitMs: number;
  /** What `diff` answers. */
  readonly changes: boolean;
  readonly resources: Resources;
}

export interface State {
  /** Of the whole file. */
  readonly bytes: number;
  readonly resources: Resources;
}

/** ENI → what is in state for it. */
export type Resources = Readonly<
  Record<string, { readonly inputs: Properties; readonly outputs: Properties }>
>;
type Properties = Record<string, unknown>;

export interface ProjectOptions {
  readonly cli: PulumiCli;
  readonly folder: string;
  readonly program: "ours" | "floor";
  readonly env: NodeJS.ProcessEnv;
  /** The bound for one run of the CLI. */
  readonly timeoutMs: number;
}

const TYPE = "pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps";
const NAME = "bench";

export async function openProject({ cli, folder, program, ...given }: ProjectOptions): Promise<Project> {
  const stateFolder = join(folder, "state");
  await mkdir(stateFolder, { recursive: true });
  await cp(join(import.meta.dirname, "programs"), folder, { recursive: true });
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  await write("Pulumi.yaml", `name: ${NAME}\nruntime: nodejs\n`);
  await write("package.json", JSON.stringify({ main: `${program}.cjs` }));

  const env = pulumiEnvironment(cli, {
    ...given.env,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: pathToFileURL(stateFolder).href,
    PULUMI_CONFIG_PASSPHRASE: NAME,
  });
  const binary = join(cli.binFolder, executableName("pulumi"));
  const options = { cwd: folder, env, timeoutMs: given.timeoutMs };
  const pulumi = (args: readonly string[]): Promise<string> =>
    execute(binary, [...args, "--non-interactive"], options);
  await pulumi(["stack", "init", NAME]);

  return {
    declare: (declared) => write("declared.json", JSON.stringify(declared)),
    script: (script) => write("script.json", JSON.stringify(script)),
    run: async (args) => {
      const watch = watchProvider(folder);
      const begun = performance.now();
      await pulumi(args).finally(watch.stop);
      return { seconds: (performance.now() - begun) / 1000, provider: watch.stop() };
    },
    state: async () => {
      const text = await readFile(join(stateFolder, ".pulumi", "stacks", NAME, `${NAME}.json`), "utf8");
      const { checkpoint } = JSON.parse(text) as Checkpoint;
      const own = (checkpoint.latest.resources ?? []).filter(({ type }) => type === TYPE);
      return {
        bytes: Buffer.byteLength(text),
        resources: Object.fromEntries(
          own.map(({ id, inputs, outputs }) => [
            id,
            { inputs: withoutProvider(inputs), outputs: withoutProvider(outputs) },
          ]),
        ),
      };
    },
  };
}

/** Of a state file, what is read here. */
interface Checkpoint {
  readonly checkpoint: {
    readonly latest: {
      readonly resources?: readonly {
        readonly type: string;
        readonly id: string;
        readonly inputs: Properties;
        readonly outputs: Properties;
      }[];
    };
  };
}

/** The text of ours must not become that of the do-nothing provider. */
const withoutProvider = ({ __provider, ...rest }: Properties): Properties => rest;
