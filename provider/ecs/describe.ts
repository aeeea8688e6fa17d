import * as ecs from "@alicloud/ecs20140526";
import { handlingOf } from "../core/answers";
import { ApiError } from "../core/errors";
import type { ElasticIp, NetworkInterface } from "../core/model";
import type { Deadline } from "../core/ports";
import type { Client } from "./client";

/** The most ENI ids in one DescribeNetworkInterfaces. Source: `NetworkInterfaceId.N`, N 1 to 100, in the SDK's remarks. */
export const MAX_IDS_PER_DESCRIBE = 100;

/** Unset, MaxResults is 10, which would drop most of a full request; 10 is also the least. Source: same remarks. */
const MIN_MAX_RESULTS = 10;

/** Source: same remarks. */
const MAX_MAX_RESULTS = 500;

/** More pages than any account needs: tokens that go round in circles would be followed for ever. */
const MAX_PAGES = 100;

type Filter = Partial<ecs.DescribeNetworkInterfacesRequest>;

interface Query {
  readonly deadline: Deadline;
  /** How many pages are read at most. */
  readonly maxPages?: number;
}

/** The ENIs that the filter selects. */
export async function describeWhere(
  client: Client,
  filter: Filter,
  { deadline, maxPages = MAX_PAGES }: Query,
): Promise<NetworkInterface[]> {
  const found: NetworkInterface[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const asked = nextToken;
    const request = new ecs.DescribeNetworkInterfacesRequest({
      regionId: client.regionId,
      maxResults: MAX_MAX_RESULTS,
      ...filter,
      ...(asked === undefined ? {} : { nextToken: asked }),
    });
    const { body } = await client.call(
      "DescribeNetworkInterfaces",
      (sdk, runtime) => sdk.describeNetworkInterfacesWithOptions(request, runtime),
      { repeatable: true, deadline, isAnswer: (reply) => reply.body?.networkInterfaceSets !== undefined },
    );
    found.push(...(body?.networkInterfaceSets?.networkInterfaceSet ?? []).map(toNetworkInterface));
    nextToken = body?.nextToken;
    if (nextToken === undefined || nextToken === "" || nextToken === asked) return found;
  }
  return found;
}

/** The ENIs of these ids that the region has, at most 100. */
export function describeByIds(
  client: Client,
  ids: readonly string[],
  query: Query,
): Promise<NetworkInterface[]> {
  return describeWhere(
    client,
    { networkInterfaceId: [...ids], maxResults: Math.max(MIN_MAX_RESULTS, ids.length) },
    query,
  );
}

/** What the cloud says of one id: the ENI, undefined where there is none, or why it does not say. */
export type Answer = NetworkInterface | undefined | Error;

export function isEni(answer: Answer): answer is NetworkInterface {
  return answer !== undefined && !(answer instanceof Error);
}

/**
 * Answers each id on its own. Whether one unknown or forbidden id makes the cloud refuse the whole request is not
 * documented; if it does, the others must not suffer, so each is asked for alone. No other refusal is about a single
 * id: throttled, a hundred more calls would only make it worse.
 */
export async function describeEach(
  client: Client,
  ids: readonly string[],
  query: Query,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>(ids.map((id) => [id, undefined]));
  const note = (enis: readonly NetworkInterface[]): void => {
    for (const eni of enis) answers.set(eni.networkInterfaceId, eni);
  };
  const refused = async (error: unknown): Promise<void> => {
    if (answers.size === 1 || !mayConcernOne(error)) {
      ids.forEach((id) => answers.set(id, handleAlone(error)));
      return;
    }
    const alone = (id: string): Promise<void> =>
      describeByIds(client, [id], query).then(note, (own: unknown) => void answers.set(id, handleAlone(own)));
    await Promise.all([...answers.keys()].map(alone));
  };
  await describeByIds(client, [...answers.keys()], query).then(note, refused);
  return answers;
}

/** Whether a refusal of several ids may be about one of them. */
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
    primaryPrivateIpAddress:
      eni.privateIpAddress ?? addresses.find(({ primary }) => primary)?.privateIpAddress ?? "",
    privateIpAddresses: addresses.flatMap(({ primary, privateIpAddress }) =>
      primary === true || privateIpAddress === undefined ? [] : [privateIpAddress],
    ),
    vSwitchId: eni.vSwitchId ?? "",
    vpcId: eni.vpcId ?? "",
    securityGroupIds: eni.securityGroupIds?.securityGroupId ?? [],
    instanceId: eni.instanceId === undefined || eni.instanceId === "" ? undefined : eni.instanceId,
    ownerId: eni.ownerId ?? "",
    serviceManaged: eni.serviceManaged ?? false,
    elasticIps: Object.fromEntries(addresses.flatMap(toElasticIp)),
    tags: Object.fromEntries(
      (eni.tags?.tag ?? []).map(({ tagKey = "", tagValue = "" }) => [tagKey, tagValue]),
    ),
  };
}

type PrivateIp =
  ecs.DescribeNetworkInterfacesResponseBodyNetworkInterfaceSetsNetworkInterfaceSetPrivateIpSetsPrivateIpSet;

/** Source: `AssociatedPublicIp` of each private address, in the SDK's model; empty where none is bound. */
function toElasticIp({ privateIpAddress, associatedPublicIp }: PrivateIp): (readonly [string, ElasticIp])[] {
  const { publicIpAddress, allocationId = "" } = associatedPublicIp ?? {};
  if (!privateIpAddress || !publicIpAddress) return [];
  return [[privateIpAddress, { publicIpAddress, allocationId }]];
}
