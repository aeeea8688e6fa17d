import { refuseRepeated } from "../cloud/addresses";
import { findOwnInterface, refuseTooMany, requireAddressable } from "../cloud/preconditions";
import { withAddresses } from "../cloud/visibility";
import { apiError, ApiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { addresses, networkInterfaceId, region, required, unsupported } from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: required(networkInterfaceId("InvalidEniId.Malformed")),
  PrivateIpAddress: addresses("InvalidPrivateIpAddress.Malformed"),
  Ipv4Prefix: unsupported(),
};

export const unassignPrivateIpAddresses = defineAction({
  name: "UnassignPrivateIpAddresses",
  source: "ECS API reference 2024-12-17",
  about:
    "It takes no ClientToken; one that is sent is ignored, as terraform-provider-alicloud does send one. UNVERIFIED: that one address which is not there refuses the whole list, and that an address with an elastic IP bound is let go (no documented error speaks of it).",
  versions: [ecs],
  changes: "the interface",
  parameters,
  run({ NetworkInterfaceId, RegionId, PrivateIpAddress: listed }, context) {
    if (listed.length === 0) {
      // the one MissingParameter that is a 403, with a text of its own
      throw new ApiError(
        "MissingParameter",
        403,
        "These parameters PrivateIpAddress,Ipv4Prefix cannot be both empty.",
      );
    }
    refuseTooMany(listed, context);
    refuseRepeated(listed);

    const item = findOwnInterface(NetworkInterfaceId, RegionId, context);
    requireAddressable(item, context);
    // the primary address gets the same code `[terway ecs.go]`: it is not among the secondary ones
    const absent = listed.find((address) => !item.privateIpAddresses.includes(address));
    if (absent !== undefined) throw apiError("InvalidIp.IpUnassigned", [absent]);

    const left = item.privateIpAddresses.filter((address) => !listed.includes(address));
    context.store.putNetworkInterface(withAddresses(item, left, context));
    return {};
  },
});
