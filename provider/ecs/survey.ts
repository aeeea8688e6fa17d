import * as ecs from "@alicloud/ecs20140526";
import { UserError } from "../core/errors";
import type { NetworkInterface } from "../core/model";
import { inChunks } from "../core/limits";
import type { Deadline } from "../core/ports";
import type { Capacity, Survey } from "../core/preflight";
import { type Client, openClient } from "./client";
import { inTime, startDeadline } from "./deadline";
import { type Answer, describeEach, describeWhere, isEni, MAX_IDS_PER_DESCRIBE } from "./describe";
import { DEFAULT_PACE } from "./retry";
import type { Settings } from "./settings/settings";

/** How long a preview waits for it at most, in seconds. */
const SECONDS = 60;

/** Source: PageSize of DescribeVSwitches, at most 50. */
const V_SWITCHES_OF_PAGE = 50;

/** Source: `InstanceTypes.N` of DescribeInstanceTypes, N 1 to 10, in the SDK's remarks. */
const TYPES_PER_CALL = 10;

/** Source: `InstanceIds` of DescribeInstances, at most 100 ids, in the SDK's remarks. */
const INSTANCES_PER_CALL = 100;

/** More pages than any VPC needs. */
const MAX_PAGES = 20;

/** What to read. */
interface Subject {
  readonly ids: readonly string[];
  readonly regionId: string;
  /** Whether something is to be assigned to the ENI. */
  readonly assigns: (eni: NetworkInterface) => boolean;
}

/**
 * Reads in bulk what is to be known of these ENIs: 100 ids a call, the blocks of a VPC's vSwitches 50 a call, and where
 * `assigns` says that something is to be assigned, all ENIs of the vSwitch, 500 a call, the instance, 100 a call, and its type, 10 a call.
 * @throws UserError when there are no credentials, or no answer in 60 s; ApiError where no ENI can be read.
 */
export function survey(subject: Subject, settings: Settings): Promise<Survey> {
  const deadline = startDeadline(SECONDS);
  return inTime(
    read(subject, settings, deadline),
    deadline,
    () => new UserError(`there was no answer in ${SECONDS} s; check the network and the endpoint.`),
  );
}

async function read(
  { ids, regionId, assigns }: Subject,
  settings: Settings,
  deadline: Deadline,
): Promise<Survey> {
  const client = await openClient(regionId, settings, DEFAULT_PACE);
  const answers = await answersTo(client, ids, deadline);
  const enis = answers.map(([, answer]) => answer).filter(isEni);
  const receiving = enis.filter(assigns);
  const instanceIds = receiving.flatMap(({ instanceId }) => instanceId ?? []);
  const [cidrBlocks, holders, capacities] = await Promise.all([
    // without them, nothing is said of addresses outside
    cidrBlocksOf(client, distinct(receiving, "vpcId"), deadline).catch(() => new Map<string, string>()),
    holdersIn(client, distinct(receiving, "vSwitchId"), deadline),
    // without them, nothing is said of how many an instance type allows
    capacitiesOf(client, [...new Set(instanceIds)], deadline).catch(() => new Map<string, Capacity>()),
  ]);
  return {
    regionId,
    enis: new Map(enis.map((eni) => [eni.networkInterfaceId, eni])),
    unread: new Map(
      answers.flatMap(([id, answer]) => (answer instanceof Error ? [[id, answer.message] as const] : [])),
    ),
    ...{ cidrBlocks, holders, capacities },
  };
}

/** @throws the error where none of the first hundred could be read. */
async function answersTo(
  client: Client,
  ids: readonly string[],
  deadline: Deadline,
): Promise<readonly (readonly [id: string, answer: Answer])[]> {
  const ask = async (chunks: readonly (readonly string[])[]) => {
    const answers = await Promise.all(chunks.map((chunk) => describeEach(client, chunk, { deadline })));
    return answers.flatMap((of) => [...of]);
  };
  const chunks = inChunks(ids, MAX_IDS_PER_DESCRIBE);
  const first = await ask(chunks.slice(0, 1));
  const errors = first.flatMap(([, answer]) => (answer instanceof Error ? [answer] : []));
  // where nothing may be read at all, each of a thousand would be asked for alone, only to be refused
  if (errors[0] !== undefined && errors.length === first.length) throw errors[0];
  return [...first, ...(await ask(chunks.slice(1)))];
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

async function capacitiesOf(
  client: Client,
  instanceIds: readonly string[],
  deadline: Deadline,
): Promise<Survey["capacities"]> {
  const { regionId } = client;
  const typesOf = async (ids: readonly string[]) => {
    const request = new ecs.DescribeInstancesRequest({
      ...{ regionId, instanceIds: JSON.stringify(ids), maxResults: INSTANCES_PER_CALL },
    });
    const { body } = await client.call(
      "DescribeInstances",
      (sdk, runtime) => sdk.describeInstancesWithOptions(request, runtime),
      { repeatable: true, deadline, isAnswer: (reply) => reply.body?.instances !== undefined },
    );
    return (body?.instances?.instance ?? []).map(
      ({ instanceId = "", instanceType = "" }) => [instanceId, instanceType] as const,
    );
  };
  const types = (await Promise.all(inChunks(instanceIds, INSTANCES_PER_CALL).map(typesOf))).flat();

  const quantitiesOf = async (instanceTypes: readonly string[]) => {
    const request = new ecs.DescribeInstanceTypesRequest({ instanceTypes: [...instanceTypes] });
    const { body } = await client.call(
      "DescribeInstanceTypes",
      (sdk, runtime) => sdk.describeInstanceTypesWithOptions(request, runtime),
      { repeatable: true, deadline, isAnswer: (reply) => reply.body?.instanceTypes !== undefined },
    );
    return (body?.instanceTypes?.instanceType ?? []).map(
      ({ instanceTypeId = "", eniPrivateIpAddressQuantity }) =>
        [instanceTypeId, eniPrivateIpAddressQuantity] as const,
    );
  };
  const names = [...new Set(types.map(([, instanceType]) => instanceType))];
  const quantities = new Map((await Promise.all(inChunks(names, TYPES_PER_CALL).map(quantitiesOf))).flat());
  return new Map(
    types.flatMap(([instanceId, instanceType]) => {
      // the primary address is counted
      const secondaries = (quantities.get(instanceType) ?? Infinity) - 1;
      return Number.isFinite(secondaries) ? [[instanceId, { instanceType, secondaries }] as const] : [];
    }),
  );
}
