import { apiError } from "../errors/api-error";
import type { Action } from "./define-action";
import { defineAction, ecs } from "./define-action";
import { clientToken, region, required, text } from "./parameter-rules";
import { type Direction, isSame, permissionParameters, permissionsOf } from "./permission-parameters";
import { findGroup, maxRulesOfGroup, newRuleId, refuseParty } from "./security-group-rules";

const parametersOf = (direction: Direction) => ({
  ...permissionParameters(direction),
  RegionId: required(region()),
  SecurityGroupId: required(text()),
  ClientToken: clientToken(),
});

const authorize = (name: string, direction: Direction): Action =>
  defineAction({
    name,
    source: "ECS SDK 7.11.6; error table 2025-04-01",
    about: "A rule that is there already is no error, and not added again.",
    versions: [ecs],
    idempotent: true,
    changes: "something else",
    parameters: parametersOf(direction),
    run(wanted, context) {
      const asked = permissionsOf(direction, wanted);
      if (asked.length === 0) throw apiError("MissingParameter", ["Permissions"]);
      const group = findGroup(wanted.SecurityGroupId, wanted.RegionId, context);
      for (const permission of asked) refuseParty(group, permission, context);
      const creationTime = `${new Date(context.now).toISOString().slice(0, 19)}Z`;
      const added = asked
        .filter((permission) => !group.rules.some((rule) => isSame(rule, permission)))
        .map((permission) => ({ ...permission, securityGroupRuleId: newRuleId(), creationTime }));
      const rules = [...group.rules, ...added];
      if (rules.length > maxRulesOfGroup) throw apiError("AuthorizationLimitExceed");
      context.store.putSecurityGroup({ ...group, rules });
      return {};
    },
  });

export const authorizeSecurityGroup = authorize("AuthorizeSecurityGroup", "ingress");
export const authorizeSecurityGroupEgress = authorize("AuthorizeSecurityGroupEgress", "egress");
