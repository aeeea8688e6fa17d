import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createEmulator,
  defaultAccessKey,
  type Emulator,
  type EmulatorOptions,
} from "../../provider/emulator";
import type { ProviderArgs } from "../../provider/program/provider";
import { type Running, start as startProgram } from "../../tools/processes/start.mts";
import { descendantsOf, killTree, untilEnded } from "../../tools/processes/tree.mts";

export { killTree, untilEnded };

// each test runs the real engine several times, at 2 to 4 s a run
jest.setTimeout(180_000);

/** What one command printed, stdout and stderr together as a terminal shows them. */
export interface Run {
  readonly exitCode: number | null;
  readonly output: string;
}

/** A Pulumi project with an emulator, a state directory and a home of its own. */
export interface Project {
  readonly directory: string;
  readonly emulator: Emulator;
  /**
   * Sets what the program declares: resource name → arguments of `SecondaryPrivateIps`. Those under `$later`, also of a
   * provider, are outputs of a resource that a preview does not know yet; those that `$secret` names are secrets. `$options` are the resource options;
   * `dependsOn` names a resource that is declared before, and `provider` one of the providers, which are names and arguments
   * of `Provider`.
   */
  readonly declare: (
    resources: Record<string, Record<string, unknown>>,
    providers?: Record<string, ProviderArgs & { readonly $later?: ProviderArgs }>,
  ) => void;
  /** Runs the real CLI; rejects when it takes longer than `seconds`. */
  pulumi(
    args: string,
    options?: { readonly env?: NodeJS.ProcessEnv; readonly seconds?: number },
  ): Promise<Run>;
  /** Starts the CLI and answers its process: `killTree` ends it with all that it started, `killCli` it alone. */
  readonly start: (args: string, env?: NodeJS.ProcessEnv) => Started;
  readonly setConfig: (lines: readonly string[]) => void;
  /** The resources of this package in state, by name. */
  readonly state: () => Promise<Record<string, StateResource>>;
  /** The whole exported state, as text. */
  readonly exportedState: () => Promise<string>;
}

export interface Started extends Pick<Running, "waitForOutput"> {
  readonly pid: number;
  readonly done: Promise<Run>;
}

export interface StateResource {
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: readonly string[];
  readonly pendingReplacement?: boolean;
}

/** Inside the repository, so that the package resolves by its name as it does for a user who installed it. */
const ROOT = join(__dirname, "..", "..", ".cache", "projects");
const COMPILED = join(__dirname, "..", "..", ".cache", "compiled");

const PROGRAM = `
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const { Provider, SecondaryPrivateIps } = require("pulumi-alicloud-secondary-ips");
const { resources: declared, providers } = JSON.parse(readFileSync("declared.json", "utf8"));
const made = {};
// outputs of a resource that is not there yet, which a preview does not know
function later(name, outs) {
  const source = new pulumi.dynamic.Resource({ create: async () => ({ id: "x", outs }) }, name + "-source",
    Object.fromEntries(Object.keys(outs).map((key) => [key, undefined])));
  return Object.fromEntries(Object.keys(outs).map((key) => [key, source[key]]));
}
const providerOf = {};
for (const [name, { $later, ...args }] of Object.entries(providers))
  providerOf[name] = new Provider(name, $later ? { ...args, ...later(name, $later) } : args);
for (const [name, { $later, $secret = [], $options = {}, ...args }] of Object.entries(declared)) {
  if ($options.dependsOn) $options.dependsOn = made[$options.dependsOn];
  if ($options.provider) $options.provider = providerOf[$options.provider];
  for (const key of $secret) args[key] = pulumi.secret(args[key]);
  if ($later) Object.assign(args, later(name, $later));
  const resource = (made[name] = new SecondaryPrivateIps(name, args, $options));
  exports[name] = {
    privateIpAddresses: resource.privateIpAddresses,
    foreign: resource.foreignPrivateIpAddresses,
    lastUnassigned: resource.lastUnassigned,
    primary: resource.primaryPrivateIpAddress,
    vSwitchId: resource.vSwitchId,
    securityGroupIds: resource.securityGroupIds,
    stale: resource.staleSecurityGroupRules,
  };
}
`;

export interface ProjectOptions extends EmulatorOptions {
  /** Where the project is made; by default inside the repository. */
  readonly root?: string;
}

