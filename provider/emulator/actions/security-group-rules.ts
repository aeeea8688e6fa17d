import { randomBytes } from "node:crypto";
import type { ActionContext } from "../cloud/action-context";
import type { SecurityGroup, SecurityGroupRule } from "../cloud/model";
import { apiError } from "../errors/api-error";
import type { Permission } from "./permission-parameters";

// What the actions about rules of security groups share `[ECS SDK 7.11.6]`.

/** Rules in one group, of both directions `[AuthorizeSecurityGroup 2025-01-02]`. */
export const maxRulesOfGroup = 200;

export const newRuleId = (): string => `sgr-bp1${randomBytes(12).toString("hex").slice(0, 17)}`;

/** The group, if it is there and in that region `[RevokeSecurityGroup, error table]`. */
export function findGroup(id: string, regionId: string, { store }: ActionContext): SecurityGroup {
  const group = store.securityGroup(id);
  if (group === undefined || store.regionOfVpc(group.vpcId) !== regionId)
    throw apiError("InvalidSecurityGroupId.NotFound");
  return group;
}

/** Refuses a rule that speaks of a group or a prefix list which it may not name `[AuthorizeSecurityGroup 2025-04-01, error table]`. */
export function refuseParty(
  group: SecurityGroup,
  { groupId, prefixListId }: Permission,
  { store }: ActionContext,
): void {
  if (prefixListId !== "" && store.prefixList(prefixListId)?.regionId !== store.regionOfVpc(group.vpcId))
    throw apiError("InvalidPrefixListId.NotFound");
  if (groupId === "") return;
  const other = store.securityGroup(groupId);
  if (other === undefined) throw apiError("InvalidSourceGroupId.NotFound");
  if (groupId === group.securityGroupId) throw apiError("InvalidParamter.Conflict");
  if (other.vpcId !== group.vpcId) throw apiError("InvalidSourceGroupId.Mismatch");
  if ([group, other].some(({ securityGroupType }) => securityGroupType === "enterprise"))
    throw apiError("InvalidGroupAuthParameter.OperationDenied");
}

/** A rule as DescribeSecurityGroupAttribute shows it. */
export function describeRule(rule: SecurityGroupRule) {
  const isIngress = rule.direction === "ingress";
  return {
    SecurityGroupRuleId: rule.securityGroupRuleId,
    Direction: rule.direction,
    IpProtocol: rule.ipProtocol,
    PortRange: rule.portRange,
    SourcePortRange: "",
    Policy: rule.policy,
    Priority: String(rule.priority),
    NicType: "intranet",
    Description: rule.description,
    CreateTime: rule.creationTime,
    SourceCidrIp: rule.sourceCidrIp,
    DestCidrIp: rule.destCidrIp,
    Ipv6SourceCidrIp: "",
    Ipv6DestCidrIp: "",
    SourceGroupId: isIngress ? rule.groupId : "",
    DestGroupId: isIngress ? "" : rule.groupId,
    SourceGroupOwnerAccount: "",
    SourcePrefixListId: isIngress ? rule.prefixListId : "",
    DestPrefixListId: isIngress ? "" : rule.prefixListId,
    PortRangeListId: "",
  };
}
