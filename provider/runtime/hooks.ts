import { Mutex } from "async-mutex";
import type * as pulumi from "@pulumi/pulumi";
import { checkInputs, isEniId } from "../core/check";
import { compare, hiddenRemovals, type Properties } from "../core/diff";
import type { EniApi } from "../core/eni-api";
import { ApiError, UserError } from "../core/errors";
import { explainRefusal } from "../core/explain";
import { list, reportOf } from "../core/guards";
import { type Inputs, markAll, type Outputs } from "../core/model";
import { type Config, defaultRegionId, type Environment, readSettings, type Settings } from "../ecs/settings";
import { guarded } from "./guard";
import { drifted, outputsOf } from "./outputs";
import { reconcile, release } from "./reconcile";
import type { World } from "./session";

export interface HookOptions {
  readonly env: () => Environment;
  readonly openApi: (regionId: string, settings: Settings) => Promise<EniApi>;
  readonly world: World;
}

type Hooks = Required<pulumi.dynamic.ResourceProvider>;

/**
 * The functions that Pulumi calls. `check` and `diff` ask the cloud nothing, because the engine calls them one
 * resource at a time; the others share one API per region, and one lock per ENI.
 */
export function createHooks({ env, openApi, world }: HookOptions): Hooks {
  let config: Config = () => undefined;
  const apis = new Map<string, Promise<EniApi>>();
  const locks = new Map<string, Mutex>();

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

  return {
    // Pulumi caches the provider before it awaits this, so other hooks may run first if anything here is awaited
    configure: (request) => {
      config = (key) => request.config.get(key);
      return Promise.resolve();
    },

    check: guarded((_olds: Properties, news: Properties) => {
      const { inputs, problems } = checkInputs(news, defaultRegionId(config, env()));
      if (problems.length === 0) return { inputs };
      const id = isEniId(news["networkInterfaceId"]) ? news["networkInterfaceId"] : undefined;
      return { inputs, failures: [{ property: "", reason: reportOf(id, problems) }] };
    }),

    diff: guarded((_id: string, olds: Properties, news: Properties) => {
      const hidden = hiddenRemovals(olds, news);
      if (hidden.length > 0) {
        world.notify(
          `ENI ${String(olds["networkInterfaceId"])}: will unassign ${list(hidden)}, which an update that failed had assigned`,
        );
      }
      return { ...compare(olds, news) };
    }),

    create: guarded(async (properties: Properties) => {
      const inputs = properties as unknown as Inputs;
      const api = await apiOf(inputs.regionId);
      const outs = await exclusively(inputs, () => reconcile(inputs, undefined, api, world));
      return { id: inputs.networkInterfaceId, outs };
    }),

    update: guarded(async (_id: string, olds: Properties, news: Properties) => {
      const inputs = news as unknown as Inputs;
      const api = await apiOf(inputs.regionId);
      return {
        outs: await exclusively(inputs, () => reconcile(inputs, olds as unknown as Outputs, api, world)),
      };
    }),

    delete: guarded(async (_id: string, properties: Properties) => {
      const before = properties as unknown as Outputs;
      const api = await apiOf(before.regionId);
      await exclusively(before, () => release(before, api, world));
    }),

    read: guarded(async (id: string, properties: Properties) => {
      const before = properties as unknown as Outputs;
      const api = await apiOf(before.regionId);
      const actual = await api.describe(id).catch((error: unknown) => {
        throw error instanceof ApiError
          ? new UserError(
              reportOf(
                id,
                explainRefusal(error, { networkInterfaceId: id, regionId: before.regionId, addresses: [] }),
              ),
            )
          : error;
      });
      // only a refresh has outputs; a get of what is not there must fail, or the program would go on with nothing
      const isRefresh = "primaryPrivateIpAddress" in properties;
      if (actual === undefined) {
        if (isRefresh) return {};
        throw new UserError(
          reportOf(id, [`it was not found in region ${before.regionId}; check the id and regionId`]),
        );
      }
      const props = isRefresh
        ? drifted(before, actual)
        : outputsOf(before, actual, markAll(actual.privateIpAddresses, "declared"), []);
      const { networkInterfaceId, privateIpAddresses, ownership, regionId, timeoutSeconds } = props;
      return {
        id,
        props,
        inputs: { networkInterfaceId, privateIpAddresses, ownership, regionId, timeoutSeconds },
      };
    }),
  };
}
