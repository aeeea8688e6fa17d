import type { Action } from "./define-action";
import { assignPrivateIpAddresses } from "./assign-private-ip-addresses";
import { attachNetworkInterface } from "./attach-network-interface";
import { createNetworkInterface } from "./create-network-interface";
import { deleteNetworkInterface } from "./delete-network-interface";
import { describeInstanceTypes } from "./describe-instance-types";
import { describeInstances } from "./describe-instances";
import { describeNetworkInterfaceAttribute } from "./describe-network-interface-attribute";
import { describeNetworkInterfaces } from "./describe-network-interfaces";
import { describeRegions } from "./describe-regions";
import { describeVSwitches } from "./describe-v-switches";
import { detachNetworkInterface } from "./detach-network-interface";
import { getCallerIdentity } from "./get-caller-identity";
import { listTagResources } from "./list-tag-resources";
import { modifyNetworkInterfaceAttribute } from "./modify-network-interface-attribute";
import { authorizeSecurityGroup, authorizeSecurityGroupEgress } from "./authorize-security-group";
import { createSecurityGroup } from "./create-security-group";
import { deleteSecurityGroup } from "./delete-security-group";
import { describePrefixListAttributes } from "./describe-prefix-list-attributes";
import { describeSecurityGroupAttribute } from "./describe-security-group-attribute";
import { describeSecurityGroups } from "./describe-security-groups";
import { revokeSecurityGroup, revokeSecurityGroupEgress } from "./revoke-security-group";
import { startInstance } from "./start-instance";
import { stopInstance } from "./stop-instance";
import { tagResources } from "./tag-resources";
import { unassignPrivateIpAddresses } from "./unassign-private-ip-addresses";
import { untagResources } from "./untag-resources";

/** Every action of the API that is emulated: a new one is a file here and a name in this list. */
export const actions: readonly Action[] = [
  assignPrivateIpAddresses,
  unassignPrivateIpAddresses,
  describeNetworkInterfaces,
  describeNetworkInterfaceAttribute,
  createNetworkInterface,
  deleteNetworkInterface,
  attachNetworkInterface,
  detachNetworkInterface,
  describeInstances,
  describeInstanceTypes,
  startInstance,
  stopInstance,
  describeVSwitches,
  describeRegions,
  modifyNetworkInterfaceAttribute,
  describeSecurityGroups,
  describeSecurityGroupAttribute,
  createSecurityGroup,
  deleteSecurityGroup,
  authorizeSecurityGroup,
  authorizeSecurityGroupEgress,
  revokeSecurityGroup,
  revokeSecurityGroupEgress,
  describePrefixListAttributes,
  listTagResources,
  tagResources,
  untagResources,
  getCallerIdentity,
];
