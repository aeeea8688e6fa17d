import { networkInterfaceIdPattern, networkInterfaceStatuses, networkInterfaceTypes } from "../cloud/model";
import { visibleAddresses } from "../cloud/visibility";
import { defineAction, ecs } from "./define-action";
import { describeInterface } from "./network-interface-view";
import { pageOf, pageParameters } from "./pagination";
import { flag, instanceId, list, oneOf, region, required, text, unsupported } from "./parameter-rules";
import { hasTags, tagFilter } from "./tagging";

/** A filter that is not given lets everything pass. */
const matches = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;
const anyOf = (wanted: readonly string[], values: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some((value) => values.includes(value));

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: list(100, { pattern: networkInterfaceIdPattern }),
  // secondary addresses only, by the documents
  PrivateIpAddress: list(100),
  PrimaryIpAddress: text(),
  InstanceId: instanceId(),
  VSwitchId: text(),
  VpcId: text(),
  SecurityGroupId: text(),
  NetworkInterfaceName: text(),
  Type: oneOf(networkInterfaceTypes),
  Status: oneOf(networkInterfaceStatuses),
  ServiceManaged: flag(),
  ResourceGroupId: text(),
  Tag: tagFilter(),
  Ipv6Address: unsupported(),
  ...pageParameters,
};

export const describeNetworkInterfaces = defineAction({
  name: "DescribeNetworkInterfaces",
  source: "ECS API reference 2024-12-31",
  about:
    "An id that is not there gives an empty list: waiting for a deletion relies on that in three public clients.",
  versions: [ecs],
  parameters,
  run(wanted, { store, now }) {
    const found = store.networkInterfaces().filter(
      (item) =>
        item.regionId === wanted.RegionId &&
        anyOf(wanted.NetworkInterfaceId, [item.networkInterfaceId]) &&
        anyOf(wanted.PrivateIpAddress, visibleAddresses(item, now)) &&
        matches(wanted.PrimaryIpAddress, item.primaryIpAddress) &&
        matches(wanted.InstanceId, item.instanceId) &&
        matches(wanted.VSwitchId, item.vSwitchId) &&
        matches(wanted.VpcId, item.vpcId) &&
        // "secondary interfaces only" for this filter
        (wanted.SecurityGroupId === undefined ||
          (item.type === "Secondary" && item.securityGroupIds.includes(wanted.SecurityGroupId))) &&
        matches(wanted.NetworkInterfaceName, item.networkInterfaceName) &&
        matches(wanted.Type, item.type) &&
        matches(wanted.Status, item.status) &&
        matches(wanted.ServiceManaged, item.serviceManaged) &&
        matches(wanted.ResourceGroupId, item.resourceGroupId) &&
        hasTags(item.tags, wanted.Tag),
    );
    const page = pageOf(found, ({ networkInterfaceId }) => networkInterfaceId, wanted, {
      minResults: 10,
      maxResults: 500,
      maxPageSize: 1000,
    });
    return {
      ...page.fields,
      NetworkInterfaceSets: {
        NetworkInterfaceSet: page.items.map((item) => describeInterface(item, store.accountId, now)),
      },
    };
  },
});
