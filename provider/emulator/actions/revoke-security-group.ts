import { apiError } from "../errors/api-error";
import type { Action } from "./define-action";
import { defineAction, ecs } from "./define-action";
import { clientToken, list, region, required, text } from "./parameter-rules";
import { type Direction, isSame, permissionParameters, permissionsOf } from "./permission-parameters";
import { findGroup } from "./security-group-rules";

const parametersOf = (direction: Direction) => ({
  ...permissionParameters(direction),
  RegionId: required(region()),
  SecurityGroupId: required(text()),
  SecurityGroupRuleId: list(100),
  ClientToken: clientToken(),
});

const revoke = (name: string, direction: Direction): Action =>
  defineAction({
    name,
    source: "ECS SDK 7.11.6; error table 2025-04-01",
    about: "An id that is not there is an error since 2024-07-08, a rule that matches none is not.",
    versions: [ecs],
    idempotent: true,
    changes: "something else",
    parameters: parametersOf(direction),
    run(wanted, context) {
      const ids = wanted.SecurityGroupRuleId;
      const described = permissionsOf(direction, wanted);
      if (ids.length === 0 && described.length === 0)
        throw apiError("MissingParameter", ["SecurityGroupRuleId"]);
      if (new Set(ids).size < ids.length) throw apiError("InvalidParam.SecurityGroupRuleIdRepeated");
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
