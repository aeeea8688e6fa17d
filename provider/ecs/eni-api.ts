import * as ecs from "@alicloud/ecs20140526";
import DataLoader from "dataloader";
import type { EniApi } from "../core/eni-api";
import { ApiError } from "../core/errors";
import type { NetworkInterface } from "../core/model";
import { openClient } from "./client";
import { describeEach, describeWhere, MAX_IDS_PER_DESCRIBE } from "./describe";
import type { Pace } from "./retry";
import type { Settings } from "./settings";

/** The engine starts resources within a few milliseconds of each other; those share one Describe. */
const COALESCE_MS = 10;

/** How many primary addresses are looked up one by one to name a holder; an error message needs no more. */
const MAX_PRIMARY_LOOKUPS = 5;

/**
 * Opens the API of one region for the settings given.
 * @throws UserError when there are no credentials.
 */
export async function openEniApi(regionId: string, settings: Settings, pace: Pace): Promise<EniApi> {
  const client = await openClient(regionId, settings, pace);
  const loader = new DataLoader<string, NetworkInterface | undefined>((ids) => describeEach(client, ids), {
    cache: false,
    maxBatchSize: MAX_IDS_PER_DESCRIBE,
    batchScheduleFn: (run) => setTimeout(run, COALESCE_MS),
  });

  return {
    describe: (networkInterfaceId, signal) => inTime(loader.load(networkInterfaceId), signal),

    findHolders: async (vSwitchId, addresses, signal) => {
      const holders = new Map<string, string>();
      const wanted = new Set(addresses);
      const note = (eni: NetworkInterface): void => {
        for (const address of [eni.primaryPrivateIpAddress, ...eni.privateIpAddresses]) {
          if (wanted.has(address)) holders.set(address, eni.networkInterfaceId);
        }
      };
      (await describeWhere(client, { vSwitchId, privateIpAddress: [...addresses] }, signal)).forEach(note);
      // the filter above knows secondary addresses only, and the one for primaries takes a single address
      for (const address of addresses.filter((a) => !holders.has(a)).slice(0, MAX_PRIMARY_LOOKUPS)) {
        (await describeWhere(client, { vSwitchId, primaryIpAddress: address }, signal)).forEach(note);
      }
      return holders;
    },

    describeInstance: async (instanceId, signal) => {
      const request = new ecs.DescribeInstancesRequest({
        regionId,
        instanceIds: JSON.stringify([instanceId]),
      });
      const { body } = await client.call("DescribeInstances", (sdk) => sdk.describeInstances(request), {
        repeatable: true,
        signal,
      });
      const instance = body?.instances?.instance?.[0];
      return instance === undefined ? undefined : { instanceId, status: instance.status ?? "" };
    },

    assign: async (networkInterfaceId, addresses, clientToken, signal) => {
      const privateIpAddress = [...addresses];
      const request = new ecs.AssignPrivateIpAddressesRequest({
        regionId,
        networkInterfaceId,
        privateIpAddress,
        clientToken,
      });
      await client.call("AssignPrivateIpAddresses", (sdk) => sdk.assignPrivateIpAddresses(request), {
        repeatable: true,
        signal,
      });
    },

    unassign: async (networkInterfaceId, addresses, signal) => {
      const privateIpAddress = [...addresses];
      const request = new ecs.UnassignPrivateIpAddressesRequest({
        regionId,
        networkInterfaceId,
        privateIpAddress,
      });
      await client.call("UnassignPrivateIpAddresses", (sdk) => sdk.unassignPrivateIpAddresses(request), {
        repeatable: false,
        signal,
      });
    },
  };
}

/** Stops waiting when the caller's time is up; the shared request goes on for the others. */
async function inTime<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  const timeIsUp = new Promise<never>((_, reject) => {
    const stop = (): void => {
      const why = "it was throttled or not answered until the time was up";
      reject(new ApiError("DescribeNetworkInterfaces", "NoReply", why, undefined, false));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([answer, timeIsUp]);
}
