import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { describeInterface } from "./network-interface-view";
import { networkInterfaceId, refuse, region, required } from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: required(networkInterfaceId()),
  ...refuse("Attribute", "Tag"),
};

export const describeNetworkInterfaceAttribute = defineAction({
  name: "DescribeNetworkInterfaceAttribute",
  source: "ECS SDK 7.11.6",
  about:
    "The fields of one interface, flat, without a set around them. UNVERIFIED: that an unknown id is an error.",
  versions: [ecs],
  parameters,
  run(wanted, { store, now }) {
    const item = store.networkInterface(wanted.NetworkInterfaceId);
    if (item?.regionId !== wanted.RegionId)
      throw apiError("InvalidEniId.NotFound", [wanted.NetworkInterfaceId]);
    const { Attachment, QueuePairNumber, ...view } = describeInterface(item, store.accountId, now);
    const { NetworkInterfaceTrafficMode, QueueNumber } = view;
    return {
      ...view,
      Attachment: { ...Attachment, MemberNetworkInterfaceIds: { MemberNetworkInterfaceId: [] } },
      NetworkInterfaceTrafficConfig: { NetworkInterfaceTrafficMode, QueueNumber, QueuePairNumber },
    };
  },
});
