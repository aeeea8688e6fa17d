import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { describeInterface } from "./network-interface-view";
import { networkInterfaceId, region, required, text } from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: required(networkInterfaceId()),
  // selects extra fields that are not emulated
  Attribute: text(),
};

/**
 * `[ECS SDK 7.11.6]`: the fields of one interface, flat, without a set around them. Whether an unknown id is
 * an error or an empty answer is UNVERIFIED; the documented code is answered.
 */
export const describeNetworkInterfaceAttribute = defineAction({
  name: "DescribeNetworkInterfaceAttribute",
  versions: [ecs],
  parameters,
  run(wanted, { store, now }) {
    const item = store.networkInterface(wanted.NetworkInterfaceId);
    if (item?.regionId !== wanted.RegionId)
      throw apiError("InvalidEniId.NotFound", [wanted.NetworkInterfaceId]);
    const { NetworkInterfaceTrafficMode, Attachment, ...view } = describeInterface(
      item,
      store.accountId,
      now,
    );
    return {
      ...view,
      Attachment: { ...Attachment, MemberNetworkInterfaceIds: { MemberNetworkInterfaceId: [] } },
      NetworkInterfaceTrafficConfig: { NetworkInterfaceTrafficMode, QueueNumber: 1, QueuePairNumber: 1 },
    };
  },
});
