import * as ecs from "@alicloud/ecs20140526";
import { ApiError, handlingOf } from "../core/errors";
import type { NetworkInterface } from "../core/model";
import type { Client } from "./client";

/** The most ENI ids in one DescribeNetworkInterfaces. Source: `NetworkInterfaceId.N`, N 1 to 100, in the SDK's remarks. */
export const MAX_IDS_PER_DESCRIBE = 100;

/** Unset, MaxResults is 10, which would drop most of a full request; 10 is also the least. Source: same remarks. */
const MIN_MAX_RESULTS = 10;

type Filter = Partial<ecs.DescribeNetworkInterfacesRequest>;
type Answer = NetworkInterface | undefined | Error;

/** The ENIs that the filter selects, of all pages. */
export async function describeWhere(
  client: Client,
  filter: Filter,
  signal?: AbortSignal,
): Promise<NetworkInterface[]> {
  const found: NetworkInterface[] = [];
  let nextToken: string | undefined;
  let asked: string | undefined;
  do {
    asked = nextToken;
    const request = new ecs.DescribeNetworkInterfacesRequest({
      regionId: client.regionId,
      maxResults: MAX_IDS_PER_DESCRIBE,
      ...filter,
    });
    if (nextToken !== undefined) request.nextToken = nextToken;
    const { body } = await client.call(
      "DescribeNetworkInterfaces",
      (sdk) => sdk.describeNetworkInterfaces(request),
      {
        repeatable: true,
        signal,
        isAnswer: (reply) => reply.body?.networkInterfaceSets !== undefined,
      },
    );
    found.push(...(body?.networkInterfaceSets?.networkInterfaceSet ?? []).map(toNetworkInterface));
    nextToken = body?.nextToken;
    // a token that stays the same would be followed for ever
  } while (nextToken !== undefined && nextToken !== "" && nextToken !== asked);
  return found;
}

/**
 * Answers each id on its own. Whether one unknown or forbidden id makes the cloud refuse the whole request is not
 * documented; if it does, the others must not suffer, so each is asked for alone. No other refusal is about a single
 * id: throttled, a hundred more calls would only make it worse.
 */
export async function describeEach(client: Client, ids: readonly string[]): Promise<Answer[]> {
  const describeById = (some: readonly string[]): Promise<NetworkInterface[]> =>
    describeWhere(client, {
      networkInterfaceId: [...some],
      maxResults: Math.max(MIN_MAX_RESULTS, some.length),
    });
  const unique = [...new Set(ids)];
  const answers = new Map<string, Answer>();
  const note = (enis: readonly NetworkInterface[]): void => {
    for (const eni of enis) answers.set(eni.networkInterfaceId, eni);
  };
  const refused = async (error: unknown): Promise<void> => {
    if (unique.length === 1 || !mayConcernOne(error)) {
      unique.forEach((id) => answers.set(id, handleAlone(error)));
      return;
    }
    const alone = (id: string): Promise<void> =>
      describeById([id]).then(note, (own: unknown) => void answers.set(id, handleAlone(own)));
    await Promise.all(unique.map(alone));
  };
  await describeById(unique).then(note, refused);
  return ids.map((id) => answers.get(id));
}

function mayConcernOne(error: unknown): boolean {
  return error instanceof ApiError && ["gone", "denied"].includes(handlingOf(error));
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
