import { EventEmitter, once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { DEFAULT_PACE } from "../../provider/ecs/retry";
import { createClaims } from "../../provider/runtime/claims";
import { createHooks } from "../../provider/runtime/hooks";
import type { ClaimEvent } from "../../provider/runtime/claim-book";
import type { Siblings } from "../../provider/runtime/siblings";
import { type Hooks } from "../helpers/provider";
import type { SimulatedCloud } from "./cloud";
import { type Operation, operation, replacing } from "./operation";
import type { Provider } from "./program";

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

const [UNTIL_KNOWN, CALL_UNDER_WAY, WHOSE_KEYS, LAST_LOOK, UNTIL_TOLD] = [5, 3, 3, 10, 5];
/** What a hook may take beyond its timeoutSeconds (INVARIANTS.md, 9). In seconds. */
const BEYOND: Readonly<Record<Operation, number>> = {
  create: CALL_UNDER_WAY + LAST_LOOK + UNTIL_TOLD,
  update: UNTIL_KNOWN + CALL_UNDER_WAY + LAST_LOOK + UNTIL_TOLD,
  delete: UNTIL_KNOWN + CALL_UNDER_WAY + LAST_LOOK,
  read: CALL_UNDER_WAY + WHOSE_KEYS,
};

/** Whether this is the deletion of a resource that another one takes the place of. */
const isOfReplaced = (): boolean => operation.getStore() === "delete" && replacing.getStore() === true;

let tokens = 0;

/** Of all processes of a run. */
interface Times {
  /** The longest that what takes the place of another one may take: the deletion of each may take as long. In seconds. */
  longest: number;
  readonly tooLong: string[];
}

function noting(hooks: Hooks, times: Times): Hooks {
  const noted =
    <A extends unknown[], R>(name: Operation, hook: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      operation.run(name, async () => {
        const begun = performance.now();
        try {
          return await hook(...args);
        } finally {
          const took = performance.now() - begun;
          const { timeoutSeconds } = args.at(-1) as { readonly timeoutSeconds: number };
          const most = isOfReplaced() ? times.longest : timeoutSeconds;
          if (took > (most + BEYOND[name]) * 1_000) times.tooLong.push(`${name} took ${took / 1_000} s`);
        }
      });
  return {
    ...hooks,
    check: async (olds, news) => {
      const checked = await hooks.check(olds, news);
      const { timeoutSeconds } = checked.inputs as { readonly timeoutSeconds: number };
      if (replacing.getStore() === true) times.longest = Math.max(times.longest, timeoutSeconds);
      return checked;
    },
    ...{ create: noted("create", hooks.create), update: noted("update", hooks.update) },
    ...{ delete: noted("delete", hooks.delete), read: noted("read", hooks.read) },
  };
}

/** The processes of one run, which hear what the others tell. */
function aFamily(): (own: Provider) => Siblings {
  const joined = new Set<Provider>();
  const told: { readonly by: Provider; readonly event: ClaimEvent }[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  return (own) => {
    let heard = 0;
    return {
      join: () => void joined.add(own),
      areThere: () => [...joined].some((one) => one !== own),
      tell: (event) => {
        told.push({ by: own, event });
        news.emit("told");
      },
      heard: () => {
        const others = told.slice(heard).filter(({ by }) => by !== own);
        heard = told.length;
        return others.map(({ event }) => event);
      },
      // the real ones look from time to time
      mayHaveTold: (signal) => once(news, "told", { signal }),
    };
  };
}

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
