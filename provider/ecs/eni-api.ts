import Ecs, * as ecs from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import DataLoader from "dataloader";
import type { EniApi } from "../core/eni-api";
import { ApiError, handlingOf } from "../core/errors";
import type { NetworkInterface } from "../core/model";
import { toApiError } from "./api-errors";
import { findCredentials } from "./credentials";
import { type Pace, withRetry } from "./retry";
import type { Settings } from "./settings";

/** The most ENI ids in one DescribeNetworkInterfaces. Source: `NetworkInterfaceId.N`, N 1 to 100, in the SDK's remarks. */
const MAX_IDS_PER_DESCRIBE = 100;

/** Unset, MaxResults is 10, which would drop most of a full request; 10 is also the least. Source: same remarks. */
const MIN_MAX_RESULTS = 10;

/** The engine starts resources within a few milliseconds of each other; those share one Describe. */
const COALESCE_MS = 10;

/**
 * The SDK's 3 s are too short: its legacy siblings allow 10 s for Assign and Unassign and 16 s for Describe
 * (alibaba-cloud-sdk-go, sdk/api_timeout.go). In milliseconds.
 */
const CONNECT_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 16_000;

/** How many primary addresses are looked up one by one to name a holder; an error message needs no more. */
const MAX_PRIMARY_LOOKUPS = 5;

/** Opens the API of one region for the settings given. The only place that knows the SDK's shapes. */
export async function openEniApi(regionId: string, settings: Settings, pace: Pace): Promise<EniApi> {
  const { credential, secrets } = await findCredentials(settings);
  const client = new Ecs(
    new $OpenApiUtil.Config({
      credential,
      regionId,
      protocol: settings.protocol,
      connectTimeout: CONNECT_TIMEOUT_MS,
      readTimeout: READ_TIMEOUT_MS,
      userAgent: "pulumi-alicloud-secondary-ips",
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    }),
  );

  const send = <T>(
    action: string,
    call: () => Promise<T>,
    repeatable: boolean,
    signal?: AbortSignal,
  ): Promise<T> => {
    const attempt = (): Promise<T> =>
      call().catch((error: unknown) => Promise.reject(toApiError(action, error, secrets)));
    return withRetry(attempt, { pace, repeatable, ...(signal === undefined ? {} : { signal }) });
  };

  const describeWhere = async (
    filter: Partial<ecs.DescribeNetworkInterfacesRequest>,
  ): Promise<NetworkInterface[]> => {
    const found: NetworkInterface[] = [];
    let nextToken: string | undefined;
    do {
      const request = new ecs.DescribeNetworkInterfacesRequest({
        regionId,
        maxResults: MAX_IDS_PER_DESCRIBE,
        ...filter,
      });
      if (nextToken !== undefined) request.nextToken = nextToken;
      const { body } = await send(
        "DescribeNetworkInterfaces",
        () => client.describeNetworkInterfaces(request),
        true,
      );
      found.push(...(body?.networkInterfaceSets?.networkInterfaceSet ?? []).map(toNetworkInterface));
      nextToken = body?.nextToken;
    } while (nextToken !== undefined && nextToken !== "");
    return found;
  };

  const describeById = (ids: readonly string[]): Promise<NetworkInterface[]> =>
    describeWhere({ networkInterfaceId: [...ids], maxResults: Math.max(MIN_MAX_RESULTS, ids.length) });

  const loader = new DataLoader<string, NetworkInterface | undefined>(
    (ids) => describeEach(ids, describeById),
    {
      cache: false,
      maxBatchSize: MAX_IDS_PER_DESCRIBE,
      batchScheduleFn: (run) => setTimeout(run, COALESCE_MS),
    },
  );

  return {
    describe: (networkInterfaceId) => loader.load(networkInterfaceId),

    findHolders: async (vSwitchId, addresses) => {
      const holders = new Map<string, string>();
      const wanted = new Set(addresses);
      const note = (eni: NetworkInterface): void => {
        for (const address of [eni.primaryPrivateIpAddress, ...eni.privateIpAddresses]) {
          if (wanted.has(address)) holders.set(address, eni.networkInterfaceId);
        }
      };
      (await describeWhere({ vSwitchId, privateIpAddress: [...addresses] })).forEach(note);
      // the filter above knows secondary addresses only, and the one for primaries takes a single address
      for (const address of addresses.filter((a) => !holders.has(a)).slice(0, MAX_PRIMARY_LOOKUPS)) {
        (await describeWhere({ vSwitchId, primaryIpAddress: address })).forEach(note);
      }
      return holders;
    },

    describeInstance: async (instanceId) => {
      const request = new ecs.DescribeInstancesRequest({
        regionId,
        instanceIds: JSON.stringify([instanceId]),
      });
      const { body } = await send("DescribeInstances", () => client.describeInstances(request), true);
      const instance = body?.instances?.instance?.[0];
      return instance === undefined ? undefined : { instanceId, status: instance.status ?? "" };
    },

    assign: async (networkInterfaceId, addresses, clientToken, signal) => {
      const request = new ecs.AssignPrivateIpAddressesRequest({
        regionId,
        networkInterfaceId,
        privateIpAddress: [...addresses],
        clientToken,
      });
      await send("AssignPrivateIpAddresses", () => client.assignPrivateIpAddresses(request), true, signal);
    },

    unassign: async (networkInterfaceId, addresses, signal) => {
      const request = new ecs.UnassignPrivateIpAddressesRequest({
        regionId,
        networkInterfaceId,
        privateIpAddress: [...addresses],
      });
      await send(
        "UnassignPrivateIpAddresses",
        () => client.unassignPrivateIpAddresses(request),
        false,
        signal,
      );
    },
  };
}

