import { createHooks } from "../../provider/runtime/hooks";
import { type EngineError, type Hooks } from "../helpers/provider";
import type { SimulatedCloud } from "./cloud";

// Pulumi's engine, as far as our hooks can tell: facts by experiment with its CLI 3.259.

interface Declared {
  readonly networkInterfaceId: string;
  readonly ownership: "exclusive" | "additive";
  readonly privateIpAddresses: readonly string[];
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
}

/** A resource as a checkpoint has it: JSON. */
interface Recorded {
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: readonly string[];
}

export interface UpResult {
  readonly succeeded: boolean;
  readonly killed: boolean;
  readonly errors: readonly string[];
  readonly notes: readonly string[];
}

export interface SimulatedEngine {
  readonly up: (program: Program, options: UpOptions) => Promise<UpResult>;
  readonly refresh: () => Promise<void>;
  readonly destroy: () => Promise<UpResult>;
  readonly checkpoint: () => ReadonlyMap<string, Recorded>;
}

const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export function aSimulatedEngine(cloud: SimulatedCloud): SimulatedEngine {
  const checkpoint = new Map<string, Recorded>();
  let tokens = 0;

  /** A phase has a provider process of its own. */
  function phase() {
    let isAlive = true;
    const notes: string[] = [];
    const hooks: Hooks = createHooks({
      env: () => ({ ALICLOUD_REGION: "cn-hangzhou" }),
      openApi: () => Promise.resolve(cloud.apiOf(() => isAlive)),
      pace: { initialDelay: 0, maxDelay: 0 },
      newClientToken: () => `token-${++tokens}`,
      notify: (line) => notes.push(line),
    });
    void hooks.configure({ config: { get: () => undefined } } as never);
    let end: (value: "killed") => void = () => undefined;
    const killed = new Promise<"killed">((resolve) => (end = resolve));
    const kill = (): void => {
      isAlive = false;
      end("killed");
    };
    return { hooks, notes, kill, killed, isAlive: () => isAlive };
  }

  const propertiesOf = ({ privateIpAddresses, ...rest }: Declared): Record<string, unknown> => ({
    ...rest,
    privateIpAddresses: [...privateIpAddresses],
    __provider: "shim",
  });

  async function up(program: Program, options: UpOptions): Promise<UpResult> {
    const { hooks, notes, kill, killed, isAlive } = phase();
    const errors: string[] = [];
    let writes = 0;
    cloud.onWrite = () => {
      if (++writes === options.killAt) kill();
    };
    const save = (name: string, recorded: Recorded): void => {
      if (isAlive()) checkpoint.set(name, asJson(recorded));
    };
    const failed = (name: string, error: EngineError, inputs: Record<string, unknown>): void => {
      errors.push(`${name}: ${error.message}`);
      // a partial failure is recorded: of an update with the old inputs
      if (error.id === undefined || error.properties === undefined) return;
      save(name, {
        id: error.id,
        inputs: checkpoint.get(name)?.inputs ?? inputs,
        outputs: { ...error.properties },
        initErrors: error.reasons ?? [],
      });
    };
    const create = async (name: string, inputs: Record<string, unknown>): Promise<void> => {
      try {
        const { id, outs } = await hooks.create(inputs);
        save(name, { id, inputs, outputs: { ...outs, __provider: "shim" } });
      } catch (error) {
        failed(name, error as EngineError, inputs);
      }
    };
    const remove = async (name: string): Promise<boolean> => {
      const olds = checkpoint.get(name);
      if (olds === undefined) return true;
      try {
        await hooks.delete(olds.id, asJson(olds.outputs));
        if (isAlive()) checkpoint.delete(name);
        return true;
      } catch (error) {
        errors.push(`${name}: ${(error as Error).message}`);
        return false;
      }
    };

    const running = new Set<Promise<void>>();
    const mayBegin = (): boolean => errors.length === 0 || options.continueOnError;
    const begin = async (step: () => Promise<void>): Promise<void> => {
      while (running.size >= options.parallel) await Promise.race(running);
      if (!mayBegin()) return;
      // the engine writes a checkpoint before each step, and goes on checking meanwhile
      const saved = new Promise((resolve) => setImmediate(resolve));
      const work: Promise<void> = saved.then(step).finally(() => running.delete(work));
      running.add(work);
    };
    const work = async (): Promise<void> => {
      for (const [name, declared] of Object.entries(program)) {
        if (options.target !== undefined && options.target !== name) continue;
        if (!mayBegin()) break;
        const olds = checkpoint.get(name);
        const news = propertiesOf(declared);
        const checked = await hooks.check(asJson(olds?.inputs ?? {}), news);
        if (checked.failures !== undefined && checked.failures.length > 0) {
          errors.push(`${name}: ${checked.failures.map(({ reason }) => reason).join()}`);
          break;
        }
        const inputs = asJson({ ...(checked.inputs as Record<string, unknown>), __provider: "shim" });
        if (olds === undefined) {
          await begin(() => create(name, inputs));
          continue;
        }
        const { changes, replaces = [] } = await hooks.diff(olds.id, asJson(olds.outputs), inputs);
        if (replaces.length > 0) {
          await hooks.check({}, news);
          await begin(async () => {
            // delete before replace
            if (await remove(name)) await create(name, inputs);
          });
        } else if (changes === true || olds.initErrors !== undefined) {
          await begin(async () => {
            try {
              const { outs } = await hooks.update(olds.id, asJson(olds.outputs), inputs);
              save(name, { id: olds.id, inputs, outputs: { ...outs, __provider: "shim" } });
            } catch (error) {
              failed(name, error as EngineError, inputs);
            }
          });
        } else save(name, { ...olds, inputs });
      }
      await Promise.all(running);
      if (errors.length > 0) return;
      const gone = [...checkpoint.keys()].filter((name) => !(name in program));
      const targeted = gone.filter((name) => options.target === undefined || options.target === name);
      await Promise.all(targeted.map(remove));
    };
    const outcome = await Promise.race([work().then(() => "done" as const), killed]);
    cloud.onWrite = () => undefined;
    return {
      succeeded: outcome === "done" && errors.length === 0,
      killed: outcome === "killed",
      errors,
      notes,
    };
  }

  async function refresh(): Promise<void> {
    const { hooks } = phase();
    for (const [name, olds] of checkpoint) {
      const read = (await hooks.read(olds.id, asJson(olds.outputs))) as {
        readonly id?: string;
        readonly props?: Record<string, unknown>;
        readonly inputs?: Record<string, unknown>;
      };
      if (read.id === undefined || read.props === undefined) checkpoint.delete(name);
      else
        checkpoint.set(
          name,
          asJson({
            id: read.id,
            inputs: { ...(read.inputs ?? olds.inputs), __provider: "shim" },
            outputs: { ...read.props, __provider: "shim" },
          }),
        );
    }
  }

  async function destroy(): Promise<UpResult> {
    const { hooks, notes } = phase();
    const errors: string[] = [];
    for (const [name, olds] of checkpoint) {
      try {
        await hooks.delete(olds.id, asJson(olds.outputs));
        checkpoint.delete(name);
      } catch (error) {
        errors.push(`${name}: ${(error as Error).message}`);
      }
    }
    return { succeeded: errors.length === 0, killed: false, errors, notes };
  }

  return { up, refresh, destroy, checkpoint: () => checkpoint };
}
