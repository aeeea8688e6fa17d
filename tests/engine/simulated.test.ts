import fc from "fast-check";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Emulator, Fault, Seed } from "../../provider/emulator";
import { expectSuccess, killTree, type Project, withProject } from "../helpers/project";
import { ecs } from "../helpers/ecs";
import { ASSIGN, UNASSIGN } from "../helpers/provider";
import { aSimulatedCloud, clear, type SimulatedCloud } from "../simulation/cloud";
import { aSimulatedEngine, type SimulatedEngine } from "../simulation/engine";
import { ENIS, histories, type History, type Step } from "../simulation/history";
import { act } from "../simulation/outsider";
import type { Declared, Program } from "../simulation/program";
import { virtualTime } from "../simulation/time";
import { outcomeOf, type Weather } from "../simulation/weather";

// Whether the simulation is to be believed: the same histories, by the real CLI against the emulator and by the simulated engine
// against the simulated cloud, compared after every step. `SIMULATE_REAL=40 npx jest tests/engine/simulated` plays forty.

const count = Number(process.env["SIMULATE_REAL"] ?? 4);
const seed = Number(process.env["SIMULATE_SEED"] ?? 1);
jest.setTimeout(180_000);

const cloudSeed: Seed = {
  vpcs: [{ vpcId: "vpc-demo", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" }],
  vSwitches: [
    { vSwitchId: "vsw-demo", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/24" },
  ],
  securityGroups: [{ securityGroupId: "sg-demo", vpcId: "vpc-demo" }],
  networkInterfaces: ENIS.map((networkInterfaceId, i) => ({
    ...{ networkInterfaceId, vSwitchId: "vsw-demo", securityGroupIds: ["sg-demo"] },
    primaryIpAddress: `10.0.0.${10 + i}`,
  })),
};

/** What the emulator does for a call to meet this; undefined for fine. */
function faultOf(weather: Weather): Omit<Fault, "action"> | undefined {
  const { refused, reply, retryAfter, done = refused === undefined ? "all" : "none" } = outcomeOf(weather);
  if (refused === undefined && reply === undefined) return undefined;
  return {
    ...(refused !== undefined && { httpStatus: refused[0], code: refused[1], message: weather }),
    ...(reply === "none" && { dropReply: true }),
    ...(reply === "html" && { body: "<html></html>", contentType: "text/html", httpStatus: 200 }),
    ...(retryAfter !== undefined && { retryAfterMs: retryAfter }),
    ...(done === "all" && { when: "after" as const }),
  };
}

function arm({ emulator }: Project, sky: Step["sky"]): void {
  const actions = { assign: ASSIGN, unassign: UNASSIGN, describe: "DescribeNetworkInterfaces" };
  for (const [call, action] of Object.entries(actions))
    sky[call as keyof typeof actions].forEach((weather, skip) => {
      const fault = faultOf(weather);
      if (fault !== undefined) emulator.addFault({ ...fault, action, skip });
    });
}

/** What both tell of a step, in an order that does not depend on which of several steps was first. */
interface Seen {
  readonly succeeded: boolean;
  readonly called: readonly string[];
  readonly writes: readonly string[];
  readonly state: Readonly<Record<string, unknown>>;
  readonly held: Readonly<Record<string, readonly string[]>>;
}

/** Real ones: what waits for what cannot come does so until its time is up. */
const SECONDS = 12;

/**
 * Under one provider, without what takes real time or what the emulator has not, half a write; which steps fail is told apart only where one runs at a time.
 */
function comparable(step: Step, lagMs: number): Step {
  const quick = (weather: readonly Weather[]): Weather[] =>
    weather.map((one) => (/half|slow|for 5 s/.test(one) ? "denied" : one));
  const sky = {
    ...{ assign: quick(step.sky.assign), unassign: quick(step.sky.unassign) },
    describe: quick(step.sky.describe),
  };
  // at a write, which the emulator can hold: other moments are chance on the real engine
  const { write = 0 } = step.killAt ?? {};
  const killAt = write === 0 ? undefined : { write, afterMs: 0 };
  const isFine =
    killAt === undefined &&
    Object.values(sky)
      .flat()
      .every((one) => one === "fine");
  const program = Object.fromEntries(
    Object.entries(step.program).map(
      ([name, { options: { provider: _provider, ...options } = {}, ...one }]) => [
        name,
        { ...one, options, timeoutSeconds: SECONDS },
      ],
    ),
  );
  return {
    ...{
      ...step,
      program,
      killAt,
      outsider: step.outsider?.does === "attach or detach" ? undefined : step.outsider,
    },
    ...{ parallel: isFine ? step.parallel : 1 },
    // how many looks a refresh takes is chance
    sky: {
      ...(killAt === undefined ? sky : clear),
      ...(step.refreshes === "within" && { describe: [] }),
      lags: Array<number>(1_000).fill(lagMs),
    },
    // where the deletion of a replaced resource fails, Pulumi never ends with --continue-on-error (docs/known-limits.md)
    continueOnError: isFine && step.continueOnError,
  };
}

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

const writesOf = (emulator: Emulator): string[] =>
  emulator
    .calls()
    .filter(({ action }) => [ASSIGN, UNASSIGN].includes(action))
    .map(({ action, parameters }) => {
      const addresses = Object.entries(parameters)
        .filter(([name]) => name.startsWith("PrivateIpAddress."))
        .map(([, address]) => address);
      const what = action === ASSIGN ? "assign" : "unassign";
      return `${what} ${parameters["NetworkInterfaceId"] ?? ""} ${addresses.sort().join()}`;
    })
    .sort();

interface Rpc {
  readonly method: string;
  readonly progress: string;
  readonly request?: { readonly urn?: string };
}

/** The hooks of ours that the engine called, by its own log, in this order. */
function calledIn({ directory }: Project): string[] {
  const text = readFileSync(join(directory, "rpc"), "utf8").trim();
  return text.split("\n").flatMap((line) => {
    const { method, progress, request: { urn = "" } = {} } = JSON.parse(line) as Rpc;
    const hook = /ResourceProvider\/(Check|Diff|Create|Update|Delete)$/.exec(method)?.[1];
    const isOurs = urn.includes("SecondaryPrivateIps") && progress === "request_started";
    return isOurs && hook !== undefined ? [`${hook.toLowerCase()} ${urn.split("::").at(-1) ?? ""}`] : [];
  });
}

const recordOf = (outputs: Readonly<Record<string, unknown>>, id: string, pending: unknown): unknown => ({
  ...{ id, addresses: outputs["privateIpAddresses"] },
  ...(pending === true && { pendingReplacement: true }),
});

/** Holds up each write until the one that is not to come to anything, which is refused once nobody waits for its answer. */
async function untilWrite(n: number, { emulator }: Project, done: Promise<unknown>): Promise<void> {
  const progress = { isOver: false as boolean };
  void done.finally(() => (progress.isOver = true));
  const came = (): number => emulator.calls(ASSIGN).length + emulator.calls(UNASSIGN).length;
  for (let i = 1; i <= n; i++) {
    emulator.clearFaults();
    for (const action of [ASSIGN, UNASSIGN])
      emulator.addFault({ action, hold: true, ...(i === n && { code: "Forbidden.RAM" }) });
    // the one before may go on now
    emulator.release();
    while (came() < i && !progress.isOver) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function realUp(project: Project, step: Step): Promise<Seen> {
  const { emulator } = project;
  emulator.clearCalls();
  if (step.killAt === undefined) arm(project, step.sky);
  project.declare(declared(step.program));
  const target = `urn:pulumi:test::test::pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps::${step.target ?? ""}`;
  const args = [
    `up --yes --skip-preview --parallel ${step.parallel}`,
    ...(step.continueOnError ? ["--continue-on-error"] : []),
    ...(step.refreshes === "within" ? ["--refresh"] : []),
    ...(step.target === undefined ? [] : [`--target ${target}`]),
  ].join(" ");
  const rpc = join(project.directory, "rpc");
  rmSync(rpc, { force: true });
  const { pid, done } = project.start(args, { PULUMI_DEBUG_GRPC: rpc });
  if (step.killAt !== undefined) {
    await untilWrite(step.killAt.write, project, done);
    killTree(pid);
  }
  const { exitCode, output } = await done;
  emulator.clearFaults();
  emulator.release();
  if (step.killAt !== undefined) expectSuccess(await project.pulumi("cancel --yes"));
  if (process.env["SIMULATE_SHOW"] !== undefined)
    process.stderr.write(`${JSON.stringify(step)}\n${output}\n${new Date().toISOString()}\n`);
  return {
    ...{ succeeded: exitCode === 0, called: calledIn(project), writes: writesOf(emulator) },
    ...(await realNow(project)),
  };
}

async function realNow(project: Project): Promise<Pick<Seen, "state" | "held">> {
  const state = Object.entries(await project.state()).map(
    ([name, { id, outputs, ...rest }]) =>
      [name, recordOf(outputs, id, (rest as { pendingReplacement?: unknown }).pendingReplacement)] as const,
  );
  const held = ENIS.map(
    (id) => [id, [...(project.emulator.networkInterface(id)?.privateIpAddresses ?? [])].sort()] as const,
  );
  return { state: Object.fromEntries(state), held: Object.fromEntries(held) };
}

function simulatedNow(cloud: SimulatedCloud, engine: SimulatedEngine): Pick<Seen, "state" | "held"> {
  const state = [...engine.checkpoint()].map(
    ([name, { id, outputs, pendingReplacement }]) =>
      [name, recordOf(outputs, id, pendingReplacement)] as const,
  );
  return {
    state: Object.fromEntries(state),
    held: Object.fromEntries(ENIS.map((id) => [id, [...cloud.held(id)].sort()])),
  };
}

async function simulatedUp(cloud: SimulatedCloud, engine: SimulatedEngine, step: Step): Promise<Seen> {
  cloud.writes();
  cloud.foresee(step.sky);
  const { program, parallel, continueOnError, target, killAt } = step;
  const { succeeded, called } = await engine.up(program, {
    ...{ parallel, continueOnError, refreshes: step.refreshes === "within" },
    ...(target !== undefined && { target }),
    ...(killAt !== undefined && { killAt }),
  });
  const writes = cloud
    .writes()
    .map(({ action, id, addresses }) => `${action} ${id} ${[...addresses].sort().join()}`);
  return { succeeded, called, writes: writes.sort(), ...simulatedNow(cloud, engine) };
}

/** A program registers its resources side by side, so that their order is chance: as the real engine came to them. */
function asCome(program: Program, called: readonly string[]): Program {
  // not as a refresh came to them before
  const checked = called.filter((hook) => hook.startsWith("check "));
  const came = [...new Set(checked.map((hook) => hook.split(" ")[1] ?? ""))].filter(
    (name) => name in program,
  );
  const names = [...came, ...Object.keys(program).filter((name) => !came.includes(name))];
  return Object.fromEntries(names.map((name) => [name, program[name] as Declared]));
}

/** Makes of the emulator what somebody else made of the simulated cloud. Nothing is attached here. */
async function actReally(
  id: string,
  before: readonly string[],
  cloud: SimulatedCloud,
  project: Project,
): Promise<void> {
  const { emulator } = project;
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

async function compare(history: History, project: Project, lagMs: number): Promise<void> {
  const cloud = aSimulatedCloud(ENIS);
  // which looks go together depends on it
  const engine = aSimulatedEngine(cloud, { checkMs: 15 });
  const virtually = async <T>(work: () => Promise<T>): Promise<T> => {
    const time = virtualTime();
    try {
      return await time.run(work);
    } finally {
      time.restore();
    }
  };
  for (const step of history.map((one) => comparable(one, lagMs))) {
    if (step.outsider !== undefined) {
      const { id } = step.outsider;
      const before = cloud.held(id);
      act(step.outsider, cloud);
      await actReally(id, before, cloud, project);
    }
    if (step.refreshes === "before") {
      cloud.foresee(clear);
      await virtually(() => engine.refresh());
      expectSuccess(await project.pulumi("refresh --yes --skip-preview"));
      expect({ after: "refresh", ...(await realNow(project)) }).toEqual({
        after: "refresh",
        ...simulatedNow(cloud, engine),
      });
    }
    const real = await realUp(project, step);
    const program = asCome(step.program, real.called);
    const simulated = await virtually(() => simulatedUp(cloud, engine, { ...step, program }));
    // to which resources a failed program comes besides is chance, and so is how often a call is repeated until the time is up
    const isTold = (hook: string) => real.succeeded || !/^(check|diff) /.test(hook);
    const sorted = (seen: Seen) => ({
      ...{ after: step, ...seen },
      // what is deleted has the name in the log that it had before
      called: seen.called
        .filter(isTold)
        .map((hook) => hook.replace(/^delete .*/, "delete"))
        .sort(),
      writes: [...new Set(seen.writes)].sort(),
      // of a run that was killed, only what it left is compared
      ...(step.killAt !== undefined && !real.succeeded && { called: [], writes: [] }),
    });
    expect(sorted(real)).toEqual(sorted(simulated));
  }
}

const drawn = fc.sample(histories, { seed, numRuns: count }).map((history, i) => [i, history] as const);

it.each(drawn)("history %d goes in the simulation as it goes by the real engine", async (i, history) => {
  // in every second one, looks lag behind
  const lagMs = i % 2 === 0 ? 0 : 700;
  const compared = withProject((project) => compare(history, project, lagMs), {
    seed: cloudSeed,
    visibilityDelayMs: lagMs,
  });
  await expect(compared).resolves.toBeUndefined();
});