/** Makes a project, hands it to the test, and leaves nothing behind: no process, no port, no file. */
export async function withProject(
  work: (project: Project) => Promise<void>,
  { root = ROOT, ...options }: ProjectOptions = {},
): Promise<void> {
  const emulator = createEmulator(options);
  await emulator.listen();
  mkdirSync(root, { recursive: true });
  const directory = mkdtempSync(join(root, "p-"));
  const running = new Set<number>();
  try {
    const project = openProject(directory, emulator, running);
    project.setConfig(configFor(emulator));
    project.declare({});
    expectSuccess(await project.pulumi("stack init test"));
    await work(project);
  } finally {
    killTree(...running, ...orphans.splice(0));
    await emulator.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The settings that lead to the emulator, as a stack's config file has them. */
export function configFor(emulator: Emulator): string[] {
  return [
    "  alicloud:region: cn-hangzhou",
    "  alicloud:protocol: HTTP",
    `  alicloud:endpoints: [{ ecs: "${emulator.endpoint}", sts: "${emulator.endpoint}" }]`,
    `  alicloud:accessKey: ${defaultAccessKey.accessKeyId}`,
    `  alicloud:secretKey: ${defaultAccessKey.accessKeySecret}`,
  ];
}

/** Fails with the whole output when the command failed. */
export function expectSuccess(run: Run): Run {
  if (run.exitCode !== 0) throw new Error(`pulumi ended with ${run.exitCode}:\n${run.output}`);
  return run;
}

function openProject(directory: string, emulator: Emulator, running: Set<number>): Project {
  mkdirSync(join(directory, "state"));
  mkdirSync(join(directory, "home"));
  // the program is JavaScript, and need not wait for a compiler
  const runtime = "runtime: { name: nodejs, options: { typescript: false } }";
  writeFileSync(join(directory, "Pulumi.yaml"), `name: test\n${runtime}\n`);
  writeFileSync(join(directory, "package.json"), '{ "main": "index.js" }\n');
  writeFileSync(join(directory, "index.js"), PROGRAM);
  const stackFile = join(directory, "Pulumi.test.yaml");

  const environment: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: join(directory, "home"),
    PULUMI_HOME: join(directory, "home", ".pulumi"),
    PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
    NO_COLOR: "1",
    // four processes load Pulumi's SDK in each `up`
    NODE_COMPILE_CACHE: COMPILED,
  };

  const launch = (args: string, env: NodeJS.ProcessEnv = {}, timeoutMs?: number) => {
    const { pid, done, waitForOutput } = startProgram("pulumi", [...args.split(" "), "--non-interactive"], {
      cwd: directory,
      env: { ...environment, ...env },
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    if (pid === undefined) throw new Error("there is no pulumi on PATH");
    running.add(pid);
    return { pid, waitForOutput, done: done.finally(() => running.delete(pid)) };
  };

  const pulumi: Project["pulumi"] = (args, { env, seconds = 60 } = {}) =>
    launch(args, env, seconds * 1000).done;

  const exportedState = async (): Promise<string> =>
    expectSuccess(await pulumi("stack export --show-secrets")).output;

  return {
    directory,
    emulator,
    pulumi,
    start: (args, env) => launch(args, env),
    exportedState,
    declare: (resources, providers = {}) => {
      writeFileSync(join(directory, "declared.json"), JSON.stringify({ resources, providers }));
    },
    setConfig: (lines) => {
      const salt = existingSalt(stackFile);
      writeFileSync(stackFile, [...salt, "config:", ...lines, ""].join("\n"));
    },
    state: async () => resourcesIn(await exportedState()),
  };
}

/** The resources of this package in an exported state, by name, but for what is only there to be deleted, since another one has taken its place. */
export function resourcesIn(exported: string): Record<string, StateResource> {
  const { deployment } = JSON.parse(exported) as {
    deployment: { resources?: (StateResource & { urn: string; type: string; delete?: boolean })[] };
  };
  const own = (deployment.resources ?? []).filter(
    (one) => one.type === "pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps" && one.delete !== true,
  );
  return Object.fromEntries(own.map((resource) => [resource.urn.split("::").at(-1) ?? "", resource]));
}

function existingSalt(stackFile: string): string[] {
  try {
    return readFileSync(stackFile, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("encryptionsalt:"));
  } catch {
    return [];
  }
}

/** What CLIs that were killed alone have left: `withProject` ends it. */
const orphans: number[] = [];

/** Kills the CLI and nothing else, as the kernel does when memory is short: its plugins go on, with no parent. */
export function killCli(pid: number): void {
  orphans.push(...descendantsOf(pid).map((descendant) => descendant.pid));
  process.kill(pid, "SIGKILL");
}

/**
 * The processes that run the dynamic providers of a CLI. Ask before the CLI is killed: afterwards nothing tells whose
 * they were. `await untilEnded(provider)` says that one is gone.
 * @example
 * const [provider = 0] = providersOf(pid);
 * killCli(pid);
 * await untilEnded(provider);
 */
export const providersOf = (pid: number): number[] =>
  descendantsOf(pid)
    .filter(({ command }) => /dynamic-provider[\\/]index\.js/.test(command))
    .map((provider) => provider.pid);
