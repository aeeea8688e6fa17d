import type { NetworkInterface } from "../cloud/model";
import { visibleAddresses, visiblePublicIp } from "../cloud/visibility";

/**
 * An interface as the API shows it `[ECS SDK 7.11.6 models]`. Every wrapper is always there, empty or not:
 * clients index them without a look. The order of PrivateIpSet is UNVERIFIED; here the primary address comes
 * first.
 */
export function describeInterface(item: NetworkInterface, accountId: string, now: number) {
  const publicIpOf = (address: string) => {
    const bound = visiblePublicIp(item, address, now);
    return bound === undefined
      ? {}
      : { PublicIpAddress: bound.publicIpAddress, AllocationId: bound.allocationId };
  };
  const privateIpSet = (address: string, primary: boolean) => ({
    PrivateIpAddress: address,
    Primary: primary,
    AssociatedPublicIp: publicIpOf(address),
  });
  return {
    NetworkInterfaceId: item.networkInterfaceId,
    NetworkInterfaceName: item.networkInterfaceName,
    Description: item.description,
    Status: item.status,
    Type: item.type,
    MacAddress: item.macAddress,
    CreationTime: item.creationTime,
    VpcId: item.vpcId,
    VSwitchId: item.vSwitchId,
    ZoneId: item.zoneId,
    OwnerId: accountId,
    ResourceGroupId: item.resourceGroupId,
    // absent or empty where another service manages the interface `[DescribeNetworkInterfaces 2024-12-31]`
    InstanceId: item.serviceManaged ? "" : (item.instanceId ?? ""),
    PrivateIpAddress: item.primaryIpAddress,
    ServiceManaged: item.serviceManaged,
    ServiceID: 0,
    NetworkInterfaceTrafficMode: "Standard",
    QueueNumber: 1,
    QueuePairNumber: 1,
    DeleteOnRelease: item.deleteOnRelease,
    SourceDestCheck: item.sourceDestCheck,
    AssociatedPublicIp: publicIpOf(item.primaryIpAddress),
    Attachment:
      item.instanceId === undefined
        ? {}
        : {
            InstanceId: item.instanceId,
            DeviceIndex: item.deviceIndex ?? (item.type === "Primary" ? 0 : 1),
            // only where the call that attached it named one `[ECS SDK 7.11.6]`
            ...(item.networkCardIndex !== undefined && { NetworkCardIndex: item.networkCardIndex }),
          },
    SecurityGroupIds: { SecurityGroupId: item.securityGroupIds },
    Tags: { Tag: item.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })) },
    PrivateIpSets: {
      PrivateIpSet: [
        privateIpSet(item.primaryIpAddress, true),
        ...visibleAddresses(item, now).map((address) => privateIpSet(address, false)),
      ],
    },
    Ipv6Sets: { Ipv6Set: [] },
    Ipv4PrefixSets: { Ipv4PrefixSet: [] },
    Ipv6PrefixSets: { Ipv6PrefixSet: [] },
  };
}
