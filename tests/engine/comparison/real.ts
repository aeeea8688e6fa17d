import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Emulator, Seed } from "../../../provider/emulator";
import { ecs } from "../../helpers/ecs";
import { held, urnOf } from "../../helpers/histories";
import { expectSuccess, killTree, type Project, resourcesIn, type Run } from "../../helpers/project";
import { addressesOf, ASSIGN, UNASSIGN } from "../../helpers/provider";
import type { SimulatedCloud } from "../../simulation/cloud";
import { primaryOf } from "../../simulation/enis";
import { ENIS, type Step } from "../../simulation/history";
import type { Program } from "../../simulation/program";
import { arm, untilWrite } from "./faults";
import { type Now, pendingIn, type Previewed, recordOf, type Seen, writeOf } from "./seen";
import { shownIn } from "./shown";

// The real CLI against the emulator.

export const cloudSeed: Seed = {
  vpcs: [{ vpcId: "vpc-demo", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" }],
  vSwitches: [
    { vSwitchId: "vsw-demo", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/16" },
  ],
  securityGroups: [{ securityGroupId: "sg-demo", vpcId: "vpc-demo" }],
  networkInterfaces: ENIS.map((networkInterfaceId, i) => ({
    ...{ networkInterfaceId, vSwitchId: "vsw-demo", securityGroupIds: ["sg-demo"] },
    primaryIpAddress: primaryOf(i),
  })),
};

const declared = (program: Program) =>
  Object.fromEntries(
    Object.entries(program).map(([name, { options = {}, ...args }]) => {
      const { dependsOn, aliases, ...rest } = options;
      const $options = {
        ...rest,
        ...(dependsOn !== undefined && { dependsOn: dependsOn[0] }),
        ...(aliases !== undefined && { aliases: aliases.map((alias) => ({ name: alias })) }),
      };
      return [name, { ...args, $options }];
    }),
  );

const writesOf = (emulator: Emulator): Seen["writes"] =>
  emulator
    .calls()
    .filter(({ action }) => [ASSIGN, UNASSIGN].includes(action))
    .map((call) => {
      const { action, parameters, httpStatus } = call;
      const what = action === ASSIGN ? "assign" : "unassign";
      return writeOf(what, parameters["NetworkInterfaceId"] ?? "", addressesOf(call), httpStatus === 200);
    });

const nameIn = (urn: string): string => urn.split("::").at(-1) ?? "";

/** What `pulumi stack export` prints. */
interface Exported {
  readonly deployment: {
    readonly pending_operations?: readonly { readonly type: string; readonly resource: { urn: string } }[];
  };
}

interface Rpc {
  readonly method: string;
  readonly progress: "request_started" | "response_completed";
  readonly request?: { readonly urn?: string; readonly type?: string; readonly name?: string };
}

const entriesOf = (log: string, wanted: Rpc["progress"]): Rpc[] =>
  readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Rpc)
    .filter(({ progress }) => progress === wanted);

/** The hooks of ours that the engine called, by its own log, in this order. */
const calledIn = (log: string): string[] =>
  entriesOf(log, "request_started").flatMap(({ method, request: { urn = "" } = {} }) => {
    const hook = /ResourceProvider\/(Check|Diff|Create|Read|Update|Delete)$/.exec(method)?.[1];
    const isOurs = urn.includes("SecondaryPrivateIps");
    return isOurs && hook !== undefined ? [`${hook.toLowerCase()} ${nameIn(urn)}`] : [];
  });

/**
 * The names of ours in the order in which the engine was through with them, and then those it never was: of those that a target
 * leaves out, no hook is called, and two that the program registers at once may change places on their way.
 */
const registeredIn = (log: string): string[] => {
  const names = [...entriesOf(log, "response_completed"), ...entriesOf(log, "request_started")].flatMap(
    ({ method, request: { type = "", name = "" } = {} }) =>
      method.endsWith("ResourceMonitor/RegisterResource") && type.includes("SecondaryPrivateIps")
        ? [name]
        : [],
  );
  return [...new Set(names)];
};

const checkedIn = (called: readonly string[]): string[] =>
  called.filter((hook) => hook.startsWith("check ")).map((hook) => hook.split(" ")[1] ?? "");

function show(what: unknown, output: string): void {
  if (process.env["SIMULATE_SHOW"] !== undefined)
    process.stderr.write(`${JSON.stringify(what)}\n${output}\n${new Date().toISOString()}\n`);
}

const EVEN_CHANCE = require.resolve("./even-chance.cjs");

/** Runs a command, and answers which hooks it called. */
async function heard(
  project: Project,
  args: string,
  meanwhile: (running: ReturnType<Project["start"]>) => Promise<void> = () => Promise.resolve(),
): Promise<Run & Pick<Seen, "called"> & { readonly registered: readonly string[] }> {
  const log = join(project.directory, "rpc");
  rmSync(log, { force: true });
  const running = project.start(args, { PULUMI_DEBUG_GRPC: log, NODE_OPTIONS: `--require ${EVEN_CHANCE}` });
  await meanwhile(running);
  const run = await running.done;
  return { ...run, called: calledIn(log), registered: registeredIn(log) };
}

/** What came of it, and in which order the engine came to the resources. */
interface Came<S> {
  readonly real: S;
  readonly order: readonly string[];
}

export async function realUp(project: Project, step: Step): Promise<Came<Seen>> {
  const { emulator } = project;
  const { killAt } = step;
  emulator.clearCalls();
  if (killAt === undefined) arm(project, step.sky);
  project.declare(declared(step.program));
  const args = [
    `up --yes --skip-preview --parallel ${step.parallel}`,
    ...(step.continueOnError ? ["--continue-on-error"] : []),
    ...(step.refreshes === "within" ? ["--refresh"] : []),
    ...(step.target === undefined ? [] : [`--target ${urnOf(step.target)}`]),
  ].join(" ");
  const { exitCode, output, called, registered } = await heard(project, args, async ({ pid, done }) => {
    if (killAt === undefined) return;
    await untilWrite(killAt, project, done);
    killTree(pid);
  });
  emulator.clearFaults();
  emulator.release();
  if (killAt !== undefined) expectSuccess(await project.pulumi("cancel --yes"));
  show(step, output);
  const real = { succeeded: exitCode === 0, called, writes: writesOf(emulator), ...(await realNow(project)) };
  return { real, order: step.target === undefined ? checkedIn(called) : registered };
}

export async function realPreview(project: Project, program: Program): Promise<Came<Previewed>> {
  const { emulator } = project;
  emulator.clearCalls();
  project.declare(declared(program));
  const { exitCode, output, called } = await heard(project, "preview --json --show-replacement-steps");
  const succeeded = exitCode === 0;
  show({ program }, output);
  const real = {
    succeeded,
    called,
    shown: succeeded ? shownIn(output) : [],
    calls: emulator.calls().length,
  };
  return { real, order: checkedIn(called) };
}

export async function realRefresh(project: Project, runsProgram: boolean): Promise<Seen> {
  project.emulator.clearCalls();
  const command = runsProgram ? "refresh --run-program" : "refresh";
  const run = await heard(project, `${command} --yes --skip-preview`);
  show(command, run.output);
  expectSuccess(run);
  return {
    succeeded: true,
    called: run.called,
    writes: writesOf(project.emulator),
    ...(await realNow(project)),
  };
}

export async function realDestroy(project: Project): Promise<Seen> {
  const { emulator } = project;
  emulator.clearCalls();
  const { exitCode, output, called } = await heard(project, "destroy --yes --skip-preview --parallel 8");
  show("destroy", output);
  return { succeeded: exitCode === 0, called, writes: writesOf(emulator), ...(await realNow(project)) };
}

async function realNow(project: Project): Promise<Now> {
  const exported = await project.exportedState();
  const records = Object.entries(resourcesIn(exported)).map(
    ([name, resource]) => [name, recordOf(resource)] as const,
  );
  const { deployment } = JSON.parse(exported) as Exported;
  const pending = (deployment.pending_operations ?? [])
    .filter(({ resource: { urn } }) => urn.includes("SecondaryPrivateIps"))
    .map(({ type, resource: { urn } }) => `${type} ${nameIn(urn)}`);
  return {
    pending: pendingIn(pending),
    state: Object.fromEntries(records),
    held: Object.fromEntries(ENIS.map((id) => [id, held(project, id)])),
  };
}

/** Makes of the emulator what somebody else made of the simulated cloud. Nothing is attached here. */
export async function actReally(
  id: string,
  before: readonly string[],
  cloud: SimulatedCloud,
  { emulator }: Project,
): Promise<void> {
  if (!cloud.isThere(id)) {
    if (emulator.networkInterface(id) !== undefined)
      await ecs(emulator, "DeleteNetworkInterface", { NetworkInterfaceId: id });
    return;
  }
  const now = cloud.held(id);
  const [come] = now.filter((one) => !before.includes(one));
  const [gone] = before.filter((one) => !now.includes(one));
  if (come !== undefined) await ecs(emulator, ASSIGN, { NetworkInterfaceId: id, "PrivateIpAddress.1": come });
  if (gone !== undefined)
    await ecs(emulator, UNASSIGN, { NetworkInterfaceId: id, "PrivateIpAddress.1": gone });
}
