import { pickFree, refuseRepeated, refuseUnavailable, takenAddresses } from "../cloud/addresses";
import {
  findOwnInterface,
  findVSwitch,
  refuseOverQuota,
  refuseTooMany,
  requireAddressable,
} from "../cloud/preconditions";
import { withAddresses } from "../cloud/visibility";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import {
  addresses,
  clientToken,
  integer,
  networkInterfaceId,
  region,
  required,
  unsupported,
} from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: required(networkInterfaceId()),
  PrivateIpAddress: addresses(),
  // "must not be zero" `[cilium api.go]`
  SecondaryPrivateIpAddressCount: integer(1),
  Ipv4Prefix: unsupported(),
  Ipv4PrefixCount: unsupported(),
  ClientToken: clientToken(),
};

export const assignPrivateIpAddresses = defineAction({
  name: "AssignPrivateIpAddresses",
  source: "ECS SDK 7.11.6; error table 2021-07-14",
  about:
    "The reply names the addresses of this call, as terway and cilium read it. UNVERIFIED: that one address which is refused refuses the whole list.",
  versions: [ecs],
  idempotent: true,
  changes: "the interface",
  parameters,
  run(wanted, context) {
    const { PrivateIpAddress: listed, SecondaryPrivateIpAddressCount: count } = wanted;
    if (listed.length > 0 && count !== undefined) {
      // exclusive `[SDK]`; this code is documented for Unassign only
      throw apiError("InvalidParameter.Conflict", ["PrivateIpAddress", "SecondaryPrivateIpAddressCount"]);
    }
    if (listed.length === 0 && count === undefined) throw apiError("MissingParameter", ["PrivateIpAddress"]);
    refuseRepeated(listed);

    const item = findOwnInterface(wanted.NetworkInterfaceId, wanted.RegionId, context);
    // in use, "subject to the instance type" `[ECS SDK 7.11.6]`, which the quota below is
    if (item.instanceId === undefined || context.maxAddressesPerCall !== undefined)
      refuseTooMany(listed, context);
    requireAddressable(item, context);
    const vSwitch = findVSwitch(item.vSwitchId, wanted.RegionId, context);
    const taken = takenAddresses(item.vSwitchId, context.store.networkInterfaces());
    refuseUnavailable(listed, vSwitch, taken);
    refuseOverQuota(item, count ?? listed.length, context);
    const added = count === undefined ? listed : pickFree(vSwitch, taken, count);

    context.store.putNetworkInterface(withAddresses(item, [...item.privateIpAddresses, ...added], context));
    return {
      AssignedPrivateIpAddressesSet: {
        NetworkInterfaceId: item.networkInterfaceId,
        PrivateIpSet: { PrivateIpAddress: added },
        Ipv4PrefixSet: { Ipv4Prefixes: [] },
      },
    };
  },
});
