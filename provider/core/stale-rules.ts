import { inNumericOrder } from "./address";

/** In which security groups rules are looked for: nowhere, in those of the ENI, or in all of its VPC. */
export type StaleRulesScope = "off" | "attached" | "vpc";

/** A rule of a security group, with the API's names; what is empty there is absent. */
export interface GroupRule {
  readonly securityGroupRuleId: string;
  /** `ingress` or `egress`. */
  readonly direction: string;
  /** `TCP`, `UDP`, `ICMP`, `GRE` or `ALL`. */
  readonly ipProtocol: string;
  /** `80/80`, or `-1/-1` for all. */
  readonly portRange: string;
  /** `Accept` or `Drop`. */
  readonly policy: string;
  readonly sourceCidrIp?: string;
  readonly destCidrIp?: string;
  readonly prefixListId?: string;
  readonly description?: string;
}

export interface SecurityGroup {
  readonly securityGroupId: string;
  readonly securityGroupName: string;
  readonly rules: readonly GroupRule[];
}

/** A rule that still names an address which was unassigned. */
export interface StaleSecurityGroupRule extends GroupRule {
  /** The address that it names. */
  readonly privateIpAddress: string;
  readonly securityGroupId: string;
  readonly securityGroupName: string;
}

/**
 * The rules that name one of the addresses exactly: as it is, as its /32, or as an entry of a prefix list. A block that merely
 * contains it is no mention.
 */
export function mentionsOf(
  addresses: readonly string[],
  groups: readonly SecurityGroup[],
  entriesOf: (prefixListId: string) => readonly string[],
): StaleSecurityGroupRule[] {
  return inNumericOrder(addresses).flatMap((privateIpAddress) => {
    const names = (cidr: string | undefined): boolean =>
      cidr === privateIpAddress || cidr === `${privateIpAddress}/32`;
    return groups.flatMap(({ rules, securityGroupId, securityGroupName }) =>
      rules
        .filter(
          ({ sourceCidrIp, destCidrIp, prefixListId }) =>
            names(sourceCidrIp) ||
            names(destCidrIp) ||
            (prefixListId !== undefined && entriesOf(prefixListId).some(names)),
        )
        .map((rule) => ({ privateIpAddress, securityGroupId, securityGroupName, ...rule })),
    );
  });
}

/** A stale rule as a clause that can follow "ENI eni-x: ". */
export function mention(rule: StaleSecurityGroupRule): string {
  const { securityGroupId, securityGroupName, policy, direction, ipProtocol, portRange } = rule;
  const name = securityGroupName === "" ? "" : ` (${securityGroupName})`;
  const from = rule.sourceCidrIp === undefined ? [] : [`from ${rule.sourceCidrIp}`];
  const to = rule.destCidrIp === undefined ? [] : [`to ${rule.destCidrIp}`];
  const by =
    rule.prefixListId === undefined
      ? []
      : [`${direction === "ingress" ? "from" : "to"} prefix list ${rule.prefixListId}`];
  const what = [policy.toLowerCase(), direction, ipProtocol, portRange, ...from, ...to, ...by].join(" ");
  const description = rule.description === undefined ? "" : `, "${rule.description}"`;
  return (
    `security group ${securityGroupId}${name} still names ${rule.privateIpAddress}, which was unassigned: ` +
    `rule ${rule.securityGroupRuleId}, ${what}${description}; it was left as it is`
  );
}
