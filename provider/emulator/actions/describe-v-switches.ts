import { apiError } from "../errors/api-error";
import { countFree, takenAddresses } from "../cloud/addresses";
import { defineAction, ecs, vpc } from "./define-action";
import { pageOf } from "./pagination";
import { integer, refuse, region, text } from "./parameter-rules";

const parameters = {
  // one of RegionId and VpcId is required `[VPC SDK 7.3.2]`
  RegionId: region(),
  VSwitchId: text(),
  VpcId: text(),
  ZoneId: text(),
  PageNumber: integer(1),
  PageSize: integer(1),
  ...refuse("IsDefault", "ResourceGroupId", "Tag", "VSwitchName", "RouteTableId", "EnableIpv6"),
  ...refuse("DryRun", "VSwitchOwnerId"),
};

export const describeVSwitches = defineAction({
  name: "DescribeVSwitches",
  source: "VPC SDK 7.3.2",
  about: "The ECS action of that name is deprecated but there.",
  versions: [ecs, vpc],
  parameters,
  run(wanted, { store }) {
    if (wanted.RegionId === undefined && wanted.VpcId === undefined)
      throw apiError("MissingParameter", ["RegionId"], "RegionId or VpcId is required");
    const found = store
      .vSwitches()
      .filter(
        ({ vSwitchId, vpcId, zoneId }) =>
          (wanted.RegionId === undefined || wanted.RegionId === store.regionOf(vSwitchId)) &&
          (wanted.VSwitchId === undefined || wanted.VSwitchId === vSwitchId) &&
          (wanted.VpcId === undefined || wanted.VpcId === vpcId) &&
          (wanted.ZoneId === undefined || wanted.ZoneId === zoneId),
      );
    const { PageNumber = 1, PageSize } = wanted;
    const request = { PageNumber, PageSize, MaxResults: undefined, NextToken: undefined };
    const { items, fields } = pageOf(found, ({ vSwitchId }) => vSwitchId, request, {
      minResults: 1,
      maxResults: 50,
      maxPageSize: 50,
    });
    return {
      TotalCount: fields["TotalCount"],
      PageNumber: fields["PageNumber"],
      PageSize: fields["PageSize"],
      VSwitches: {
        VSwitch: items.map((vSwitch) => ({
          VSwitchId: vSwitch.vSwitchId,
          VpcId: vSwitch.vpcId,
          ZoneId: vSwitch.zoneId,
          CidrBlock: vSwitch.cidrBlock,
          Status: "Available",
          AvailableIpAddressCount: countFree(
            vSwitch,
            takenAddresses(vSwitch.vSwitchId, store.networkInterfaces()),
          ),
        })),
      },
    };
  },
});
