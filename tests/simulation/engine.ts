import { type EngineError } from "../helpers/provider";
import type { SimulatedCloud } from "./cloud";
import { aPhase, type Phase, type Provider } from "./phase";

// Pulumi's engine, as far as our hooks can tell; tests/engine/simulated.test.ts holds it against the real one.

export interface Declared {
  readonly networkInterfaceId: string;
  readonly ownership: "exclusive" | "additive";
  readonly privateIpAddresses: readonly string[];
  readonly timeoutSeconds?: number;
  readonly options?: Options;
}

/** Pulumi's options of a resource. */
export interface Options {
  /** Resources that are declared before. */
  readonly dependsOn?: readonly string[];
  /** Names that it had before. */
  readonly aliases?: readonly string[];
  readonly ignoreChanges?: readonly "privateIpAddresses"[];
  readonly retainOnDelete?: boolean;
  readonly provider?: Provider;
}

/** What a program declares, by the names of the resources, in the order of their registration. */
export type Program = Readonly<Record<string, Declared>>;

interface UpOptions {
  /** How many steps run at a time. */
  readonly parallel: number;
  readonly continueOnError: boolean;
  /** The only resource that is looked at. */
  readonly target?: string;
  /** The process is killed before this write, counted from 1. */
  readonly killAt?: number;
  /** Whether it begins with a refresh, in the same processes. */
  readonly refreshes?: boolean;
}

/** A resource as a checkpoint has it: JSON. */
export interface Recorded {
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly options: Options;
  readonly initErrors?: readonly string[];
  /** Deleted, and what takes its place is not there yet: the engine keeps it, and calls none of its hooks. */
  readonly pendingReplacement?: boolean;
}

export interface Result {
  readonly succeeded: boolean;
  readonly killed: boolean;
  readonly errors: readonly string[];
  readonly notes: readonly string[];
  /** The hooks that took longer than they may. */
  readonly tooLong: readonly string[];
  /** What the engine called, as `hook name`. */
  readonly called: readonly string[];
  /** Whether a deletion failed: it can record nothing. */
  readonly hasFailedToDelete: boolean;
  /** Which addresses it showed to go, as `eni address`: a preview shows what leaves the inputs. */
  readonly shown: readonly string[];
}

export interface SimulatedEngine {
  readonly up: (program: Program, options: UpOptions) => Promise<Result>;
  /** What a preview says would be done; nothing is changed. */
  readonly preview: (program: Program, options?: Pick<UpOptions, "target" | "refreshes">) => Promise<Result>;
  /** Answers whether every resource could be read; what could not stays as it was. */
  readonly refresh: () => Promise<boolean>;
  readonly destroy: () => Promise<Result>;
  readonly checkpoint: () => ReadonlyMap<string, Recorded>;
}

type Outcome = Pick<Result, "errors" | "called" | "shown" | "hasFailedToDelete">;

interface Read {
  readonly id?: string;
  readonly props?: Record<string, unknown>;
  readonly inputs?: Record<string, unknown>;
}

/** How long the checkpoint takes to be written before a step. In milliseconds. */
const SAVE_MS = 20;

const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const toldBy = ({ notes, tooLong }: Phase): Pick<Result, "notes" | "tooLong"> => ({ notes, tooLong });
const withShim = (properties: Record<string, unknown>) => ({ ...properties, __provider: "shim" });

