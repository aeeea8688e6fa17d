import type { EngineError } from "../helpers/provider";
import {
  asJson,
  type Checkpoint,
  condemnedName,
  isDeleted,
  type Properties,
  type Recorded,
  withShim,
} from "./checkpoint";
import { marksOf, type Pending } from "./pending";
import type { Phase } from "./phase";
import type { Options } from "./program";
import { withUnderWay } from "./under-way";

// The steps of one run, each of one resource, with what they record.

interface ResourceSteps {
  /** @param condemned What it takes the place of, and is deleted after it. */
  readonly create: (
    name: string,
    inputs: Properties,
    options: Options,
    condemned?: Recorded,
  ) => Promise<void>;
  readonly update: (name: string, olds: Recorded, inputs: Properties, options: Options) => Promise<void>;
  /** Deletes it first. */
  readonly replace: (name: string, olds: Recorded, inputs: Properties, options: Options) => Promise<void>;
  readonly remove: (name: string, olds: Recorded) => Promise<void>;
  readonly save: (name: string, recorded: Recorded) => void;
  readonly fail: (name: string, error: unknown) => void;
  /** Whether a step may begin after what has failed so far. */
  readonly mayBegin: () => boolean;
  /** What the run called so far, as `hook name`. */
  readonly called: string[];
  readonly errors: string[];
  /** The names of what failed, or was left out because of that. */
  readonly failed: Set<string>;
}

interface About {
  readonly continueOnError: boolean;
  readonly pending: Pending;
  /** By which names the checkpoint has resources, where those are others. */
  readonly formerly: ReadonlyMap<string, string>;
}

export function resourceStepsOf(
  checkpoint: Checkpoint,
  { hooksOf, isAlive }: Phase,
  { continueOnError, pending, formerly }: About,
): ResourceSteps {
  const { during } = marksOf(pending, isAlive);
  const called: string[] = [];
  const errors: string[] = [];
  const failed = new Set<string>();

  const mayBegin = (): boolean => errors.length === 0 || continueOnError;
  const nameBefore = (name: string): string => formerly.get(name) ?? name;
  const save = (name: string, recorded: Recorded): void => {
    if (!isAlive()) return;
    if (nameBefore(name) !== name) checkpoint.delete(nameBefore(name));
    checkpoint.set(name, asJson(recorded));
  };
  const fail = (name: string, error: unknown, told = name): void => {
    failed.add(name);
    errors.push(`${told}: ${(error as Error).message}`);
  };
  /** A partial failure is recorded, with the inputs that came true: of an update the old ones. */
  const failPartly = (name: string, error: EngineError, inputs: Properties, options: Options): void => {
    fail(name, error);
    const { id, properties, reasons: initErrors = [] } = error;
    if (id === undefined || properties === undefined) return;
    save(name, { id, inputs, outputs: { ...properties }, options, initErrors });
  };

  const create: ResourceSteps["create"] = (name, inputs, options, condemned) =>
    during(`creating ${name}`, async () => {
      try {
        called.push(`create ${name}`);
        const hooks = await hooksOf(options.provider);
        const { id, outs = {} } = await withUnderWay({ resource: name }, () => hooks.create(inputs));
        save(name, { id, inputs, outputs: withShim(outs), options });
      } catch (error) {
        failPartly(name, error as EngineError, inputs, options);
      }
      const hasCome = checkpoint.get(name)?.pendingReplacement === undefined && checkpoint.has(name);
      if (condemned !== undefined && hasCome) save(condemnedName(name), { ...condemned, isCondemned: true });
    });

  const update: ResourceSteps["update"] = (name, { id, inputs: before, outputs }, inputs, options) =>
    during(`updating ${name}`, async () => {
      try {
        called.push(`update ${name}`);
        const hooks = await hooksOf(options.provider);
        const work = () => hooks.update(id, asJson(outputs), inputs);
        const { outs = {} } = await withUnderWay({ resource: name }, work);
        save(name, { id, inputs, outputs: withShim(outs), options });
      } catch (error) {
        failPartly(name, error as EngineError, before, options);
      }
    });

  /** Answers false where it failed; what is retained, or deleted already, is not deleted. */
  const tryDelete = async (name: string, olds: Recorded): Promise<boolean> => {
    const { id, outputs, options } = olds;
    try {
      if (options.retainOnDelete === true || isDeleted(olds)) return true;
      called.push(`delete ${nameBefore(name)}`);
      const hooks = await hooksOf(options.provider);
      const work = () => hooks.delete(id, asJson(outputs));
      await during(`deleting ${nameBefore(name)}`, () => withUnderWay({ resource: nameBefore(name) }, work));
      return true;
    } catch (error) {
      fail(name, error, nameBefore(name));
      return false;
    }
  };

  const replace: ResourceSteps["replace"] = async (name, olds, inputs, options) => {
    if (!(await withUnderWay({ isReplacing: true }, () => tryDelete(name, olds)))) return;
    if (isAlive()) checkpoint.set(nameBefore(name), asJson({ ...olds, pendingReplacement: true }));
    // a failure elsewhere stops what has not begun here too
    if (mayBegin()) await create(name, inputs, options);
  };

  const remove: ResourceSteps["remove"] = async (name, olds) => {
    if ((await tryDelete(name, olds)) && isAlive()) checkpoint.delete(name);
  };

  return {
    ...{ create, update, replace, remove, save, fail, mayBegin },
    ...{ called, errors, failed },
  };
}
