import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { region, required, text } from "./parameter-rules";
import { findGroup } from "./security-group-rules";

const parameters = { RegionId: required(region()), SecurityGroupId: required(text()) };

export const deleteSecurityGroup = defineAction({
  name: "DeleteSecurityGroup",
  source: "ECS SDK 7.11.6",
  about: "Not while an interface is in it, or a rule of another group names it.",
  versions: [ecs],
  changes: "something else",
  parameters,
  run({ SecurityGroupId: id, RegionId }, context) {
    const { store } = context;
    findGroup(id, RegionId, context);
    const isUsed =
      store.networkInterfaces().some(({ securityGroupIds }) => securityGroupIds.includes(id)) ||
      store
        .securityGroups()
        .some(
          ({ securityGroupId, rules }) =>
            securityGroupId !== id && rules.some(({ groupId }) => groupId === id),
        );
    if (isUsed) throw apiError("DependencyViolation");
    store.deleteSecurityGroup(id);
    return {};
  },
});
