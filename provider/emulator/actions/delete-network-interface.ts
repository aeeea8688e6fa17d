import { findOwnInterface, refuseBusy, requireStatus } from "../cloud/preconditions";
import { startTransition } from "../cloud/transitions";
import { defineAction, ecs } from "./define-action";
import { networkInterfaceId, region, required } from "./parameter-rules";

const parameters = { RegionId: required(region()), NetworkInterfaceId: required(networkInterfaceId()) };

export const deleteNetworkInterface = defineAction({
  name: "DeleteNetworkInterface",
  source: "ECS SDK 7.11.6",
  about: "Asynchronous; only while Available, or Deleting already.",
  versions: [ecs],
  changes: "the interface",
  parameters,
  run({ NetworkInterfaceId, RegionId }, context) {
    const item = findOwnInterface(NetworkInterfaceId, RegionId, context);
    requireStatus(item, "Available", "Deleting");
    // a repeated call while the first one is under way has no further effect `[ECS SDK 7.11.6, remarks]`
    if (item.status === "Deleting") return {};
    refuseBusy(item, context);
    context.store.putNetworkInterface({
      ...item,
      status: "Deleting",
      transition: startTransition("gone", context),
    });
    return {};
  },
});
