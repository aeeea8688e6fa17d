import { ApiError } from "../core/errors";
import type { NetworkInterface } from "../core/model";
import type { Deadline, EniApi } from "../core/ports";
import { list } from "../core/report";
import { mention, mentionsOf, type StaleRulesScope, type StaleSecurityGroupRule } from "../core/stale-rules";
import { inTime, startDeadline } from "../ecs/deadline";
import type { ProviderProcess } from "./process";

/** How long it may take to read the groups, in seconds: the change itself is done, and nobody shall wait long for advice. */
const SECONDS = 30;

/**
 * Finds the rules of security groups that still name addresses which a change has unassigned, and tells of each. It runs after
 * the change and outside its success: that it cannot read is told, and no failure.
 *
 * An address that another ENI holds by now, or that another resource of the program declares, is no stale mention.
 */
export async function findStaleRules(
  unassigned: readonly string[],
  scope: StaleRulesScope,
  eni: NetworkInterface,
  {
    api,
    deadline,
    process,
  }: { readonly api: EniApi; readonly deadline: Deadline; readonly process: ProviderProcess },
): Promise<readonly StaleSecurityGroupRule[]> {
  const addresses = unassigned.filter((address) => !process.claims.isDeclared(address));
  if (scope === "off" || addresses.length === 0) return [];
  const { networkInterfaceId: id } = eni;
  const { notify } = process.effects;
  const soon = startDeadline(Math.min(SECONDS, deadline.remaining() / 1000));
  try {
    const rules = await inTime(
      read(addresses, scope, eni, api, soon),
      soon,
      () => new Error("there was no time left for it"),
    );
    for (const rule of rules) notify(`ENI ${id}: ${mention(rule)}.`);
    return rules;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = error instanceof ApiError ? ` [${error.action}: ${error.code}]` : "";
    notify(
      `ENI ${id}: whether rules of security groups still name ${list(addresses)} could not be found out${code}: ${error.message}. ` +
        `It needs ${scope === "vpc" ? "ecs:DescribeSecurityGroups, " : ""}ecs:DescribeSecurityGroupAttribute and ecs:DescribePrefixListAttributes.`,
    );
    return [];
  }
}

async function read(
  addresses: readonly string[],
  scope: StaleRulesScope,
  { networkInterfaceId, vSwitchId, vpcId, securityGroupIds }: NetworkInterface,
  { reader, securityGroups }: EniApi,
  deadline: Deadline,
): Promise<readonly StaleSecurityGroupRule[]> {
  const ids = scope === "vpc" ? await securityGroups.idsOfVpc(vpcId, deadline) : securityGroupIds;
  const groups = await Promise.all(ids.map((id) => securityGroups.group(id, deadline)));
  const named = new Set(
    groups.flatMap(({ rules }) => rules.flatMap(({ prefixListId }) => prefixListId ?? [])),
  );
  const entries = new Map(
    await Promise.all(
      [...named].map(async (id) => [id, await securityGroups.prefixList(id, deadline)] as const),
    ),
  );
  const mentions = mentionsOf(addresses, groups, (id) => entries.get(id) ?? []);
  if (mentions.length === 0) return [];
  // one address of a VPC is of one vSwitch
  const suspects = [...new Set(mentions.map(({ privateIpAddress }) => privateIpAddress))];
  const holders = await reader.findHolders(vSwitchId, suspects, deadline);
  const isHeldElsewhere = (address: string): boolean =>
    (holders.get(address) ?? networkInterfaceId) !== networkInterfaceId;
  return mentions.filter(({ privateIpAddress }) => !isHeldElsewhere(privateIpAddress));
}
