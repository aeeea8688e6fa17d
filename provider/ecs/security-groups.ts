import * as ecs from "@alicloud/ecs20140526";
import type { Deadline, SecurityGroupReader } from "../core/ports";
import type { GroupRule, SecurityGroup } from "../core/stale-rules";
import type { Client } from "./client";

/** Source: MaxResults of DescribeSecurityGroupAttribute, 10 to 1000, in the SDK's remarks; the documents' own page is 500. */
const RULES_OF_PAGE = 500;

/** Source: MaxResults of DescribeSecurityGroups, at most 100, in the SDK's remarks. */
const GROUPS_OF_PAGE = 100;

/** More pages than any VPC needs: tokens that go round in circles would be followed for ever. */
const MAX_PAGES = 100;

/** Reads security groups of one region, each once: the rules of a stack's ENIs are mostly those of a few groups. */
export function createSecurityGroupReader(client: Client): SecurityGroupReader {
  const { regionId } = client;
  const groups = new Map<string, Promise<SecurityGroup>>();
  const ofVpc = new Map<string, Promise<readonly string[]>>();
  const prefixLists = new Map<string, Promise<readonly string[]>>();

  async function readGroup(securityGroupId: string, deadline: Deadline): Promise<SecurityGroup> {
    let securityGroupName = "";
    const rules = await pagesOf(async (nextToken) => {
      const request = new ecs.DescribeSecurityGroupAttributeRequest({
        ...{ regionId, securityGroupId, maxResults: RULES_OF_PAGE, ...nextToken },
      });
      const { body } = await client.call(
        "DescribeSecurityGroupAttribute",
        (sdk, runtime) => sdk.describeSecurityGroupAttributeWithOptions(request, runtime),
        { repeatable: true, deadline, isAnswer: (reply) => reply.body?.permissions !== undefined },
      );
      securityGroupName = body?.securityGroupName ?? "";
      return { items: (body?.permissions?.permission ?? []).map(toRule), nextToken: body?.nextToken };
    });
    return { securityGroupId, securityGroupName, rules };
  }

  const readIdsOfVpc = (vpcId: string, deadline: Deadline): Promise<readonly string[]> =>
    pagesOf(async (nextToken) => {
      const request = new ecs.DescribeSecurityGroupsRequest({
        ...{ regionId, vpcId, maxResults: GROUPS_OF_PAGE, ...nextToken },
      });
      const { body } = await client.call(
        "DescribeSecurityGroups",
        (sdk, runtime) => sdk.describeSecurityGroupsWithOptions(request, runtime),
        { repeatable: true, deadline, isAnswer: (reply) => reply.body?.securityGroups !== undefined },
      );
      const found = body?.securityGroups?.securityGroup ?? [];
      return { items: found.flatMap(({ securityGroupId: id }) => id ?? []), nextToken: body?.nextToken };
    });

  async function readPrefixList(prefixListId: string, deadline: Deadline): Promise<readonly string[]> {
    const request = new ecs.DescribePrefixListAttributesRequest({ regionId, prefixListId });
    const { body } = await client.call(
      "DescribePrefixListAttributes",
      (sdk, runtime) => sdk.describePrefixListAttributesWithOptions(request, runtime),
      // by its id, since whether an empty list has entries is not documented; without, the rules by it would count as none
      { repeatable: true, deadline, isAnswer: (reply) => reply.body?.prefixListId !== undefined },
    );
    return (body?.entries?.entry ?? []).flatMap(({ cidr }) => cidr ?? []);
  }

  return {
    group: (id, deadline) => once(groups, id, () => readGroup(id, deadline)),
    idsOfVpc: (vpcId, deadline) => once(ofVpc, vpcId, () => readIdsOfVpc(vpcId, deadline)),
    prefixList: (id, deadline) => once(prefixLists, id, () => readPrefixList(id, deadline)),
  };
}

/** What is read is kept; what failed may be read again. */
function once<T>(known: Map<string, Promise<T>>, id: string, read: () => Promise<T>): Promise<T> {
  const answer = known.get(id) ?? read();
  known.set(id, answer);
  answer.catch(() => known.delete(id));
  return answer;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

async function pagesOf<T>(read: (token: { readonly nextToken?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let token = "";
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, nextToken = "" } = await read(token === "" ? {} : { nextToken: token });
    all.push(...items);
    if (nextToken === "" || nextToken === token) break;
    token = nextToken;
  }
  return all;
}

function toRule(rule: ecs.DescribeSecurityGroupAttributeResponseBodyPermissionsPermission): GroupRule {
  const { sourceCidrIp, destCidrIp, description } = rule;
  const prefixListId = rule.sourcePrefixListId || rule.destPrefixListId;
  return {
    securityGroupRuleId: rule.securityGroupRuleId ?? "",
    direction: rule.direction ?? "",
    ipProtocol: rule.ipProtocol ?? "",
    portRange: rule.portRange ?? "",
    policy: rule.policy ?? "",
    ...(sourceCidrIp && { sourceCidrIp }),
    ...(destCidrIp && { destCidrIp }),
    ...(prefixListId && { prefixListId }),
    ...(description && { description }),
  };
}
