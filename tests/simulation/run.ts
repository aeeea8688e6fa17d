import { setTimeout as pause } from "node:timers/promises";
import {
  asJson,
  type Checkpoint,
  condemnedName,
  isDeleted,
  leaving,
  namesBefore,
  type Properties,
  propertiesOf,
  type Recorded,
  withShim,
} from "./checkpoint";
import { copyDependencies, inChains, inOrder, lastOfAll, withDependencies } from "./order";
import { marksOf, type Pending } from "./pending";
import type { Phase } from "./phase";
import type { Declared, Program } from "./program";
import { resourceStepsOf } from "./resource-steps";
import { withUnderWay } from "./under-way";

// The run of one program: what it declares is checked, compared and done, and then what it does not declare goes.

export interface RunOptions {
  /** How many steps run at a time. */
  readonly parallel: number;
  readonly continueOnError: boolean;
  /** The only resource that is looked at. */
  readonly target?: string;
  /** Whether it only shows what it would do. */
  readonly isPreview?: boolean;
  /** From one check to the next, in milliseconds. */
  readonly checkMs: number;
  /** Whether the program uses outputs of each resource, as the class does, and recovers from none: what a failed one has for Node is an error, and ends it. */
  readonly usesOutputs: boolean;
  /** What the checkpoint has besides resources. */
  readonly pending: Pending;
}

export interface Outcome {
  readonly errors: readonly string[];
  /** What the engine called, as `hook name`. */
  readonly called: readonly string[];
  /** Which addresses it showed to go, as `eni address`: a preview shows what leaves the inputs. */
  readonly shown: readonly string[];
}

/** What the deletion of a resource takes with it. */
const goneWith = (olds: Recorded): string[] => (olds.options.retainOnDelete === true ? [] : leaving(olds));

/** How long the checkpoint takes to be written before a step. In milliseconds. */
const SAVE_MS = 20;

