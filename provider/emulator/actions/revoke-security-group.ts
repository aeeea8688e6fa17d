import { apiError } from "../errors/api-error";
import type { Action } from "./define-action";
import { defineAction, ecs } from "./define-action";
import { clientToken, list, refuse, region, required, text } from "./parameter-rules";
import { type Direction, findGroup, flatPermission, isSame, permissions } from "./security-group-rules";

const parametersOf = (direction: Direction) => ({
  ...flatPermission(direction),
  RegionId: required(region()),
  SecurityGroupId: required(text()),
  SecurityGroupRuleId: list(100),
  Permissions: permissions(direction),
  ClientToken: clientToken(),
  ...refuse("Ipv6SourceCidrIp", "Ipv6DestCidrIp", "NicType", "SourcePortRange"),
  ...refuse("SourceGroupOwnerAccount", "SourceGroupOwnerId", "DestGroupOwnerAccount", "DestGroupOwnerId"),
});

/**
 * `[ECS SDK 7.11.6]`: an id that is not there is an error since 2024-07-08, a rule that matches none is not. No rule confirmed
 * on a real account.
 */
const revoke = (name: string, direction: Direction): Action =>
  defineAction({
    name,
    versions: [ecs],
    idempotent: true,
    changes: "something else",
    parameters: parametersOf(direction),
    run(wanted, context) {
      const { SecurityGroupRuleId: ids, Permissions: described } = wanted;
      if (ids.length === 0 && described.length === 0)
        throw apiError("MissingParameter", ["SecurityGroupRuleId"]);
      const group = findGroup(wanted.SecurityGroupId, wanted.RegionId, context);
      const own = group.rules.filter((rule) => rule.direction === direction);
      const unknown = ids.find((id) => !own.some((rule) => rule.securityGroupRuleId === id));
      if (unknown !== undefined) throw apiError("InvalidParam.SecurityGroupRuleId", [], unknown);
      const rules = group.rules.filter(
        (rule) => !ids.includes(rule.securityGroupRuleId) && !described.some((one) => isSame(one, rule)),
      );
      context.store.putSecurityGroup({ ...group, rules });
      return {};
    },
  });

export const revokeSecurityGroup = revoke("RevokeSecurityGroup", "ingress");
export const revokeSecurityGroupEgress = revoke("RevokeSecurityGroupEgress", "egress");
