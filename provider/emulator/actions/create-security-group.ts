import { randomBytes } from "node:crypto";
import { securityGroupTypes } from "../cloud/model";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import {
  clientToken,
  description,
  interfaceName,
  oneOf,
  refuse,
  region,
  required,
  text,
} from "./parameter-rules";
import { newTags, withTags } from "./tagging";

const parameters = {
  RegionId: required(region()),
  // groups of the classic network are not emulated
  VpcId: required(text()),
  SecurityGroupName: interfaceName(),
  Description: description(),
  SecurityGroupType: oneOf(securityGroupTypes),
  ResourceGroupId: text(),
  Tag: newTags(),
  ClientToken: clientToken(),
  ...refuse("ServiceManaged"),
};

export const createSecurityGroup = defineAction({
  name: "CreateSecurityGroup",
  source: "ECS SDK 7.11.6",
  about: "A new group has no rules of its own.",
  versions: [ecs],
  idempotent: true,
  changes: "something else",
  parameters,
  run(wanted, { store, now }) {
    if (store.regionOfVpc(wanted.VpcId) !== wanted.RegionId) throw apiError("InvalidVpcId.NotFound");
    const securityGroupId = `sg-bp1${randomBytes(12).toString("hex").slice(0, 17)}`;
    store.putSecurityGroup({
      securityGroupId,
      vpcId: wanted.VpcId,
      securityGroupName: wanted.SecurityGroupName ?? "",
      description: wanted.Description ?? "",
      securityGroupType: wanted.SecurityGroupType ?? "normal",
      resourceGroupId: wanted.ResourceGroupId ?? "",
      creationTime: `${new Date(now).toISOString().slice(0, 19)}Z`,
      tags: withTags([], wanted.Tag),
      rules: [],
    });
    return { SecurityGroupId: securityGroupId };
  },
});
