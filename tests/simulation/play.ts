import type { AddressSet } from "../../provider/core/model";
import { isOwned } from "../../provider/core/model";
import type { Recorded } from "./checkpoint";
import { aSimulatedCloud, clear, PRIMARY, SECRET, type SimulatedCloud } from "./cloud";
import { aSimulatedEngine, type Result, type SimulatedEngine } from "./engine";
import { ENIS, FOREIGN, type History, type Outsider, POOL, type Step } from "./history";
import type { Declared, Options, Program } from "./program";

// Plays a history, and fails at the first promise that is broken.

const setOf = (outputs: Readonly<Record<string, unknown>>): AddressSet =>
  outputs["privateIpAddresses"] as AddressSet;

/** What the state has, as `eni address`. */
const owned = (
  engine: SimulatedEngine,
  isWanted: (mark: AddressSet[string] | undefined) => boolean,
  isOf: (recorded: Recorded) => boolean = () => true,
): string[] =>
  [...engine.checkpoint().values()]
    .filter((recorded) => recorded.pendingReplacement !== true && isOf(recorded))
    .flatMap(({ id, outputs }) =>
      Object.entries(setOf(outputs)).flatMap(([address, mark]) =>
        isWanted(mark) ? [`${id} ${address}`] : [],
      ),
    );

/**
 * What a program declares once `ignoreChanges` is heeded, which holds for no replacement. Where two resources would come to declare one address by that, which the
 * class cannot see, the program is taken without it.
 */
function inEffect(program: Program, engine: SimulatedEngine): { program: Program; effective: Program } {
  const checkpoint = engine.checkpoint();
  const effective = mapValues(program, (declared, name) => {
    const { options: { ignoreChanges, aliases = [] } = {} } = declared;
    const before = checkpoint.get(name) ?? checkpoint.get(aliases[0] ?? "");
    const isReplaced = before?.pendingReplacement === true || before?.id !== declared.networkInterfaceId;
    if (ignoreChanges === undefined || before === undefined || isReplaced) return declared;
    const inputs = setOf(before.inputs);
    return {
      ...declared,
      privateIpAddresses: Object.keys(inputs).filter((one) => inputs[one] === "declared"),
    };
  });
  const all = Object.values(effective).flatMap(({ privateIpAddresses }) => privateIpAddresses);
  if (new Set(all).size === all.length) return { program, effective };
  const heeded = mapValues(program, withoutOptions("ignoreChanges"));
  return { program: heeded, effective: heeded };
}

const mapValues = (program: Program, change: (declared: Declared, name: string) => Declared): Program =>
  Object.fromEntries(Object.entries(program).map(([name, declared]) => [name, change(declared, name)]));

const withoutOptions =
  (...names: readonly (keyof Options)[]) =>
  ({ options = {}, ...declared }: Declared): Declared => ({
    ...declared,
    options: Object.fromEntries(
      Object.entries(options).filter(([name]) => !names.includes(name as keyof Options)),
    ),
  });

const declaredIn = (program: Program, by: (declared: Declared) => boolean = () => true): string[] =>
  Object.values(program)
    .filter(by)
    .flatMap(({ networkInterfaceId, privateIpAddresses }) =>
      privateIpAddresses.map((address) => `${networkInterfaceId} ${address}`),
    );

const heldIn = (cloud: SimulatedCloud): string[] =>
  ENIS.flatMap((id) => cloud.held(id).map((address) => `${id} ${address}`));

function expectNone(what: string, found: readonly string[], { errors }: Pick<Result, "errors">): void {
  if (found.length > 0) throw new Error(`${what}: ${found.join(", ")}\nerrors: ${errors.join("\n")}`);
}

const plain = { parallel: 8, continueOnError: false, target: undefined, killAt: undefined };

type UpStep = Pick<Step, "parallel" | "continueOnError" | "target" | "killAt"> &
  Partial<Pick<Step, "refreshes">>;

