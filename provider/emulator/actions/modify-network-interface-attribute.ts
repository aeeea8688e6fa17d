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

/**
 * `[ECS SDK 7.11.6]`: what is not named stays. The security groups of a primary interface are its instance's, and the code for
 * a change of them is UNVERIFIED. No rule confirmed on a real account.
 */
export const modifyNetworkInterfaceAttribute = defineAction({
  name: "ModifyNetworkInterfaceAttribute",
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
