import { DEFAULT_PACE } from "../../provider/ecs/retry";
import { createHooks } from "../../provider/runtime/hooks";
import { type Hooks } from "../helpers/provider";
import type { SimulatedCloud } from "./cloud";
import { operation } from "./operation";

/** One preview or one update: it has a provider process of its own. */
export interface Phase {
  readonly hooks: Hooks;
  /** What the process told the terminal. */
  readonly notes: readonly string[];
  readonly isAlive: () => boolean;
  /** Ends the process: nothing that it still does has an effect. */
  readonly kill: () => void;
  readonly killed: Promise<"killed">;
}

let tokens = 0;

function noting(hooks: Hooks): Hooks {
  const noted =
    <A extends unknown[], R>(name: Parameters<typeof operation.run>[0], hook: (...args: A) => R) =>
    (...args: A): R =>
      operation.run(name, () => hook(...args));
  return {
    ...hooks,
    ...{ create: noted("create", hooks.create), update: noted("update", hooks.update) },
    ...{ delete: noted("delete", hooks.delete), read: noted("read", hooks.read) },
  };
}

export function aPhase(cloud: SimulatedCloud): Phase {
  let isAlive = true;
  const notes: string[] = [];
  const hooks = noting(
    createHooks({
      env: () => ({ ALICLOUD_REGION: "cn-hangzhou" }),
      openApi: () => Promise.resolve(cloud.apiOf(() => isAlive)),
      pace: DEFAULT_PACE,
      newClientToken: () => `token-${++tokens}`,
      notify: (line) => notes.push(line),
    }),
  );
  void hooks.configure({ config: { get: () => undefined } } as never);
  let end: (value: "killed") => void = () => undefined;
  const killed = new Promise<"killed">((resolve) => (end = resolve));
  const kill = (): void => {
    isAlive = false;
    end("killed");
  };
  return { hooks, notes, kill, killed, isAlive: () => isAlive };
}
