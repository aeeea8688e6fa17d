import type { ActionContext } from "../cloud/action-context";
import type { Instance, NetworkInterface } from "../cloud/model";
import {
  findInstanceOfInterface,
  findOwnInterface,
  refuseBusy,
  refuseOverQuota,
  requireSettledInstance,
  requireStatus,
} from "../cloud/preconditions";
import { startTransition } from "../cloud/transitions";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { instanceId, integer, networkInterfaceId, region, refuse, required } from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  NetworkInterfaceId: required(networkInterfaceId()),
  InstanceId: required(instanceId()),
  // the instance types of this emulator have one card
  NetworkCardIndex: integer(0, 0),
  ...refuse("TrunkNetworkInstanceId", "WaitForNetworkConfigurationReady"),
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

/** The smallest that no other interface of the instance has. Which one the real service gives is UNVERIFIED. */
function freeDeviceIndex({ instanceId }: Instance, { store }: ActionContext): number {
  const others = store.networkInterfaces().filter((item) => item.instanceId === instanceId);
  const used = new Set(others.map((item) => item.deviceIndex ?? (item.type === "Primary" ? 0 : 1)));
  let index = 0;
  while (used.has(index)) index++;
  return index;
}

export const attachNetworkInterface = defineAction({
  name: "AttachNetworkInterface",
  source: "ECS SDK 7.11.6; error table 2021-07-19",
  about: "Asynchronous.",
  versions: [ecs],
  changes: "the interface",
  parameters,
  run(wanted, context) {
    const item = findOwnInterface(wanted.NetworkInterfaceId, wanted.RegionId, context);
    const instance = findInstanceOfInterface(wanted.InstanceId, wanted.RegionId, context);
    requireStatus(item, "Available");
    refuseBusy(item, context);
    requireSettledInstance(instance);
    requireSamePlace(item, instance, context);
    requireFreeSlot(instance, context);
    const attached: NetworkInterface = {
      ...item,
      instanceId: instance.instanceId,
      deviceIndex: freeDeviceIndex(instance, context),
      ...(wanted.NetworkCardIndex !== undefined && { networkCardIndex: wanted.NetworkCardIndex }),
    };
    refuseOverQuota(attached, 0, context);
    context.store.putNetworkInterface({
      ...attached,
      status: "Attaching",
      transition: startTransition("InUse", context),
    });
    return {};
  },
});
