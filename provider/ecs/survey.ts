import * as ecs from "@alicloud/ecs20140526";
import type { NetworkInterface } from "../core/model";
import { inChunks } from "../core/limits";
import type { Deadline } from "../core/ports";
import type { Survey } from "../core/preflight";
import { type Client, openClient } from "./client";
import { startDeadline } from "./deadline";
import { describeByIds, describeWhere, MAX_IDS_PER_DESCRIBE } from "./describe";
import { DEFAULT_PACE } from "./retry";
import type { Settings } from "./settings/settings";

/** How long a preview waits for it at most, in seconds. */
const SECONDS = 60;

/** Source: PageSize of DescribeVSwitches, at most 50. */
const V_SWITCHES_OF_PAGE = 50;

/** More pages than any VPC needs. */
const MAX_PAGES = 20;

/**
 * Reads in bulk what is to be known of these ENIs: 100 ids a call, the blocks of a VPC's vSwitches 50 a call, and of each vSwitch in which
 * `assigns` says that something is to be assigned, all ENIs, 500 a call.
 * @throws UserError when there are no credentials; ApiError where the ENIs cannot be read.
 */
export async function survey(
  ids: readonly string[],
  regionId: string,
  settings: Settings,
  assigns: (eni: NetworkInterface) => boolean,
): Promise<Survey> {
  const client = await openClient(regionId, settings, DEFAULT_PACE);
  const deadline = startDeadline(SECONDS);
  const found = await Promise.all(
    inChunks(ids, MAX_IDS_PER_DESCRIBE).map((chunk) => describeByIds(client, chunk, { deadline })),
  );
  const enis = found.flat();
  const receiving = enis.filter(assigns);
  const [cidrBlocks, holders] = await Promise.all([
    // without them, nothing is said of addresses outside
    cidrBlocksOf(client, distinct(receiving, "vpcId"), deadline).catch(() => new Map<string, string>()),
    holdersIn(client, distinct(receiving, "vSwitchId"), deadline),
  ]);
  return {
    regionId,
    enis: new Map(enis.map((eni) => [eni.networkInterfaceId, eni])),
    cidrBlocks,
    holders,
  };
}

const distinct = (enis: readonly NetworkInterface[], key: "vpcId" | "vSwitchId"): readonly string[] => [
  ...new Set(enis.map((eni) => eni[key])),
];

async function holdersIn(
  client: Client,
  vSwitchIds: readonly string[],
  deadline: Deadline,
): Promise<Survey["holders"]> {
  const holdersOf = async (vSwitchId: string) => {
    const enis = await describeWhere(client, { vSwitchId }, { deadline, maxPages: MAX_PAGES });
    const held = enis.flatMap(({ networkInterfaceId, primaryPrivateIpAddress, privateIpAddresses }) =>
      [primaryPrivateIpAddress, ...privateIpAddresses].map(
        (address) => [address, networkInterfaceId] as const,
      ),
    );
    return [vSwitchId, new Map(held)] as const;
  };
  return new Map(await Promise.all(vSwitchIds.map(holdersOf)));
}

/**
 * The block of each vSwitch of the VPCs. The action of ECS has a successor in the VPC product, whose endpoint no setting of ours names; that
 * it is answered still is UNVERIFIED.
 */
async function cidrBlocksOf(
  client: Client,
  vpcIds: readonly string[],
  deadline: Deadline,
): Promise<ReadonlyMap<string, string>> {
  const { regionId } = client;
  const blocksOf = async (vpcId: string) => {
    const blocks: (readonly [string, string])[] = [];
    for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
      const request = new ecs.DescribeVSwitchesRequest({
        ...{ regionId, vpcId, pageNumber, pageSize: V_SWITCHES_OF_PAGE },
      });
      const { body } = await client.call(
        "DescribeVSwitches",
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
        (sdk, runtime) => sdk.describeVSwitchesWithOptions(request, runtime),
        { repeatable: true, deadline, isAnswer: (reply) => reply.body?.vSwitches !== undefined },
      );
      const page = body?.vSwitches?.vSwitch ?? [];
      blocks.push(...page.map(({ vSwitchId = "", cidrBlock = "" }) => [vSwitchId, cidrBlock] as const));
      if (page.length < V_SWITCHES_OF_PAGE) break;
    }
    return blocks;
  };
  return new Map((await Promise.all(vpcIds.map(blocksOf))).flat());
}
