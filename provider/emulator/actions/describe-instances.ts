import type { ActionContext } from "../cloud/action-context";
import { type Instance, instanceStatuses } from "../cloud/model";
import { defineAction, ecs } from "./define-action";
import { describeInterface } from "./network-interface-view";
import { pageOf, pageParameters } from "./pagination";
import { jsonList, oneOf, refuse, region, required, text } from "./parameter-rules";
import { hasTags, tagFilter } from "./tagging";

const parameters = {
  RegionId: required(region()),
  // one string that holds a JSON array, not a repeat list
  InstanceIds: jsonList(100),
  Status: oneOf(instanceStatuses),
  InstanceName: text(),
  InstanceType: text(),
  SecurityGroupId: text(),
  // primary addresses of primary interfaces, as one JSON array
  PrivateIpAddresses: jsonList(100),
  VpcId: text(),
  VSwitchId: text(),
  ZoneId: text(),
  ResourceGroupId: text(),
  Tag: tagFilter(),
  ...pageParameters,
  ...refuse("AdditionalAttributes", "DeviceAvailable", "DryRun", "EipAddresses", "Filter", "HpcClusterId"),
  ...refuse("HttpEndpoint", "HttpPutResponseHopLimit", "HttpTokens", "ImageId", "InnerIpAddresses"),
  ...refuse("InstanceChargeType", "InstanceNetworkType", "InstanceTypeFamily", "InternetChargeType"),
  ...refuse("IoOptimized", "Ipv6Address", "KeyPairName", "LockReason", "NeedSaleCycle", "PublicIpAddresses"),
  ...refuse("RdmaIpAddresses"),
};

/** A name, in which `*` stands for any text `[ECS SDK 7.11.6]`. */
function isNamed(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(name);
}

function describeInstance(instance: Instance, { store, now }: ActionContext) {
  const place = store.vSwitch(instance.vSwitchId);
  const attached = store
    .networkInterfaces()
    .filter((item) => item.instanceId === instance.instanceId)
    .map((item) => describeInterface(item, store.accountId, now));
  const primary = attached.filter(({ Type }) => Type === "Primary").map((item) => item.PrivateIpAddress);
  return {
    InstanceId: instance.instanceId,
    InstanceName: instance.instanceName,
    InstanceType: instance.instanceType,
    Status: instance.status,
    RegionId: store.regionOf(instance.vSwitchId),
    ZoneId: place?.zoneId,
    CreationTime: instance.creationTime,
    ResourceGroupId: instance.resourceGroupId,
    Tags: { Tag: instance.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })) },
    VpcAttributes: {
      VpcId: place?.vpcId,
      VSwitchId: instance.vSwitchId,
      PrivateIpAddress: { IpAddress: primary },
    },
    OperationLocks: { LockReason: instance.operationLocks.map((reason) => ({ LockReason: reason })) },
    NetworkInterfaces: {
      NetworkInterface: attached.map((item) => ({
        NetworkInterfaceId: item.NetworkInterfaceId,
        Type: item.Type,
        PrimaryIpAddress: item.PrivateIpAddress,
        MacAddress: item.MacAddress,
        PrivateIpSets: item.PrivateIpSets,
      })),
    },
  };
}

export const describeInstances = defineAction({
  name: "DescribeInstances",
  source: "ECS SDK 7.11.6",
  about: "An id that is not there is left out.",
  versions: [ecs],
  parameters,
  run(wanted, context) {
    const { store } = context;
    const found = store.instances().filter((instance) => {
      const { instanceId, instanceName, instanceType, status, vSwitchId } = instance;
      const place = store.vSwitch(vSwitchId);
      const primary = store
        .networkInterfaces()
        .find((item) => item.instanceId === instanceId && item.type === "Primary");
      return (
        store.regionOf(vSwitchId) === wanted.RegionId &&
        (wanted.InstanceIds === undefined || wanted.InstanceIds.includes(instanceId)) &&
        (wanted.InstanceName === undefined || isNamed(instanceName, wanted.InstanceName)) &&
        (wanted.InstanceType === undefined || wanted.InstanceType === instanceType) &&
        (wanted.SecurityGroupId === undefined ||
          primary?.securityGroupIds.includes(wanted.SecurityGroupId) === true) &&
        (wanted.PrivateIpAddresses === undefined ||
          wanted.PrivateIpAddresses.includes(primary?.primaryIpAddress ?? "")) &&
        (wanted.Status === undefined || wanted.Status === status) &&
        (wanted.VpcId === undefined || wanted.VpcId === place?.vpcId) &&
        (wanted.VSwitchId === undefined || wanted.VSwitchId === vSwitchId) &&
        (wanted.ZoneId === undefined || wanted.ZoneId === place?.zoneId) &&
        (wanted.ResourceGroupId === undefined || wanted.ResourceGroupId === instance.resourceGroupId) &&
        hasTags(instance.tags, wanted.Tag)
      );
    });
    const page = pageOf(found, ({ instanceId }) => instanceId, wanted, {
      minResults: 10,
      maxResults: 100,
      maxPageSize: 100,
    });
    return {
      ...page.fields,
      Instances: { Instance: page.items.map((item) => describeInstance(item, context)) },
    };
  },
});
