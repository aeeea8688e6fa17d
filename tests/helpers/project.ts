import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  createEmulator,
  defaultAccessKey,
  type Emulator,
  type EmulatorOptions,
} from "../../provider/emulator";

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
   * Sets what the program declares: resource name → arguments of `SecondaryPrivateIps`. Those under `$later` are
   * outputs of a resource that a preview does not know yet; those that `$secret` names are secrets. `$options` are the resource options;
   * `dependsOn` names a resource that is declared before.
   */
  readonly declare: (resources: Record<string, Record<string, unknown>>) => void;
  /** Runs the real CLI; rejects when it takes longer than `seconds`. */
  pulumi(
    args: string,
    options?: { readonly env?: NodeJS.ProcessEnv; readonly seconds?: number },
  ): Promise<Run>;
  /** Starts the CLI and answers its process; `killTree` ends it with all that it started. */
  readonly start: (
    args: string,
    env?: NodeJS.ProcessEnv,
  ) => { readonly pid: number; readonly done: Promise<Run> };
  readonly setConfig: (lines: readonly string[]) => void;
  /** The resources of this package in state, by name. */
  readonly state: () => Promise<Record<string, StateResource>>;
  /** The whole exported state, as text. */
  readonly exportedState: () => Promise<string>;
}

interface StateResource {
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: readonly string[];
}

/** Inside the repository, so that the package resolves by its name as it does for a user who installed it. */
const ROOT = join(__dirname, "..", "..", ".cache", "projects");

const PROGRAM = `
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const { SecondaryPrivateIps } = require("pulumi-alicloud-secondary-ips");
const declared = JSON.parse(readFileSync("declared.json", "utf8"));
const made = {};
for (const [name, { $later, $secret = [], $options = {}, ...args }] of Object.entries(declared)) {
  if ($options.dependsOn) $options.dependsOn = made[$options.dependsOn];
  for (const key of $secret) args[key] = pulumi.secret(args[key]);
  if ($later) {
    // unknown in a preview, as the output of a resource that is not there yet
    const source = new pulumi.dynamic.Resource({ create: async () => ({ id: "x", outs: $later }) }, name + "-source",
      Object.fromEntries(Object.keys($later).map((key) => [key, undefined])));
    for (const key of Object.keys($later)) args[key] = source[key];
  }
  const resource = (made[name] = new SecondaryPrivateIps(name, args, $options));
  exports[name] = {
    privateIpAddresses: resource.privateIpAddresses,
    foreign: resource.foreignPrivateIpAddresses,
    lastUnassigned: resource.lastUnassigned,
    primary: resource.primaryPrivateIpAddress,
    vSwitchId: resource.vSwitchId,
    securityGroupIds: resource.securityGroupIds,
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
    running.forEach(killTree);
    await emulator.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The settings that lead to the emulator, as a stack's config file has them. */
function configFor(emulator: Emulator): string[] {
  return [
    "  alicloud:region: cn-hangzhou",
    "  alicloud:protocol: HTTP",
    `  alicloud:endpoints: [{ ecs: "${emulator.endpoint}" }]`,
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
  writeFileSync(join(directory, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  writeFileSync(join(directory, "package.json"), '{ "main": "index.js" }\n');
  writeFileSync(join(directory, "index.js"), PROGRAM);
  const stackFile = join(directory, "Pulumi.test.yaml");

  const environment: NodeJS.ProcessEnv = {
    PATH: [process.env["TEST_PULUMI_PATH"], process.env["PATH"]].join(delimiter),
    HOME: join(directory, "home"),
    PULUMI_HOME: join(directory, "home", ".pulumi"),
    PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
    NO_COLOR: "1",
  };

  const start: Project["start"] = (args, env = {}) => {
    const child = spawn("pulumi", [...args.split(" "), "--non-interactive"], {
      cwd: directory,
      env: { ...environment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const pid = child.pid ?? 0;
    running.add(pid);
    const done = new Promise<Run>((resolve, reject) => {
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.on("error", reject);
      child.on("close", (exitCode) => {
        running.delete(pid);
        resolve({ exitCode, output });
      });
    });
    return { pid, done };
  };

  const pulumi: Project["pulumi"] = async (args, { env, seconds = 60 } = {}) => {
    const { pid, done } = start(args, env);
    const timer = setTimeout(() => {
      killTree(pid);
    }, seconds * 1000);
    const run = await done;
    clearTimeout(timer);
    if (run.exitCode === null)
      throw new Error(`pulumi ${args} took longer than ${seconds} s:\n${run.output}`);
    return run;
  };

  const exportedState = async (): Promise<string> =>
    expectSuccess(await pulumi("stack export --show-secrets")).output;

  return {
    directory,
    emulator,
    pulumi,
    start,
    exportedState,
    declare: (resources) => {
      writeFileSync(join(directory, "declared.json"), JSON.stringify(resources));
    },
    setConfig: (lines) => {
      const salt = existingSalt(stackFile);
      writeFileSync(stackFile, [...salt, "config:", ...lines, ""].join("\n"));
    },
    state: async () => {
      const { deployment } = JSON.parse(await exportedState()) as {
        deployment: { resources?: (StateResource & { urn: string; type: string })[] };
      };
      const own = (deployment.resources ?? []).filter(
        ({ type }) => type === "pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps",
      );
      return Object.fromEntries(own.map((resource) => [resource.urn.split("::").at(-1) ?? "", resource]));
    },
  };
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

/** Ends a process and its descendants: Pulumi's plugins lead groups of their own, and outlive a CLI that is killed. */
export function killTree(pid: number): void {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [pid];
  for (const parent of tree)
    tree.push(...table.flatMap(([child = 0, ppid]) => (ppid === parent ? [child] : [])));
  for (const one of tree) {
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // already gone
    }
  }
}
