import type { ActionContext } from "../cloud/action-context";
import type { Instance, NetworkInterface } from "../cloud/model";
import {
  findInstance,
  findOwnInterface,
  refuseBusy,
  refuseOverQuota,
  requireSettledInstance,
  requireStatus,
} from "../cloud/preconditions";
import { startTransition } from "../cloud/transitions";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { instanceId, networkInterfaceId, region, required, unsupported } from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: required(networkInterfaceId()),
  InstanceId: required(instanceId()),
  TrunkNetworkInstanceId: unsupported(),
};

/** Same VPC, same zone `[AttachNetworkInterface 2021-07-19]`. */
function requireSamePlace(item: NetworkInterface, instance: Instance, { store }: ActionContext): void {
  const place = store.vSwitch(instance.vSwitchId);
  if (place?.vpcId !== item.vpcId) throw apiError("InvalidOperation.VpcMismatch");
  if (place.zoneId !== item.zoneId) throw apiError("InvalidOperation.AvailabilityZoneMismatch");
}

function requireFreeSlot({ instanceId, ...instance }: Instance, { store }: ActionContext): void {
  const { eniQuantity } = store.limitsOf({ instanceId, ...instance });
  const attached = store.networkInterfaces().filter((item) => item.instanceId === instanceId);
  if (attached.length >= eniQuantity) {
    throw apiError("EniPerInstanceLimitExceeded", [instance.instanceType, String(eniQuantity)]);
  }
}

/** `[ECS SDK 7.11.6; error table 2021-07-19]`: asynchronous. No rule confirmed on a real account. */
export const attachNetworkInterface = defineAction({
  name: "AttachNetworkInterface",
  versions: [ecs],
  changes: "the interface",
  parameters,
  run(wanted, context) {
    const item = findOwnInterface(wanted.NetworkInterfaceId, wanted.RegionId, context);
    const instance = findInstance(wanted.InstanceId, wanted.RegionId, context);
    requireStatus(item, "Available");
    refuseBusy(item, context);
    requireSettledInstance(instance);
    requireSamePlace(item, instance, context);
    requireFreeSlot(instance, context);
    const attached: NetworkInterface = { ...item, instanceId: instance.instanceId };
    refuseOverQuota(attached, 0, context);
    context.store.putNetworkInterface({
      ...attached,
      status: "Attaching",
      transition: startTransition("InUse", context),
    });
    return {};
  },
});