/** @param checkMs From one check to the next, in milliseconds: so long on the real engine where others keep the machine busy. */
export function aSimulatedEngine(cloud: SimulatedCloud, { checkMs = 100 } = {}): SimulatedEngine {
  const checkpoint = new Map<string, Recorded>();
  /** Whether there was an `up` before: a first one has nothing to refresh. */
  let hasState = false;

  /** What the engine hands to `check`: what is ignored stays as it was. */
  function propertiesOf(
    { privateIpAddresses, options = {}, ...rest }: Declared,
    olds: Recorded | undefined,
  ): Record<string, unknown> {
    const isIgnored = options.ignoreChanges?.includes("privateIpAddresses") === true && olds !== undefined;
    return withShim({
      ...rest,
      privateIpAddresses: isIgnored ? olds.inputs["privateIpAddresses"] : [...privateIpAddresses],
    });
  }

  /** A resource that had another name before is the same one; what a target leaves out keeps its name. */
  function takeAliases(program: Program, target: string | undefined): void {
    for (const [name, { options: { aliases = [] } = {} }] of Object.entries(program)) {
      if (target !== undefined && name !== target) continue;
      const before = aliases.find((alias) => checkpoint.has(alias) && !(alias in program));
      if (checkpoint.has(name) || before === undefined) continue;
      checkpoint.set(name, checkpoint.get(before) as Recorded);
      checkpoint.delete(before);
    }
  }

  async function run(
    { hooksOf, isAlive }: Phase,
    program: Program,
    options: UpOptions,
    isPreview: boolean,
  ): Promise<Outcome> {
    const errors: string[] = [];
    const called: string[] = [];
    const shown: string[] = [];
    /** Shows what leaves the inputs. */
    const show = ({ id, inputs }: Recorded, news: Record<string, unknown> = {}): void => {
      const remaining = Object.keys(news["privateIpAddresses"] ?? {});
      for (const address of Object.keys(inputs["privateIpAddresses"] ?? {}))
        if (!remaining.includes(address)) shown.push(`${id} ${address}`);
    };
    const failed = new Set<string>();
    let hasFailedToDelete = false;
    const save = (name: string, recorded: Recorded): void => {
      if (isAlive()) checkpoint.set(name, asJson(recorded));
    };
    const fail = (name: string, error: unknown): void => {
      failed.add(name);
      errors.push(`${name}: ${(error as Error).message}`);
    };
    /** A partial failure is recorded, with the inputs that came true: of an update the old ones. */
    const record = (name: string, error: EngineError, inputs: Record<string, unknown>, of: Options): void => {
      fail(name, error);
      const { id, properties, reasons: initErrors = [] } = error;
      if (id === undefined || properties === undefined) return;
      save(name, { id, inputs, outputs: { ...properties }, options: of, initErrors });
    };
    const create = async (name: string, inputs: Record<string, unknown>, of: Options): Promise<void> => {
      try {
        called.push(`create ${name}`);
        const hooks = await hooksOf(of.provider);
        const { id, outs } = await hooks.create(inputs);
        save(name, { id, inputs, outputs: withShim({ ...outs }), options: of });
      } catch (error) {
        record(name, error as EngineError, inputs, of);
      }
    };
    const remove = async (name: string, olds: Recorded): Promise<boolean> => {
      try {
        if (olds.options.retainOnDelete === true || olds.pendingReplacement === true) return true;
        called.push(`delete ${name}`);
        const hooks = await hooksOf(olds.options.provider);
        await hooks.delete(olds.id, asJson(olds.outputs));
        return true;
      } catch (error) {
        hasFailedToDelete = true;
        fail(name, error);
        return false;
      }
    };

    /** The steps that run. */
    const running = new Map<string, Promise<void>>();
    const mayBegin = (): boolean => errors.length === 0 || options.continueOnError;
    /** The engine goes on checking and comparing while steps run, but for one resource that waits for its turn. */
    const begin = async (name: string, step: () => Promise<void>): Promise<void> => {
      while (running.size >= options.parallel) await Promise.race(running.values());
      if (!mayBegin()) return;
      if (isPreview) return;
      // a checkpoint is written before each step
      const saved = new Promise((resolve) => setTimeout(resolve, SAVE_MS));
      running.set(
        name,
        saved.then(step).finally(() => running.delete(name)),
      );
    };

    const { target } = options;
    takeAliases(program, target);
    if (target !== undefined && !(target in program) && !checkpoint.has(target))
      errors.push(`there is no resource ${target}, which is the target`);
    for await (const name of inOrder()) {
      const declared = program[name] as Declared;
      const { options: of = {} } = declared;
      if (options.target !== undefined && options.target !== name) continue;
      if (!mayBegin()) break;
      const olds = checkpoint.get(name);
      const isThere = olds !== undefined && olds.pendingReplacement !== true;
      const news = propertiesOf(declared, isThere ? olds : undefined);
      const hooks = await hooksOf(of.provider);
      const recheck = () => {
        called.push(`check ${name}`);
        return hooks.check({}, propertiesOf(declared, undefined));
      };
      called.push(`check ${name}`);
      await new Promise((resolve) => setTimeout(resolve, checkMs));
      const checked = await hooks.check(asJson(isThere ? olds.inputs : {}), news);
      if (checked.failures !== undefined && checked.failures.length > 0) {
        fail(name, new Error(checked.failures.map(({ reason }) => reason).join()));
        break;
      }
      const inputs = asJson(withShim({ ...(checked.inputs as Record<string, unknown>) }));
      if (!isThere) {
        if (olds !== undefined) {
          // it is compared as if it were there
          called.push(`diff ${name}`);
          await hooks.diff(olds.id, asJson(olds.outputs), inputs);
          await recheck();
        }
        await begin(name, () => create(name, inputs, of));
        continue;
      }
      called.push(`diff ${name}`);
      const { changes, replaces = [] } = await hooks.diff(olds.id, asJson(olds.outputs), inputs);
      if (replaces.length > 0) {
        // what takes its place is checked as if it were new: `ignoreChanges` does not hold for it
        const { inputs: own } = await recheck();
        const fresh = asJson(withShim({ ...(own as Record<string, unknown>) }));
        if (olds.options.retainOnDelete !== true) show(olds);
        await begin(name, async () => {
          // delete before replace
          if (!(await remove(name, olds))) return;
          save(name, { ...olds, pendingReplacement: true });
          // a failure elsewhere stops what has not begun here too
          if (!mayBegin()) return;
          await create(name, fresh, of);
        });
      } else if (changes === true || olds.initErrors !== undefined) {
        show(olds, inputs);
        await begin(name, async () => {
          try {
            called.push(`update ${name}`);
            const { outs } = await hooks.update(olds.id, asJson(olds.outputs), inputs);
            save(name, { id: olds.id, inputs, outputs: withShim({ ...outs }), options: of });
          } catch (error) {
            record(name, error as EngineError, olds.inputs, of);
          }
        });
      } else {
        if (!isPreview) save(name, { ...olds, inputs, options: of });
      }
    }
    await Promise.all(running.values());
    if (errors.length === 0) await removeAll((name) => !(name in program));
    return { errors, called, shown, hasFailedToDelete };

    /** A program registers one after the other, but what depends on others once those are done, or not at all. */
    async function* inOrder(): AsyncGenerator<string> {
      const waiting = new Map(
        Object.entries(program).map(([name, { options: of }]) => [name, of?.dependsOn ?? []]),
      );
      const isDone = (name: string): boolean => !waiting.has(name) && !running.has(name);
      const providerOf = (name: string): Provider => program[name]?.options?.provider ?? "default";
      // what names a provider comes when its process has started
      const starting = new Map<Provider, Promise<unknown>>();
      for (const provider of new Set([...waiting.keys()].map(providerOf)))
        starting.set(
          provider,
          hooksOf(provider).then(() => starting.delete(provider)),
        );
      while (waiting.size > 0) {
        const ready = [...waiting].find(
          ([name, others]) => !starting.has(providerOf(name)) && others.every(isDone),
        );
        if (ready === undefined) {
          await Promise.race([...running.values(), ...starting.values()]);
          continue;
        }
        const [name, others] = ready;
        waiting.delete(name);
        if (others.some((other) => failed.has(other))) failed.add(name);
        else yield name;
      }
    }

    /** What depends on another one goes before it. */
    async function removeAll(isWanted: (name: string) => boolean): Promise<void> {
      const gone = new Map([...checkpoint].filter(([name]) => isWanted(name)));
      const going = new Map<string, Promise<void>>();
      // with targets, two can come to depend on each other
      const after = (name: string, path: readonly string[]): Promise<void>[] =>
        [...gone].flatMap(([other, { options: of }]) =>
          of.dependsOn?.includes(name) === true && !path.includes(other) ? [go(other, path)] : [],
        );
      const go = (name: string, path: readonly string[] = []): Promise<void> => {
        const begun = going.get(name) ?? goNow(name, [...path, name]);
        going.set(name, begun);
        return begun;
      };
      const goNow = async (name: string, path: readonly string[]): Promise<void> => {
        await Promise.all(after(name, path));
        const olds = gone.get(name) as Recorded;
        if (options.target !== undefined && options.target !== name) return;
        if (olds.options.retainOnDelete !== true) show(olds);
        if (isPreview || failed.size > 0) return;
        if ((await remove(name, olds)) && isAlive()) checkpoint.delete(name);
      };
      await Promise.all([...gone.keys()].map((name) => go(name)));
    }
  }

  async function up(program: Program, options: UpOptions): Promise<Result> {
    let writes = 0;
    const onWrite = (): void => {
      if (++writes === options.killAt) phase.kill();
    };
    const phase = aPhase(cloud, { onWrite });
    const none = { errors: [], called: [], shown: [], hasFailedToDelete: false };
    const outcome = await Promise.race([
      runOrRefresh(phase, program, options, false),
      phase.killed.then(() => none),
    ]);
    hasState = true;
    const killed = !phase.isAlive();
    phase.kill();
    return { ...outcome, succeeded: !killed && outcome.errors.length === 0, killed, ...toldBy(phase) };
  }

  async function preview(
    program: Program,
    options: Pick<UpOptions, "target" | "refreshes"> = {},
  ): Promise<Result> {
    const phase = aPhase(cloud);
    const before = new Map(checkpoint);
    const outcome = await runOrRefresh(
      phase,
      program,
      { parallel: 1, continueOnError: false, ...options },
      true,
    );
    phase.kill();
    checkpoint.clear();
    before.forEach((recorded, name) => checkpoint.set(name, recorded));
    return { ...outcome, succeeded: outcome.errors.length === 0, killed: false, ...toldBy(phase) };
  }

  /** Reads all resources side by side, and compares what is found with the inputs of before, which it shows. */
  async function readAll(
    { hooksOf, isAlive }: Phase,
    target?: string,
  ): Promise<Pick<Result, "errors" | "called">> {
    const [errors, called]: [string[], string[]] = [[], []];
    if (hasState && target !== undefined && !checkpoint.has(target))
      errors.push(`there is no resource ${target} in state`);
    const read = async (name: string, olds: Recorded): Promise<void> => {
      const hooks = await hooksOf(olds.options.provider);
      const { id, props, inputs: own } = (await hooks.read(olds.id, asJson(olds.outputs))) as Read;
      if (!isAlive()) return;
      if (id === undefined || props === undefined) {
        checkpoint.delete(name);
        return;
      }
      const [inputs, outputs] = [withShim(own ?? olds.inputs), withShim(props)];
      called.push(`diff ${name}`);
      await hooks.diff(id, asJson(outputs), asJson(olds.inputs));
      if (isAlive()) checkpoint.set(name, asJson({ id, options: olds.options, inputs, outputs }));
    };
    const reads = [...checkpoint]
      .filter(([name, olds]) => olds.pendingReplacement !== true && (target ?? name) === name)
      .map(([name, olds]) =>
        read(name, olds).catch((error: unknown) => errors.push(`${name}: ${(error as Error).message}`)),
      );
    await Promise.all(reads);
    return { errors, called };
  }

  /** Nothing is done after a refresh that failed. */
  async function runOrRefresh(
    phase: Phase,
    program: Program,
    options: UpOptions,
    isPreview: boolean,
  ): Promise<Outcome> {
    if (options.refreshes !== true) return run(phase, program, options, isPreview);
    const found = await readAll(phase, options.target);
    if (found.errors.length > 0) return { ...found, shown: [], hasFailedToDelete: false };
    const outcome = await run(phase, program, options, isPreview);
    return { ...outcome, called: [...found.called, ...outcome.called] };
  }

  async function refresh(): Promise<boolean> {
    const phase = aPhase(cloud);
    const { errors } = await readAll(phase);
    phase.kill();
    return errors.length === 0;
  }

  /** As an `up` of nothing, in which no program runs. */
  async function destroy(): Promise<Result> {
    const phase = aPhase(cloud);
    const everything = { parallel: 8, continueOnError: false };
    const outcome = await run(phase, {}, everything, false);
    phase.kill();
    return { ...outcome, succeeded: outcome.errors.length === 0, killed: false, ...toldBy(phase) };
  }

  return { up, preview, refresh, destroy, checkpoint: () => checkpoint };
}
