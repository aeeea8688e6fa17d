import { setTimeout as pause } from "node:timers/promises";
import { DEFAULT_PACE } from "../../provider/ecs/retry";
import { createClaims } from "../../provider/runtime/claims";
import { createHooks } from "../../provider/runtime/hooks";
import type { Hooks } from "../helpers/provider";
import { noting, type Times } from "./bounds";
import type { SimulatedCloud } from "./cloud";
import type { Provider } from "./program";
import { aFamily } from "./siblings";
import { isOfReplaced } from "./under-way";

// The processes of one run.

/** One preview or one update: it has provider processes of its own. */
export interface Phase {
  /** The process of a provider, which is started when it is first asked for. */
  readonly hooksOf: (provider?: Provider) => Promise<Hooks>;
  /** What the processes told the terminal. */
  readonly notes: readonly string[];
  /** The hooks that took longer than they may. */
  readonly tooLong: readonly string[];
  readonly isAlive: () => boolean;
  /** Ends the processes, before their time or after: nothing that they still do has an effect. */
  readonly kill: () => void;
  readonly killed: Promise<"killed">;
}

/** How long the engine takes to start the process of a provider: seen, 0.4 to 0.9 s. In milliseconds. */
const STARTING_MS: Readonly<Record<Provider, number>> = { default: 500, other: 800 };

let tokens = 0;

/** @param onWrite is called before each write, and may kill it. */
export function aPhase(
  cloud: SimulatedCloud,
  { onWrite = () => undefined }: { readonly onWrite?: () => void } = {},
): Phase {
  let isAlive = true;
  const notes: string[] = [];
  const times: Times = { longest: 0, tooLong: [] };
  const siblingsOf = aFamily();
  const processes = new Map<Provider, Promise<Hooks>>();
  const start = async (provider: Provider): Promise<Hooks> => {
    await pause(STARTING_MS[provider]);
    const hooks = noting(
      createHooks({
        env: () => ({ ALICLOUD_REGION: "cn-hangzhou" }),
        openApi: () => Promise.resolve(cloud.apiOf(() => isAlive, onWrite)),
        pace: DEFAULT_PACE,
        newClientToken: () => `token-${++tokens}`,
        // what the deletion of a replaced resource tells is too late: its preview called the provider
        notify: (line) => notes.push(isOfReplaced() ? `replaced: ${line}` : line),
        claims: createClaims(siblingsOf(provider)),
      }),
      times,
    );
    const settings = { "alicloud-secondary-ips:provider": provider === "other" ? "other" : undefined };
    await hooks.configure({
      config: { get: (key: string) => settings[key as keyof typeof settings] },
    } as never);
    return hooks;
  };
  let end: (value: "killed") => void = () => undefined;
  const killed = new Promise<"killed">((resolve) => (end = resolve));
  const kill = (): void => {
    isAlive = false;
    end("killed");
  };
  const hooksOf = (provider: Provider = "default"): Promise<Hooks> => {
    const process = processes.get(provider) ?? start(provider);
    processes.set(provider, process);
    return process;
  };
  return { hooksOf, notes, tooLong: times.tooLong, kill, killed, isAlive: () => isAlive };
}
