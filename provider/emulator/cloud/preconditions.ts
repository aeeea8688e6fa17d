import { apiError } from "../errors/api-error";
import type { ActionContext } from "./action-context";
import { maxSecondaryAddressesWhenAvailable } from "./instance-types";
import type { Instance, NetworkInterface, NetworkInterfaceStatus, VSwitch } from "./model";

// What the write actions check before they change anything. The order of the checks is UNVERIFIED.

/** The interface, if it is there, in that region, and nobody else's `[Assign, Unassign error tables]`. */
export function findOwnInterface(id: string, regionId: string, { store }: ActionContext): NetworkInterface {
  const item = store.networkInterface(id);
  if (item?.regionId !== regionId) throw apiError("InvalidEniId.NotFound", [id]);
  if (item.serviceManaged) throw apiError("InvalidOperation.EniServiceManaged", [id]);
  return item;
}

/** One interface does one task at a time `[2018 documents: "is processing another task"]`. */
export function refuseBusy(
  { networkInterfaceId }: Pick<NetworkInterface, "networkInterfaceId">,
  { busyInterfaces }: Pick<ActionContext, "busyInterfaces">,
): void {
  if (busyInterfaces.has(networkInterfaceId)) throw apiError("Operation.Conflict");
}

export function requireStatus(
  { status }: NetworkInterface,
  ...allowed: readonly NetworkInterfaceStatus[]
): void {
  if (!allowed.includes(status))
    throw apiError("InvalidOperation.InvalidEniState", [allowed.join("/"), status]);
}

export function findInstance(id: string, regionId: string | undefined, { store }: ActionContext): Instance {
  const instance = store.instance(id);
  if (instance === undefined || (regionId !== undefined && store.regionOf(instance.vSwitchId) !== regionId)) {
    throw apiError("InvalidInstanceId.NotFound", [id]);
  }
  return instance;
}

/** As Attach and Detach name it; Start and Stop say InvalidInstanceId.NotFound `[terway, terraform-provider-alicloud]`. */
export function findInstanceOfInterface(id: string, regionId: string, context: ActionContext): Instance {
  try {
    return findInstance(id, regionId, context);
  } catch {
    throw apiError("InvalidEcsId.NotFound");
  }
}

export function requireSettledInstance({ status }: Instance): void {
  if (status !== "Running" && status !== "Stopped") {
    throw apiError("InvalidOperation.InvalidEcsState", ["Running/Stopped", status]);
  }
}

/**
 * What Assign and Unassign ask of the interface `[ECS SDK, remarks of both]`: Available or InUse; for a
 * primary one its instance must be Running or Stopped too.
 */
export function requireAddressable(item: NetworkInterface, context: ActionContext): void {
  requireStatus(item, "Available", "InUse");
  refuseBusy(item, context);
  const instance = item.instanceId === undefined ? undefined : context.store.instance(item.instanceId);
  if (item.type === "Primary" && instance !== undefined) requireSettledInstance(instance);
}

/** N of `PrivateIpAddress.N` `[ECS SDK 7.11.6]`. */
const MAX_ADDRESSES_PER_CALL = 32;

/** Refuses a list of addresses that is too long for one call; older documents say 10. Code UNVERIFIED. */
export function refuseTooMany(
  addresses: readonly string[],
  { maxAddressesPerCall = MAX_ADDRESSES_PER_CALL }: Pick<ActionContext, "maxAddressesPerCall">,
): void {
  if (addresses.length > maxAddressesPerCall) {
    throw apiError(
      "InvalidParameter",
      ["PrivateIpAddress"],
      `PrivateIpAddress.N: N is 1 to ${maxAddressesPerCall}`,
    );
  }
}

/**
 * The quota of the interface: 49 secondary addresses while Available; what the instance type allows, less the
 * primary one, while InUse. Which of the two codes goes with which case is UNVERIFIED.
 */
export function refuseOverQuota(item: NetworkInterface, added: number, { store }: ActionContext): void {
  const total = item.privateIpAddresses.length + added;
  const instance = item.instanceId === undefined ? undefined : store.instance(item.instanceId);
  if (instance !== undefined) {
    const { eniPrivateIpAddressQuantity } = store.limitsOf(instance);
    if (total > eniPrivateIpAddressQuantity - 1) {
      throw apiError("InvalidOperation.Ipv4CountExceeded", [
        item.networkInterfaceId,
        String(eniPrivateIpAddressQuantity),
      ]);
    }
  } else if (total > maxSecondaryAddressesWhenAvailable) {
    throw apiError("MaxEniPrivateIpsCountExceeded", [
      item.networkInterfaceId,
      String(maxSecondaryAddressesWhenAvailable),
    ]);
  }
}

/** Refuses groups that are not there, or in another VPC than the interface `[AttachNetworkInterface, error table]`. */
export function findSecurityGroups(ids: readonly string[], vSwitch: VSwitch, { store }: ActionContext): void {
  for (const id of ids) {
    const group = store.securityGroup(id);
    if (group === undefined) throw apiError("InvalidSecurityGroupId.NotFound", [id]);
    if (group.vpcId !== vSwitch.vpcId) throw apiError("InvalidOperation.VpcMismatch");
  }
}

/** The vSwitch, if it is there and in that region `[2018 documents]`. */
export function findVSwitch(id: string, regionId: string, { store }: ActionContext): VSwitch {
  const vSwitch = store.vSwitch(id);
  if (vSwitch === undefined || store.regionOf(id) !== regionId)
    throw apiError("InvalidVSwitchId.NotFound", [id]);
  return vSwitch;
}
