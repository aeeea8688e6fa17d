import { findOwnInterface, findSecurityGroups, findVSwitch, refuseBusy } from "../cloud/preconditions";
import { defineAction, ecs } from "./define-action";
import {
  description,
  flag,
  interfaceName,
  list,
  networkInterfaceId,
  refuse,
  region,
  required,
} from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: required(networkInterfaceId()),
  NetworkInterfaceName: interfaceName(),
  Description: description(),
  // the whole list: what it does not name, the interface leaves
  SecurityGroupId: list(16),
  DeleteOnRelease: flag(),
  SourceDestCheck: flag(),
  ...refuse("ConnectionTrackingConfiguration", "EnablePrimaryIPv6", "EnhancedNetwork"),
  ...refuse("NetworkInterfaceTrafficConfig", "QueueNumber", "RxQueueSize", "TxQueueSize"),
};

export const modifyNetworkInterfaceAttribute = defineAction({
  name: "ModifyNetworkInterfaceAttribute",
  source: "ECS SDK 7.11.6",
  about:
    "What is not named stays. UNVERIFIED: the code for a change of the groups of a primary interface, which are its instance's.",
  versions: [ecs],
  changes: "the interface",
  parameters,
  run(wanted, context) {
    const item = findOwnInterface(wanted.NetworkInterfaceId, wanted.RegionId, context);
    refuseBusy(item, context);
    const vSwitch = findVSwitch(item.vSwitchId, wanted.RegionId, context);
    const groups = [...new Set(wanted.SecurityGroupId)];
    if (groups.length > 0) findSecurityGroups(groups, vSwitch, context);
    context.store.putNetworkInterface({
      ...item,
      networkInterfaceName: wanted.NetworkInterfaceName ?? item.networkInterfaceName,
      description: wanted.Description ?? item.description,
      securityGroupIds: groups.length > 0 ? groups : item.securityGroupIds,
      deleteOnRelease: wanted.DeleteOnRelease ?? item.deleteOnRelease,
      sourceDestCheck: wanted.SourceDestCheck ?? item.sourceDestCheck,
    });
    return {};
  },
});