/**
 * Answers each id on its own. Whether one unknown or forbidden id makes the cloud refuse the whole request is not
 * documented; if it does, the others must not suffer, so each is asked for alone.
 */
async function describeEach(
  ids: readonly string[],
  describeById: (ids: readonly string[]) => Promise<NetworkInterface[]>,
): Promise<(NetworkInterface | undefined | Error)[]> {
  const unique = [...new Set(ids)];
  const answers = new Map<string, NetworkInterface | undefined | Error>();
  const note = (enis: readonly NetworkInterface[]): void => {
    for (const eni of enis) answers.set(eni.networkInterfaceId, eni);
  };
  const refused = async (error: unknown): Promise<void> => {
    if (!(error instanceof ApiError) || error.code === "NoReply" || unique.length === 1) {
      unique.forEach((id) => answers.set(id, handleAlone(error)));
    } else {
      await Promise.all(
        unique.map((id) =>
          describeById([id]).then(note, (own: unknown) => answers.set(id, handleAlone(own))),
        ),
      );
    }
  };
  await describeById(unique).then(note, refused);
  return ids.map((id) => answers.get(id));
}

/** For a single id, "not found" is an answer and no failure. */
function handleAlone(error: unknown): Error | undefined {
  return error instanceof ApiError && handlingOf(error) === "gone" ? undefined : (error as Error);
}

function toNetworkInterface(
  eni: ecs.DescribeNetworkInterfacesResponseBodyNetworkInterfaceSetsNetworkInterfaceSet,
): NetworkInterface {
  const addresses = eni.privateIpSets?.privateIpSet ?? [];
  return {
    networkInterfaceId: eni.networkInterfaceId ?? "",
    status: eni.status ?? "",
    type: eni.type ?? "",
    primaryPrivateIpAddress:
      eni.privateIpAddress ?? addresses.find(({ primary }) => primary)?.privateIpAddress ?? "",
    privateIpAddresses: addresses.flatMap(({ primary, privateIpAddress }) =>
      primary === true || privateIpAddress === undefined ? [] : [privateIpAddress],
    ),
    vSwitchId: eni.vSwitchId ?? "",
    securityGroupIds: eni.securityGroupIds?.securityGroupId ?? [],
    instanceId: eni.instanceId === undefined || eni.instanceId === "" ? undefined : eni.instanceId,
    serviceManaged: eni.serviceManaged ?? false,
  };
}
