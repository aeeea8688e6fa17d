import {
  findInstanceOfInterface,
  findOwnInterface,
  refuseBusy,
  requireSettledInstance,
  requireStatus,
} from "../cloud/preconditions";
import { startTransition } from "../cloud/transitions";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { instanceId, networkInterfaceId, region, refuse, required } from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: required(networkInterfaceId()),
  InstanceId: required(instanceId()),
  ...refuse("TrunkNetworkInstanceId"),
};

export const detachNetworkInterface = defineAction({
  name: "DetachNetworkInterface",
  source: "ECS SDK 7.11.6; error table 2021-07-19",
  about:
    "Asynchronous; the secondary addresses stay. UNVERIFIED: the code for an instance that the interface is not attached to.",
  versions: [ecs],
  changes: "the interface",
  parameters,
  run(wanted, context) {
    const item = findOwnInterface(wanted.NetworkInterfaceId, wanted.RegionId, context);
    const instance = findInstanceOfInterface(wanted.InstanceId, wanted.RegionId, context);
    if (item.type === "Primary") throw apiError("InvalidOperation.DetachPrimaryEniNotAllowed");
    requireStatus(item, "InUse", "Detaching");
    if (item.instanceId !== instance.instanceId) throw apiError("InvalidEcsId.NotFound");
    // a repeated call while the first one is under way has no further effect `[ECS SDK 7.11.6, remarks]`
    if (item.status === "Detaching") return {};
    refuseBusy(item, context);
    requireSettledInstance(instance);
    context.store.putNetworkInterface({
      ...item,
      status: "Detaching",
      transition: startTransition("Available", context),
    });
    return {};
  },
});
