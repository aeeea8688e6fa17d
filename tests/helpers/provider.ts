import type * as pulumi from "@pulumi/pulumi";
import { openEniApi } from "../../provider/ecs/eni-api";
import type { Pace } from "../../provider/ecs/retry";
import type { Environment } from "../../provider/ecs/settings";
import {
  createEmulator,
  defaultAccessKey,
  type Emulator,
  type EmulatorOptions,
} from "../../provider/emulator";
import type { Outputs } from "../../provider/core/model";
import { createHooks } from "../../provider/runtime/hooks";

type Declared = Record<string, unknown>;
export type Hooks = Required<pulumi.dynamic.ResourceProvider<object, object>>;

/** The hooks as Pulumi calls them, over the real SDK and a socket, without the engine. */
export interface Provider {
  readonly emulator: Emulator;
  readonly hooks: Hooks;
  /** What a person would have been told. */
  readonly notes: string[];
  /** The actions called since the last time this was asked. */
  readonly actions: () => string[];
  /** What the ENI really holds. */
  readonly held: (networkInterfaceId?: string) => readonly string[];
  readonly create: (declared?: Declared) => Promise<Outputs>;
  readonly destroy: (before: Outputs) => Promise<void>;
  readonly update: (before: Outputs, declared?: Declared) => Promise<Outputs>;
}

export const DESCRIBE = "DescribeNetworkInterfaces";
export const ASSIGN = "AssignPrivateIpAddresses";
export const UNASSIGN = "UnassignPrivateIpAddresses";

/** `count` addresses of the demo vSwitch, from 10.0.0.`from` on. */
export function addresses(count: number, from = 101): string[] {
  return Array.from({ length: count }, (_, i) => `10.0.0.${from + i}`);
}

export function declared(list: readonly string[]): Record<string, "declared"> {
  return Object.fromEntries(list.map((address) => [address, "declared"]));
}

export async function withProvider(
  work: (provider: Provider) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  const emulator = createEmulator(options);
  await emulator.listen();
  try {
    await work(openProvider(emulator));
  } finally {
    await emulator.close();
  }
}

/** Errors come fast, so that a test of a bounded wait is short. */
const quick: Pace = { initialDelay: 5, maxDelay: 20 };

export function openProvider(
  emulator: Emulator,
  env: Environment = keysFor(emulator),
  pace: Pace = quick,
): Provider {
  const notes: string[] = [];
  let tokens = 0;
  const hooks: Hooks = createHooks({
    env: () => env,
    openApi: (regionId, settings) => openEniApi(regionId, settings, pace),
    effects: { pace, newClientToken: () => `token-${++tokens}`, notify: (line) => notes.push(line) },
  });
  const startProcess = (): Promise<void> => hooks.configure({ config: { get: () => undefined } } as never);
  const inputsFor = async (news: Declared): Promise<Declared> => {
    const defaults = {
      networkInterfaceId: "eni-demo",
      regionId: "cn-hangzhou",
      privateIpAddresses: {},
      __provider: "shim",
    };
    const { inputs, failures } = await hooks.check({}, { ...defaults, ...news });
    if (failures !== undefined && failures.length > 0) throw new Error(failures[0]?.reason);
    return { ...(inputs as Declared), __provider: "shim" };
  };
  return {
    emulator,
    hooks,
    notes,
    actions: () => {
      const made = emulator.calls().map(({ action }) => action);
      emulator.clearCalls();
      return made;
    },
    held: (id = "eni-demo") => [...(emulator.networkInterface(id)?.privateIpAddresses ?? [])],
    // each is an update of its own, which the engine runs in a process of its own
    create: async (news = {}) => {
      await startProcess();
      return (await hooks.create(await inputsFor(news))).outs as Outputs;
    },
    destroy: async (before) => {
      await startProcess();
      await hooks.delete(before.networkInterfaceId, before);
    },
    update: async (before, news = {}) => {
      await startProcess();
      const { outs } = await hooks.update(
        before.networkInterfaceId,
        { ...before, __provider: "shim" },
        await inputsFor(news),
      );
      return outs as Outputs;
    },
  };
}

export function keysFor(emulator: Emulator): Environment {
  return {
    ECS_ENDPOINT: emulator.url,
    ALICLOUD_ACCESS_KEY: defaultAccessKey.accessKeyId,
    ALICLOUD_SECRET_KEY: defaultAccessKey.accessKeySecret,
  };
}

/** What a hook threw, as the engine reads it. */
export interface EngineError {
  readonly message: string;
  readonly stack?: string;
  readonly id?: string;
  readonly properties?: Outputs & { readonly __provider?: string };
  readonly reasons?: readonly string[];
}

export async function failureOf(work: Promise<unknown>): Promise<EngineError> {
  return work.then(
    () => {
      throw new Error("it should have failed");
    },
    (error: unknown) => error as EngineError,
  );
}

/** Waits until the emulator has received so many calls of the action, or the work is over without them. */
export async function untilCalled(
  emulator: Emulator,
  action: string,
  count: number,
  work: Promise<unknown>,
): Promise<void> {
  const over = new AbortController();
  const end = (): void => {
    over.abort();
  };
  void work.then(end, end);
  while (!over.signal.aborted && emulator.calls(action).length < count)
    await new Promise((resolve) => setImmediate(resolve));
}

/** Request ids are random; a test on the exact text replaces them. */
export function withoutRequestId(text: string): string {
  return text.replaceAll(/request id [0-9A-F-]+/g, "request id R");
}
