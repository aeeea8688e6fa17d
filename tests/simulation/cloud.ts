import { ApiError } from "../../provider/core/errors";
import type { NetworkInterface } from "../../provider/core/model";
import type { EniApi } from "../../provider/core/ports";
import { anEni } from "../helpers/eni";

/** What the cloud makes of one write. Of a half it says that it refused all; `lost` and `done and lost` have no reply. */
export const WEATHERS = [
  ...(["fine", "fine", "denied", "throttled", "conflict", "full", "half", "lost", "done and lost"] as const),
];
type Weather = (typeof WEATHERS)[number];

const CODES: Partial<Record<Weather, string>> = {
  denied: "Forbidden.RAM",
  throttled: "Throttling.User",
  conflict: "Operation.Conflict",
  lost: "NoReply",
};

/** What will come: of each write, and of each look, how many writes to its ENI it lags behind. Fine and none, once used up. */
export interface Sky {
  readonly weather: readonly Weather[];
  readonly lags: readonly number[];
}

interface Write {
  readonly action: "assign" | "unassign";
  readonly id: string;
  readonly addresses: readonly string[];
  readonly came: Weather;
}

/** The API as one provider process has it; none of its calls has an effect once the process is dead. */
type ProcessApi = (isAlive: () => boolean) => EniApi;

export interface SimulatedCloud {
  readonly apiOf: ProcessApi;
  /** What was sent since the last time this was asked. */
  readonly writes: () => readonly Write[];
  readonly calls: () => number;
  readonly held: (id: string) => readonly string[];
  /** Somebody else assigns or unassigns. */
  readonly put: (id: string, addresses: readonly string[]) => void;
  readonly foresee: (sky: Sky) => void;
  /** Is called before each write, and may end the process that sends it. */
  onWrite: () => void;
}

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** ENIs of one vSwitch, whose looks lag behind the writes, but show nothing older than one before them did. */
export function aSimulatedCloud(ids: readonly string[]): SimulatedCloud {
  const versions = new Map(ids.map((id) => [id, [[]] as (readonly string[])[]]));
  const shown = new Map<string, number>();
  let writes: Write[] = [];
  let calls = 0;
  let weather: Weather[] = [];
  let lags: number[] = [];
  const historyOf = (id: string): (readonly string[])[] => versions.get(id) ?? [[]];
  const held = (id: string): readonly string[] => historyOf(id).at(-1) ?? [];
  const holderOf = (address: string): string | undefined => ids.find((id) => held(id).includes(address));
  const refusal = (code: string, message = ""): ApiError =>
    new ApiError("Action", code, message, { outcomeUnknown: code === "NoReply" });

  const cloud: SimulatedCloud = {
    writes: () => {
      const made = writes;
      writes = [];
      return made;
    },
    calls: () => calls,
    held,
    put: (id, addresses) => {
      historyOf(id).push(addresses);
    },
    foresee: (sky) => {
      weather = [...sky.weather];
      lags = [...sky.lags];
    },
    onWrite: () => undefined,
    apiOf: (isAlive) => {
      const write = async (
        action: Write["action"],
        id: string,
        list: readonly string[],
      ): Promise<readonly string[]> => {
        calls++;
        if (!isAlive()) return never();
        cloud.onWrite();
        if (!isAlive()) return never();
        const came = weather.shift() ?? "fine";
        writes.push({ action, id, addresses: list, came });
        await Promise.resolve();
        const code = CODES[came];
        if (code !== undefined) throw refusal(code);
        if (came === "full" && action === "assign") throw refusal("MaxEniPrivateIpsCountExceeded");
        const wrong = list.find((address) =>
          action === "assign" ? holderOf(address) !== undefined : !held(id).includes(address),
        );
        if (wrong !== undefined)
          throw refusal(
            action === "assign" ? "InvalidIp.IpAssigned" : "InvalidIp.IpUnassigned",
            `The IP ${wrong} is.`,
          );
        const part = came === "half" ? list.slice(0, Math.ceil(list.length / 2)) : list;
        const others = held(id).filter((address) => !part.includes(address));
        historyOf(id).push(action === "assign" ? [...others, ...part] : others);
        if (!isAlive()) return never();
        if (came === "half") {
          // what the cloud did and denied is found by looking, or not at all
          lags = [];
          throw refusal("Forbidden.RAM");
        }
        if (came === "done and lost") throw refusal("NoReply");
        return part;
      };
      const look = async (id: string): Promise<NetworkInterface | undefined> => {
        calls++;
        if (!isAlive()) return never();
        await Promise.resolve();
        const latest = historyOf(id).length - 1;
        const at = Math.max(shown.get(id) ?? 0, latest - (lags.shift() ?? 0));
        shown.set(id, at);
        return anEni({ networkInterfaceId: id, privateIpAddresses: historyOf(id)[at] ?? [] });
      };
      return {
        regionId: "cn-hangzhou",
        reader: {
          expect: () => undefined,
          recall: () => undefined,
          look,
          findHolders: (_vSwitchId: string, addresses: readonly string[]) =>
            Promise.resolve(
              new Map(
                addresses.flatMap((address) => {
                  const holder = holderOf(address);
                  return holder === undefined ? [] : [[address, holder] as const];
                }),
              ),
            ),
          findInstance: () => Promise.resolve(undefined),
          during: <T>(work: () => Promise<T>) => work(),
        },
        writer: {
          assign: (id: string, list: readonly string[]) => write("assign", id, list),
          unassign: async (id: string, list: readonly string[]) => {
            await write("unassign", id, list);
          },
        },
        securityGroups: {
          group: () => Promise.reject(new Error("nobody asks for groups")),
          idsOfVpc: () => Promise.resolve([]),
          prefixList: () => Promise.resolve([]),
        },
        callerAccountId: () => Promise.resolve("1234567890123456"),
      };
    },
  };
  return cloud;
}