export async function run(
  checkpoint: Checkpoint,
  phase: Phase,
  program: Program,
  { parallel, continueOnError, target, isPreview = false, checkMs, usesOutputs, pending }: RunOptions,
): Promise<Outcome> {
  const formerly = namesBefore(checkpoint, program, target);
  const steps = resourceStepsOf(checkpoint, phase, { continueOnError, pending, formerly });
  const { called, errors, failed } = steps;
  const shown: string[] = [];
  const running = new Map<string, Promise<void>>();

  /** The engine goes on checking and comparing while steps run, but for one resource that waits for its turn, be it unchanged. */
  async function mayBeginInTurn(): Promise<boolean> {
    while (running.size >= parallel) await Promise.race(running.values());
    return steps.mayBegin() && !isPreview;
  }

  async function begin(name: string, step: () => Promise<void>): Promise<void> {
    if (!(await mayBeginInTurn())) return;
    const done = pause(SAVE_MS).then(step);
    running.set(
      name,
      done.finally(() => running.delete(name)),
    );
  }

  /** Answers whether the program goes on: a check that fails ends it. */
  async function register(name: string, declared: Declared): Promise<boolean> {
    const { options = {} } = declared;
    const recorded = checkpoint.get(formerly.get(name) ?? name);
    const olds = recorded?.pendingReplacement === true ? undefined : recorded;
    const hooks = await phase.hooksOf(options.provider);
    called.push(`check ${name}`);
    await pause(checkMs);
    const checked = await hooks.check(asJson(recorded?.inputs ?? {}), propertiesOf(declared, recorded));
    if (checked.failures !== undefined && checked.failures.length > 0) {
      steps.fail(name, new Error(checked.failures.map(({ reason }) => reason).join()));
      return false;
    }
    const inputs = asJson(withShim(checked.inputs as object));
    /** What takes the place of another one is checked as if it were new: `ignoreChanges` does not hold for it. */
    const checkAsNew = async (): Promise<Properties> => {
      called.push(`check ${name}`);
      const checkFresh = () => hooks.check({}, propertiesOf(declared, undefined));
      const { inputs: fresh } = await withUnderWay({ isReplacing: true }, checkFresh);
      return asJson(withShim(fresh as object));
    };
    const diff = ({ id, outputs }: Recorded) => {
      called.push(`diff ${name}`);
      return hooks.diff(id, asJson(outputs), inputs);
    };

    // what was deleted, and is not replaced yet, is compared as if it were there
    const { changes, replaces = [] } = recorded === undefined ? {} : await diff(recorded);
    const missing = options.dependsOn?.find((other) => isLeftOut(other) && !checkpoint.has(other));
    if (missing !== undefined) {
      steps.fail(name, new Error(`it depends on ${missing}, which is neither there nor a target`));
      return false;
    }
    if (olds === undefined) {
      const fresh = recorded === undefined ? inputs : await checkAsNew();
      const condemned = replaces.length > 0 ? undefined : recorded;
      if (condemned !== undefined) shown.push(...goneWith(condemned));
      await begin(name, () => steps.create(name, fresh, options, condemned));
      return true;
    }
    if (replaces.length > 0) {
      const fresh = await checkAsNew();
      shown.push(...goneWith(olds));
      await begin(name, () => steps.replace(name, olds, fresh, options));
    } else if (changes === true || olds.initErrors !== undefined) {
      shown.push(...leaving(olds, inputs));
      await begin(name, () => steps.update(name, olds, inputs, options));
    } else if (await mayBeginInTurn()) steps.save(name, { ...olds, inputs, options });
    return true;
  }

  /** A target leaves out all but itself; what it leaves out and has another name in state is there. */
  function isLeftOut(name: string): boolean {
    return target !== undefined && target !== name && program[name]?.options?.aliases === undefined;
  }

  /** What the program does not declare, but for what something that failed depends on. */
  async function removeAll(before: ReadonlyMap<string, Recorded>): Promise<void> {
    const areKnown = [...Object.keys(program), ...formerly.values()];
    const isTargeted = (name: string): boolean =>
      target === undefined || [target, condemnedName(target)].includes(name);
    const gone = new Map([...checkpoint].filter(([name]) => !areKnown.includes(name) && isTargeted(name)));
    for (const chain of inChains(gone)) {
      const needed = withDependencies(failed, before);
      for (const name of chain.filter((one) => !needed.has(one))) {
        const olds = gone.get(name) as Recorded;
        if (!isDeleted(olds)) shown.push(...goneWith(olds));
        await begin(name, () => steps.remove(name, olds));
      }
      await Promise.all(running.values());
    }
  }

  if (target !== undefined && !(target in program) && !checkpoint.has(target))
    errors.push(`there is no resource ${target}, which is the target`);
  const names = new Map([...formerly].map(([now, then]) => [then, now]));
  const before = new Map([...checkpoint].map(([name, recorded]) => [names.get(name) ?? name, recorded]));
  let hasEnded = true;
  const come = new Set<string>();
  for await (const name of inOrder(lastOfAll(target, program), { hooksOf: phase.hooksOf, running, failed })) {
    const isCopied = come.has(name);
    come.add(name);
    if (isCopied) steps.fail(name, new Error("Duplicate resource URN"));
    else if (target !== undefined && target !== name) {
      copyDependencies(name, before, come);
      continue;
    } else if (steps.mayBegin() && (await register(name, program[name] as Declared))) continue;
    hasEnded = false;
    break;
  }
  await Promise.all(running.values());
  const isUsed =
    usesOutputs ||
    Object.values(program).some(({ options }) => options?.dependsOn?.some((name) => failed.has(name)));
  if (errors.length === 0 || (continueOnError && hasEnded && !isUsed)) await removeAll(before);
  if (!isPreview) marksOf(pending, phase.isAlive).write();
  return { errors, called, shown };
}
