import type * as pulumi from "@pulumi/pulumi";
import { openEniApi } from "../../provider/ecs/eni-api";
import type { Pace } from "../../provider/ecs/retry";
import type { Environment } from "../../provider/ecs/settings/settings";
import {
  type Call,
  createEmulator,
  defaultAccessKey,
  type Emulator,
  type EmulatorOptions,
} from "../../provider/emulator";
import type { State } from "../../provider/core/state";
import { createClaims } from "../../provider/runtime/claims";
import { createHooks } from "../../provider/runtime/hooks";
import type { ProgramPace } from "../../provider/runtime/program-watch";

type Declared = Record<string, unknown>;
export type Hooks = Required<pulumi.dynamic.ResourceProvider<object, object>>;

/** The hooks as Pulumi calls them, over the real SDK and a socket, without the engine. */
export interface Provider {
  readonly emulator: Emulator;
  /** Each call of create, update, delete, read or diff runs in a process of its own, unless others are under way. */
  readonly hooks: Hooks;
  /** Runs several hooks in one process, as the engine does in one `up`. */
  readonly phase: <T>(work: (hooks: Hooks) => Promise<T>) => Promise<T>;
  /** What a person would have been told. */
  readonly notes: string[];
  /** The actions called since the last time this was asked. */
  readonly actions: () => string[];
  /** What the ENI really holds. */
  readonly held: (networkInterfaceId?: string) => readonly string[];
  readonly create: (declared?: Declared) => Promise<State>;
  readonly destroy: (before: State) => Promise<void>;
  readonly update: (before: State, declared?: Declared) => Promise<State>;
}

export const DESCRIBE = "DescribeNetworkInterfaces";
export const ASSIGN = "AssignPrivateIpAddresses";
export const UNASSIGN = "UnassignPrivateIpAddresses";

/** `count` addresses of the demo vSwitch, from 10.0.0.`from` on. */
export function addresses(count: number, from = 101): string[] {
  return Array.from({ length: count }, (_, i) => `10.0.0.${from + i}`);
}

/** The addresses that a call names. */
export function addressesOf({ parameters }: Call): string[] {
  return Object.entries(parameters).flatMap(([name, address]) =>
    name.startsWith("PrivateIpAddress.") ? [address] : [],
  );
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
/** All checks of a test are done when the first change begins, but for those of the same moment. */
const quickly: Partial<ProgramPace> = { quiet: { forMs: 10, atMostMs: 1_000 } };

export function openProvider(
  emulator: Emulator,
  env: Environment = keysFor(emulator),
  pace: Pace = quick,
  programPace = quickly,
): Provider {
  const notes: string[] = [];
  let tokens = 0;
  const own: Hooks = createHooks({
    env: () => env,
    openApi: (regionId, settings) => openEniApi(regionId, settings, pace),
    pace,
    newClientToken: () => `token-${++tokens}`,
    notify: (line) => notes.push(line),
    claims: createClaims(undefined, programPace),
  });
  let request: Parameters<Hooks["configure"]>[0] = { config: { get: () => undefined } } as never;
  let underWay = 0;
  /** As the engine does: a process of its own for each phase, in which hooks run side by side. */
  const phase: Provider["phase"] = async (work) => {
    if (underWay === 0) await own.configure(request);
    underWay++;
    try {
      return await work(own);
    } finally {
      underWay--;
    }
  };
  const hooks: Hooks = {
    ...own,
    configure: (given) => own.configure((request = given)),
    diff: (...args) => phase(() => own.diff(...args)),
    create: (...args) => phase(() => own.create(...args)),
    update: (...args) => phase(() => own.update(...args)),
    delete: (...args) => phase(() => own.delete(...args)),
    read: (...args) => phase(() => own.read(...args)),
  };
  const inputsFor = async (news: Declared): Promise<Declared> => {
    const defaults = {
      networkInterfaceId: "eni-demo",
      regionId: "cn-hangzhou",
      privateIpAddresses: {},
      __provider: "shim",
    };
    const { inputs, failures } = await own.check({}, { ...defaults, ...news });
    if (failures !== undefined && failures.length > 0) throw new Error(failures[0]?.reason);
    return { ...(inputs as Declared), __provider: "shim" };
  };
  return {
    emulator,
    hooks,
    phase,
    notes,
    actions: () => {
      const made = emulator.calls().map(({ action }) => action);
      emulator.clearCalls();
      return made;
    },
    held: (id = "eni-demo") => [...(emulator.networkInterface(id)?.privateIpAddresses ?? [])],
    create: (news = {}) => phase(async () => (await own.create(await inputsFor(news))).outs as State),
    destroy: (before) => phase(() => own.delete(before.networkInterfaceId, { ...before })),
    update: (before, news = {}) =>
      phase(async () => {
        const olds = { ...before, __provider: "shim" };
        return (await own.update(before.networkInterfaceId, olds, await inputsFor(news))).outs as State;
      }),
  };
}

export function keysFor(emulator: Emulator): Environment {
  return {
    ECS_ENDPOINT: emulator.url,
    STS_ENDPOINT: emulator.endpoint,
    ALICLOUD_ACCESS_KEY: defaultAccessKey.accessKeyId,
    ALICLOUD_SECRET_KEY: defaultAccessKey.accessKeySecret,
  };
}

/** What a hook threw, as the engine reads it. */
export interface EngineError {
  readonly message: string;
  readonly stack?: string;
  readonly id?: string;
  readonly properties?: State & { readonly __provider?: string };
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
