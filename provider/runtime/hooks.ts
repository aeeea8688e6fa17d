import { Mutex } from "async-mutex";
import type * as pulumi from "@pulumi/pulumi";
import { checkInputs, isEniId } from "../core/check";
import { compare, hiddenRemovals, type Properties } from "../core/diff";
import type { EniApi } from "../core/eni-api";
import { UserError } from "../core/errors";
import { list, reportOf } from "../core/report";
import { type Inputs, inputsOf, type Outputs } from "../core/model";
import { type Config, defaultRegionId, type Environment, readSettings, type Settings } from "../ecs/settings";
import { guarded } from "./engine-boundary";
import { afterRefresh } from "./outputs";
import { reconcile, release } from "./reconcile";
import { type Effects, explained } from "./session";

export interface HookOptions {
  readonly env: () => Environment;
  readonly openApi: (regionId: string, settings: Settings) => Promise<EniApi>;
  readonly effects: Omit<Effects, "isBeingChanged" | "isDeclaredNow">;
}

type Hooks = Required<pulumi.dynamic.ResourceProvider>;

/**
 * The functions that Pulumi calls. `check` and `diff` ask the cloud nothing, because the engine calls them one
 * resource at a time; the others share one API per region, and one lock per ENI.
 */
export function createHooks({ env, openApi, effects: given }: HookOptions): Hooks {
  let config: Config = () => undefined;
  const apis = new Map<string, Promise<EniApi>>();
  const locks = new Map<string, Mutex>();
  const declaredNow = new Map<string, Set<string>>();
  const effects: Effects = {
    ...given,
    isBeingChanged: (id) => locks.get(id)?.isLocked() === true,
    isDeclaredNow: (id, address) => declaredNow.get(id)?.has(address) === true,
  };

  const apiOf = (regionId: string): Promise<EniApi> => {
    const opened = apis.get(regionId) ?? openApi(regionId, readSettings(config, env()));
    apis.set(regionId, opened);
    // credentials may be there at the next attempt
    opened.catch(() => apis.delete(regionId));
    return opened;
  };

  /** Writes to one ENI never overlap: the cloud refuses a second task on it. */
  const exclusively = <T>({ networkInterfaceId }: Inputs, work: () => Promise<T>): Promise<T> => {
    const lock = locks.get(networkInterfaceId) ?? new Mutex();
    locks.set(networkInterfaceId, lock);
    return lock.runExclusive(work);
  };

  /**
   * Notes what the program declares as soon as a create or update is called. A resource that gives an address up, or
   * is deleted, then leaves it to the one that takes it over: after a rename, a move between two resources, or a
   * replacement on the same ENI.
   */
  const declare = ({ networkInterfaceId, privateIpAddresses }: Inputs): void => {
    const addresses = declaredNow.get(networkInterfaceId) ?? new Set();
    declaredNow.set(networkInterfaceId, addresses);
    Object.keys(privateIpAddresses).forEach((address) => addresses.add(address));
  };

  return {
    // Pulumi caches the provider before it awaits this, so other hooks may run first if anything here is awaited.
    // It is called at the start of each process, and a process lives for one preview or one update.
    configure: (request) => {
      declaredNow.clear();
      config = (key) => request.config.get(key);
      return Promise.resolve();
    },

    check: guarded((olds: Properties, news: Properties) => {
      // what was decided stays: a shell with another default region must not move a resource that names none
      const isSameEni = olds["networkInterfaceId"] === news["networkInterfaceId"];
      const decided = isSameEni && typeof olds["regionId"] === "string" ? olds["regionId"] : undefined;
      const { inputs, problems } = checkInputs(news, decided ?? defaultRegionId(config, env()));
      if (problems.length === 0) return { inputs };
      const id = isEniId(news["networkInterfaceId"]) ? news["networkInterfaceId"] : undefined;
      return { inputs, failures: [{ property: "", reason: reportOf(id, problems) }] };
    }),

    diff: guarded((_id: string, olds: Properties, news: Properties) => {
      const hidden = hiddenRemovals(olds, news);
      if (hidden.length > 0) {
        effects.notify(
          `ENI ${String(olds["networkInterfaceId"])}: will unassign ${list(hidden)}, which an update that failed had assigned`,
        );
      }
      return { ...compare(olds, news) };
    }),

    create: guarded(async (properties: Properties) => {
      const inputs = properties as unknown as Inputs;
      declare(inputs);
      const api = await apiOf(inputs.regionId);
      const outs = await exclusively(inputs, () => reconcile(inputs, undefined, api, effects));
      return { id: inputs.networkInterfaceId, outs };
    }),

    update: guarded(async (_id: string, olds: Properties, news: Properties) => {
      const inputs = news as unknown as Inputs;
      declare(inputs);
      const api = await apiOf(inputs.regionId);
      return {
        outs: await exclusively(inputs, () => reconcile(inputs, olds as unknown as Outputs, api, effects)),
      };
    }),

    delete: guarded(async (_id: string, properties: Properties) => {
      const before = properties as unknown as Outputs;
      const api = await apiOf(before.regionId);
      await exclusively(before, () => release(before, api, effects));
    }),

    read: guarded(async (id: string, properties: Properties) => {
      // a lookup by the option `id` comes with inputs that nobody checked, and has no outputs
      if (!("primaryPrivateIpAddress" in properties)) {
        const problem =
          "the option `id` is not supported; declare the resource without it: creating adopts what is there";
        throw new UserError(reportOf(id, [problem]));
      }
      const before = properties as unknown as Outputs;
      const api = await apiOf(before.regionId);
      const actual = await explained(before, () => api.describe(id));
      if (actual === undefined) return {};
      const props = afterRefresh(before, actual);
      return { id, props, inputs: inputsOf(props) };
    }),
  };
}
