import { apiError } from "../errors/api-error";
import type { Action } from "./define-action";
import { defineAction, ecs } from "./define-action";
import { clientToken, refuse, region, required, text } from "./parameter-rules";
import {
  type Direction,
  findGroup,
  flatPermission,
  isSame,
  maxRulesOfGroup,
  newRuleId,
  permissions,
} from "./security-group-rules";

const parametersOf = (direction: Direction) => ({
  ...flatPermission(direction),
  RegionId: required(region()),
  SecurityGroupId: required(text()),
  Permissions: permissions(direction),
  ClientToken: clientToken(),
  ...refuse("Ipv6SourceCidrIp", "Ipv6DestCidrIp", "NicType", "SourcePortRange"),
  ...refuse("SourceGroupOwnerAccount", "SourceGroupOwnerId", "DestGroupOwnerAccount", "DestGroupOwnerId"),
});

/**
 * `[ECS SDK 7.11.6]`: a rule that is there already is no error, and not added again. No rule confirmed on a real account.
 */
const authorize = (name: string, direction: Direction): Action =>
  defineAction({
    name,
    versions: [ecs],
    idempotent: true,
    changes: "something else",
    parameters: parametersOf(direction),
    run(wanted, context) {
      const { SecurityGroupId, RegionId, Permissions: asked } = wanted;
      if (asked.length === 0) throw apiError("MissingParameter", ["Permissions"]);
      const group = findGroup(SecurityGroupId, RegionId, context);
      for (const { groupId, prefixListId } of asked) {
        if (groupId !== "") findGroup(groupId, RegionId, context);
        if (prefixListId !== "" && context.store.prefixList(prefixListId) === undefined)
          throw apiError("InvalidPrefixListId.NotFound");
      }
      const creationTime = `${new Date(context.now).toISOString().slice(0, 19)}Z`;
      const rules = [...group.rules];
      for (const permission of asked) {
        if (rules.some((rule) => isSame(rule, permission))) continue;
        rules.push({ ...permission, securityGroupRuleId: newRuleId(), creationTime });
      }
      if (rules.length > maxRulesOfGroup) throw apiError("AuthorizationLimitExceed");
      context.store.putSecurityGroup({ ...group, rules });
      return {};
    },
  });

export const authorizeSecurityGroup = authorize("AuthorizeSecurityGroup", "ingress");
export const authorizeSecurityGroupEgress = authorize("AuthorizeSecurityGroupEgress", "egress");
