import { defineAction, ecs } from "./define-action";
import { pageOf } from "./pagination";
import { integer, oneOf, refuse, region, required, text } from "./parameter-rules";
import { describeRule, findGroup } from "./security-group-rules";

const parameters = {
  RegionId: required(region()),
  SecurityGroupId: required(text()),
  Direction: oneOf(["egress", "ingress", "all"]),
  MaxResults: integer(10, 1000),
  NextToken: text(),
  // there are no groups of the classic network here
  NicType: oneOf(["intranet"], "InvalidNicType.ValueNotSupported"),
  ...refuse("Attribute"),
};

export const describeSecurityGroupAttribute = defineAction({
  name: "DescribeSecurityGroupAttribute",
  source: "ECS SDK 7.11.6",
  about: "500 rules a page unless told otherwise; no token at the end.",
  versions: [ecs],
  parameters,
  run(wanted, context) {
    const group = findGroup(wanted.SecurityGroupId, wanted.RegionId, context);
    const { Direction = "all", MaxResults = 500, NextToken } = wanted;
    const rules = group.rules.filter(({ direction }) => Direction === "all" || direction === Direction);
    const request = { MaxResults, NextToken, PageNumber: undefined, PageSize: undefined };
    const page = pageOf(rules, ({ securityGroupRuleId }) => securityGroupRuleId, request, {
      ...{ minResults: 10, maxResults: 1000, maxPageSize: 1000 },
    });
    return {
      RegionId: wanted.RegionId,
      SecurityGroupId: group.securityGroupId,
      SecurityGroupName: group.securityGroupName,
      Description: group.description,
      VpcId: group.vpcId,
      InnerAccessPolicy: group.securityGroupType === "normal" ? "Accept" : "Drop",
      NextToken: page.fields["NextToken"],
      Permissions: { Permission: page.items.map(describeRule) },
    };
  },
});