/** @param note is told of each write, what came of it. */
export async function play(history: History, note: (what: string) => void = () => undefined): Promise<void> {
  const cloud = aSimulatedCloud(ENIS);
  const engine = aSimulatedEngine(cloud);
  /** What processes that were killed had assigned: nobody owns it, unless it is in the code again. */
  const orphans = new Set<string>();
  /** Whether state may differ from the cloud because of others, which a refresh finds out. */
  let hasDrift = false;

  /** What no resource owns any more, because of `retainOnDelete`. */
  const abandoned = new Set<string>();

  const upChecked = async (written: Program, step: UpStep): Promise<Result> => {
    const { target, killAt, parallel, continueOnError } = step;
    cloud.writes();
    const refreshes = step.refreshes === "within";
    // what is ignored is known when the refresh is done
    const heeded = refreshes ? mapValues(written, withoutOptions("ignoreChanges")) : written;
    const { program, effective } = inEffect(heeded, engine);
    const retained = owned(engine, isOwned, ({ options }) => options.retainOnDelete === true);
    const before = owned(engine, isOwned);
    const wanted = declaredIn(effective);
    const calls = cloud.calls();
    const about = { refreshes, ...(target !== undefined && { target }) };
    const previewed = await engine.preview(program, about);
    // Pulumi ends where the preview fails, as a refresh can by itself
    if (refreshes && !previewed.succeeded) return previewed;
    if (!refreshes && cloud.calls() > calls) throw new Error(`a preview made ${cloud.calls() - calls} calls`);
    const result = await engine.up(program, {
      ...{ parallel, continueOnError, ...about },
      ...(killAt !== undefined && { killAt }),
    });
    const writes = cloud.writes();
    for (const one of cloud.came()) note(`${one.operation} ${one.call} ${one.weather}`);
    const unassigned = writes.flatMap(({ action, id, addresses }) =>
      action === "unassign" ? addresses.map((address) => `${id} ${address}`) : [],
    );
    const told = [...previewed.notes, ...result.notes];
    // what a refresh has found since is in the lines of the `up` itself
    const shown = [...previewed.shown, ...(refreshes ? result.shown : [])];
    const isTold = (one: string): boolean => {
      const [id = "", address = ""] = one.split(" ");
      return told.some(
        (line) => line.startsWith(`ENI ${id}:`) && /unassign.*/.exec(line)?.[0].includes(address) === true,
      );
    };
    expectNone("a bound was passed", result.tooLong, result);
    expectNone(
      "the primary address was sent to Unassign",
      unassigned.filter((one) => one.endsWith(` ${PRIMARY}`)),
      result,
    );
    expectNone(
      "foreign, and not shown as such",
      unassigned.filter((one) => FOREIGN.includes(one.split(" ")[1] ?? "") && !shown.includes(one)),
      result,
    );
    const texts = JSON.stringify([result.errors, told, [...engine.checkpoint().values()]]);
    if (texts.includes(SECRET)) throw new Error(`a secret is shown: ${texts}`);
    // what this very change assigned may go back
    expectNone(
      "unassigned though neither the preview nor a line of the up showed it",
      unassigned.filter((one) => !shown.includes(one) && !isTold(one) && !wanted.includes(one)),
      result,
    );
    const early = declaredIn(effective, ({ options }) => options?.dependsOn === undefined);
    // Pulumi says nothing of what a target leaves out or what waits for others, and comes to a taker after the giver where one step runs at a time
    if (target === undefined && parallel > 1)
      expectNone(
        "unassigned though it stays in the code",
        unassigned.filter((one) => before.includes(one) && early.includes(one)),
        result,
      );
    // what was on its way to the cloud arrives
    if (result.killed) await new Promise((resolve) => setTimeout(resolve, 60_000));
    const stillOwned = owned(engine, isOwned);
    retained.filter((one) => !stillOwned.includes(one)).forEach((one) => abandoned.add(one));
    stillOwned.forEach((one) => abandoned.delete(one));
    stillOwned.forEach((one) => orphans.delete(one));
    const ownerless = heldIn(cloud).filter(
      (one) => isOfPool(one) && !stillOwned.includes(one) && !abandoned.has(one),
    );
    if (result.killed) ownerless.forEach((one) => orphans.add(one));
    else
      expectNone(
        "held, and in nobody's state",
        ownerless.filter((one) => !orphans.has(one)),
        result,
      );
    if (result.succeeded && target === undefined && !hasDrift)
      expectNone(
        "missing after success",
        wanted.filter((one) => !heldIn(cloud).includes(one)),
        result,
      );
    // the way that its error names
    if (result.hasFailedToDelete) {
      cloud.foresee(clear);
      await engine.refresh();
    }
    return result;
  };

  for (const { program, sky, outsider, refreshes, ...step } of history) {
    if (outsider !== undefined) {
      hasDrift = true;
      act(outsider, cloud);
    }
    if (refreshes === "before") {
      cloud.foresee({ ...clear, describe: sky.describe });
      if (await engine.refresh()) hasDrift = false;
    }
    // a refresh may lose what no look shows yet, and is not asked to do better
    const lags = refreshes === "within" ? [] : sky.lags;
    cloud.foresee({ ...sky, lags });
    const { killed } = await upChecked(program, { ...step, refreshes });
    // as the README says: once more with the code of before the kill
    if (killed) {
      cloud.foresee(clear);
      await upChecked(program, plain);
    }
  }

  await expectEnd(history.at(-1)?.program ?? {}, { cloud, engine, upChecked });
}

