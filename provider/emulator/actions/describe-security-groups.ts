import { type SecurityGroup, securityGroupTypes } from "../cloud/model";
import { defineAction, ecs } from "./define-action";
import { pageOf, pageParameters } from "./pagination";
import { jsonList, oneOf, refuse, region, required, text } from "./parameter-rules";
import { hasTags, tagFilter } from "./tagging";

const parameters = {
  RegionId: required(region()),
  SecurityGroupId: text(),
  // one string that holds a JSON array, not a repeat list
  SecurityGroupIds: jsonList(100),
  VpcId: text(),
  SecurityGroupName: text(),
  SecurityGroupType: oneOf(securityGroupTypes),
  ResourceGroupId: text(),
  Tag: tagFilter(),
  ...pageParameters,
  ...refuse("DryRun", "FuzzyQuery", "IsQueryEcsCount", "NetworkType", "ServiceManaged"),
};

const matches = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;

function describeGroup(group: SecurityGroup) {
  return {
    SecurityGroupId: group.securityGroupId,
    SecurityGroupName: group.securityGroupName,
    Description: group.description,
    SecurityGroupType: group.securityGroupType,
    VpcId: group.vpcId,
    CreationTime: group.creationTime,
    ResourceGroupId: group.resourceGroupId,
    RuleCount: group.rules.length,
    GroupToGroupRuleCount: group.rules.filter(({ groupId }) => groupId !== "").length,
    ServiceManaged: false,
    ServiceID: 0,
    Tags: { Tag: group.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })) },
  };
}

export const describeSecurityGroups = defineAction({
  name: "DescribeSecurityGroups",
  source: "ECS SDK 7.11.6",
  about: "An id that is not there is left out.",
  versions: [ecs],
  parameters,
  run(wanted, { store }) {
    const found = store
      .securityGroups()
      .filter(
        (group) =>
          store.regionOfVpc(group.vpcId) === wanted.RegionId &&
          matches(wanted.SecurityGroupId, group.securityGroupId) &&
          (wanted.SecurityGroupIds === undefined ||
            wanted.SecurityGroupIds.includes(group.securityGroupId)) &&
          matches(wanted.VpcId, group.vpcId) &&
          matches(wanted.SecurityGroupName, group.securityGroupName) &&
          matches(wanted.SecurityGroupType, group.securityGroupType) &&
          matches(wanted.ResourceGroupId, group.resourceGroupId) &&
          hasTags(group.tags, wanted.Tag),
      );
    const page = pageOf(found, ({ securityGroupId }) => securityGroupId, wanted, {
      ...{ minResults: 1, maxResults: 100, maxPageSize: 100 },
    });
    return {
      RegionId: wanted.RegionId,
      ...page.fields,
      SecurityGroups: { SecurityGroup: page.items.map(describeGroup) },
    };
  },
});
