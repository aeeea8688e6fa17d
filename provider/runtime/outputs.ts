import { inNumericOrder } from "../core/address";
import {
  type AddressMark,
  type AddressSet,
  type Inputs,
  inputsOf,
  markAll,
  type NetworkInterface,
  type Outputs,
  ownedOf,
} from "../core/model";

/** What the state holds after a look at the ENI: all of it, since Pulumi replaces outputs and never merges them. */
export function outputsOf(
  inputs: Inputs,
  actual: NetworkInterface,
  privateIpAddresses: AddressSet,
  unassigned: readonly string[],
): Outputs {
  const owned = new Set(ownedOf(privateIpAddresses));
  return {
    ...inputsOf(inputs),
    privateIpAddresses,
    primaryPrivateIpAddress: actual.primaryPrivateIpAddress,
    foreignPrivateIpAddresses: inNumericOrder(
      actual.privateIpAddresses.filter((address) => !owned.has(address)),
    ),
    lastUnassigned: unassigned,
    vSwitchId: actual.vSwitchId,
    securityGroupIds: actual.securityGroupIds,
  };
}

/**
 * What this change unassigned and, if the one before it stopped half-way, what that one did; without what is held now,
 * since a program takes the names of these addresses out of DNS and firewalls.
 */
export function lastUnassigned(
  now: readonly string[],
  before: Outputs | undefined,
  held: AddressSet,
): readonly string[] {
  const earlier = before?.interrupted === true ? before.lastUnassigned : [];
  return inNumericOrder(new Set([...earlier, ...now])).filter((address) => !(address in held));
}

/**
 * What a refresh finds: owned addresses that are still there and, in exclusive mode, the foreign ones, so that the
 * next preview shows their removal.
 */
export function afterRefresh(before: Outputs, actual: NetworkInterface): Outputs {
  const present = new Set(actual.privateIpAddresses);
  const owned = ownedOf(before.privateIpAddresses).filter((address) => present.has(address));
  const ownedSet = new Set(owned);
  const foreign =
    before.ownership === "exclusive" ? actual.privateIpAddresses.filter((a) => !ownedSet.has(a)) : [];
  const set = { ...markAll(owned, "declared"), ...markAll(foreign, "foreign") };
  const after = outputsOf(before, actual, set, before.lastUnassigned);
  return before.interrupted === true ? { ...after, interrupted: true } : after;
}

/** The mark of an address after a failed change, which leaves the inputs in state as they were before it. */
export function markAfterFailure(
  address: string,
  before: Outputs | undefined,
  isAssigned: boolean,
): AddressMark {
  // a failed create saves its own inputs, in which each of its addresses is declared
  if (before === undefined) return "declared";
  const mark = before.privateIpAddresses[address] ?? "unrecorded";
  return mark === "foreign" && isAssigned ? "unrecorded" : mark;
}
