import { ApiError } from "../../provider/core/errors";
import type { Deadline, EniApi } from "../../provider/core/ports";
import { anEni } from "./eni";

/** What the cloud makes of one write; of a half, it says that it refused all. */
export type Weather = "fine" | "denied" | "throttled" | "full" | "half" | "lost" | "done and lost";
export const WEATHERS: readonly Weather[] = [
  "fine",
  "denied",
  "throttled",
  "full",
  "half",
  "lost",
  "done and lost",
];

export interface LaggingCloudOptions {
  /** What the ENI held before it came to hold what it does: a look that lags may show it. */
  readonly before?: readonly string[];
  readonly held: readonly string[];
  /** What comes of each write; fine after the last one. */
  readonly weather: readonly Weather[];
  /** How many writes each look lags behind; none after the last one. */
  readonly lags: readonly number[];
  /** Whether the cloud names the address that it refuses. */
  readonly names: boolean;
}

export interface LaggingCloud {
  readonly api: EniApi;
  /** A time that is over after forty calls. */
  readonly deadline: Deadline;
  /** What was sent, whatever came of it. */
  readonly sent: { readonly assign: string[]; readonly unassign: string[] };
  /** What was assigned, whatever was said of it. */
  readonly assigned: ReadonlySet<string>;
  /** What the ENI holds. */
  readonly truth: () => readonly string[];
  /** From now on no look lags. */
  readonly catchUp: () => void;
}

/** A cloud with one ENI, whose looks lag behind its writes, but show nothing older than one before them did. */
export function aLaggingCloud({ before, held, weather, lags, names }: LaggingCloudOptions): LaggingCloud {
  const states = [before ?? held, held];
  const truth = (): readonly string[] => states.at(-1) ?? [];
  const sent = { assign: [] as string[], unassign: [] as string[] };
  const assigned = new Set<string>();
  const [skies, delays] = [[...weather], [...lags]];
  let shown = 0;
  let calls = 0;
  const catchUp = (): void => {
    delays.length = 0;
  };
  const refusal = (code: string, address = ""): ApiError =>
    new ApiError("Action", code, names ? `The IP ${address} is.` : "", {
      outcomeUnknown: code === "NoReply",
    });

  const write = async (verb: "assign" | "unassign", list: readonly string[]): Promise<void> => {
    calls++;
    sent[verb].push(...list);
    const sky = skies.shift() ?? "fine";
    await Promise.resolve();
    if (sky === "throttled") throw refusal("Throttling");
    if (sky === "lost") throw refusal("NoReply");
    if (sky === "denied") throw refusal("Forbidden.RAM");
    if (sky === "full" && verb === "assign") throw refusal("MaxEniPrivateIpsCountExceeded");
    const wrong = list.find((address) => truth().includes(address) === (verb === "assign"));
    if (wrong !== undefined)
      throw refusal(verb === "assign" ? "InvalidIp.IpAssigned" : "InvalidIp.IpUnassigned", wrong);

    const part = sky === "half" ? list.slice(0, Math.ceil(list.length / 2)) : list;
    if (verb === "assign") part.forEach((address) => assigned.add(address));
    const others = truth().filter((address) => !part.includes(address));
    states.push(verb === "assign" ? [...others, ...part] : others);
    if (sky === "done and lost") throw refusal("NoReply");
    if (sky === "half") {
      // what the cloud did and denied is found by looking, or not at all
      catchUp();
      throw refusal("Forbidden.RAM");
    }
  };
  const look = () => {
    calls++;
    shown = Math.max(shown, states.length - 1 - (delays.shift() ?? 0));
    return Promise.resolve(anEni({ privateIpAddresses: states[shown] ?? [] }));
  };
  const api = {
    regionId: "cn-hangzhou",
    reader: {
      expect: () => undefined,
      recall: () => undefined,
      look,
      findHolders: () => Promise.resolve(new Map()),
      during: <T>(work: () => Promise<T>) => work(),
    },
    writer: {
      assign: (_id: string, list: readonly string[]) => write("assign", list),
      unassign: (_id: string, list: readonly string[]) => write("unassign", list),
    },
  } as unknown as EniApi;
  const { signal } = new AbortController();
  const deadline: Deadline = { seconds: 1, signal, remaining: () => (calls > 40 ? 0 : 1_000) };
  return { api, deadline, sent, assigned, truth, catchUp };
}