interface World {
  readonly cloud: SimulatedCloud;
  readonly engine: SimulatedEngine;
  readonly upChecked: (program: Program, step: UpStep) => Promise<Result>;
}

/** With faults and outsiders gone, the last program comes true, and nothing is left of it after a destroy. */
async function expectEnd(written: Program, { cloud, engine, upChecked }: World): Promise<void> {
  cloud.foresee(clear);
  const withTime = ({ timeoutSeconds: _, ...declared }: Declared): Declared => declared;
  const last = mapValues(
    Object.fromEntries(Object.entries(written).filter(([, { networkInterfaceId: id }]) => cloud.isThere(id))),
    (declared) => withTime(withoutOptions("ignoreChanges", "retainOnDelete")(declared)),
  );
  const takeOthersAway = (): void => {
    const known = [...owned(engine, isOwned), ...declaredIn(last)];
    for (const id of ENIS)
      cloud.put(
        id,
        cloud.held(id).filter((address) => known.includes(`${id} ${address}`)),
      );
  };
  takeOthersAway();
  await engine.refresh();
  let result = await upChecked(last, plain);
  // what is refused in one step is done in two
  const inTwoSteps = /apply that first|rename it first|is to be replaced/;
  if (result.errors.some((error) => inTwoSteps.test(error))) await upChecked({}, plain);
  // what `retainOnDelete` has left is somebody else's
  takeOthersAway();
  result = await upChecked(last, plain);
  if (!result.succeeded) throw new Error(`does not converge: ${result.errors.join("\n")}`);

  const calls = cloud.calls();
  await upChecked(last, plain);
  if (cloud.calls() > calls) throw new Error(`an up with unchanged code made ${cloud.calls() - calls} calls`);
  expectSame("state", owned(engine, isOwned), declaredIn(last));
  expectSame("cloud", heldIn(cloud), declaredIn(last));
  await engine.refresh();
  expectSame("state after a refresh", owned(engine, isOwned), declaredIn(last));
  await upChecked(last, plain);
  await engine.destroy();
  expectSame("cloud after destroy", heldIn(cloud), []);
}

/** What somebody else does. */
export function act({ id, does }: Outsider, cloud: SimulatedCloud): void {
  const now = cloud.held(id);
  if (does === "delete") cloud.remove(id);
  else if (does === "attach or detach") cloud.toggle(id);
  else if ("unassign" in does)
    cloud.put(
      id,
      now.filter((_, i) => i !== does.unassign),
    );
  else if (cloud.isThere(id) && !heldIn(cloud).some((one) => one.endsWith(` ${does.assign}`)))
    cloud.put(id, [...now, does.assign]);
}

const isOfPool = (one: string): boolean => POOL.includes(one.split(" ")[1] ?? "");

function expectSame(what: string, found: readonly string[], expected: readonly string[]): void {
  const [own, other] = [[...found].sort().join(", "), [...expected].sort().join(", ")];
  if (own !== other) throw new Error(`${what}: ${own}\nand not: ${other}`);
}
