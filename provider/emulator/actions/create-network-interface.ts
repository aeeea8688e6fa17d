import { randomBytes } from "node:crypto";
import type { ActionContext } from "../cloud/action-context";
import { pickFree, refuseRepeated, refuseUnavailable, takenAddresses } from "../cloud/addresses";
import { maxSecondaryAddressesWhenAvailable } from "../cloud/instance-types";
import type { NetworkInterface, VSwitch } from "../cloud/model";
import { findSecurityGroups, findVSwitch } from "../cloud/preconditions";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { describeInterface } from "./network-interface-view";
import {
  addresses,
  clientToken,
  description,
  flag,
  interfaceName,
  integer,
  list,
  oneOf,
  region,
} from "./parameter-rules";
import { refuse, required, text } from "./parameter-rules";
import { newTags, withTags } from "./tagging";

/** "N is 0 to 10" `[SDK]`: the cap that later Assign calls do not have. */
const maxExplicitAtCreation = 10;

const parameters = {
  RegionId: required(region()),
  VSwitchId: required(text()),
  SecurityGroupId: text(),
  SecurityGroupIds: list(16),
  PrimaryIpAddress: text(),
  PrivateIpAddress: addresses(),
  SecondaryPrivateIpAddressCount: integer(1, maxSecondaryAddressesWhenAvailable),
  NetworkInterfaceName: interfaceName(),
  Description: description(),
  // Trunk is by invitation only
  InstanceType: oneOf(["Secondary"]),
  DeleteOnRelease: flag(),
  SourceDestCheck: flag(),
  ResourceGroupId: text(),
  Tag: newTags(),
  ...refuse("Ipv4Prefix", "Ipv4PrefixCount"),
  ...refuse("Ipv6Address", "Ipv6AddressCount", "Ipv6Prefix", "Ipv6PrefixCount", "EnablePrimaryIPv6"),
  ...refuse("QueueNumber", "QueuePairNumber", "RxQueueSize", "TxQueueSize", "NetworkInterfaceTrafficMode"),
  ...refuse("NetworkInterfaceTrafficConfig", "ConnectionTrackingConfiguration", "EnhancedNetwork"),
  ...refuse("BusinessType", "Visible"),
  ClientToken: clientToken(),
};

function groupsOf(
  single: string | undefined,
  several: readonly string[],
  vSwitch: VSwitch,
  context: ActionContext,
) {
  if (single !== undefined && several.length > 0) {
    throw apiError("InvalidParameter.Conflict", ["SecurityGroupId", "SecurityGroupIds"]);
  }
  const ids = single === undefined ? several : [single];
  if (ids.length === 0) throw apiError("MissingParameter", ["SecurityGroupId"]);
  findSecurityGroups(ids, vSwitch, context);
  return ids;
}

/** `eni-bp1` and letters or digits, as in Hangzhou; random, so that no test relies on one. */
const newInterfaceId = (): string => `eni-bp1${randomBytes(12).toString("hex").slice(0, 17)}`;
const newMacAddress = (): string =>
  ["00", "16", "3e", ...(randomBytes(3).toString("hex").match(/../g) ?? [])].join(":");

export const createNetworkInterface = defineAction({
  name: "CreateNetworkInterface",
  source: "ECS SDK 7.11.6",
  about: "Synchronous: the new interface is Available.",
  versions: [ecs],
  idempotent: true,
  changes: "something else",
  parameters,
  run(wanted, context) {
    const { PrivateIpAddress: listed, SecondaryPrivateIpAddressCount: count } = wanted;
    if (listed.length > 0 && count !== undefined) {
      throw apiError("InvalidParameter.Conflict", ["PrivateIpAddress", "SecondaryPrivateIpAddressCount"]);
    }
    if (listed.length > maxExplicitAtCreation) {
      throw apiError(
        "InvalidParameter",
        ["PrivateIpAddress"],
        `PrivateIpAddress.N: N is 0 to ${maxExplicitAtCreation}`,
      );
    }
    const vSwitch = findVSwitch(wanted.VSwitchId, wanted.RegionId, context);
    const securityGroupIds = groupsOf(wanted.SecurityGroupId, wanted.SecurityGroupIds, vSwitch, context);

    const explicit = wanted.PrimaryIpAddress === undefined ? listed : [wanted.PrimaryIpAddress, ...listed];
    refuseRepeated(explicit);
    const taken = takenAddresses(vSwitch.vSwitchId, context.store.networkInterfaces());
    refuseUnavailable(explicit, vSwitch, taken);
    const missing = (count ?? 0) + (wanted.PrimaryIpAddress === undefined ? 1 : 0);
    const picked = pickFree(vSwitch, new Set([...taken, ...explicit]), missing);
    const [primaryIpAddress = "", ...privateIpAddresses] =
      wanted.PrimaryIpAddress === undefined ? [...picked, ...listed] : [...explicit, ...picked];

    const item: NetworkInterface = {
      networkInterfaceId: newInterfaceId(),
      networkInterfaceName: wanted.NetworkInterfaceName ?? "",
      description: wanted.Description ?? "",
      status: "Available",
      type: "Secondary",
      regionId: wanted.RegionId,
      zoneId: vSwitch.zoneId,
      vpcId: vSwitch.vpcId,
      vSwitchId: vSwitch.vSwitchId,
      macAddress: newMacAddress(),
      creationTime: `${new Date(context.now).toISOString().slice(0, 19)}Z`,
      primaryIpAddress,
      privateIpAddresses,
      publicIpAddresses: {},
      securityGroupIds,
      serviceManaged: false,
      deleteOnRelease: wanted.DeleteOnRelease ?? true,
      sourceDestCheck: wanted.SourceDestCheck ?? false,
      resourceGroupId: wanted.ResourceGroupId ?? "",
      tags: withTags([], wanted.Tag),
      unseenChanges: [],
    };
    context.store.putNetworkInterface(item);
    return describeInterface(item, context.store.accountId, context.now);
  },
});
