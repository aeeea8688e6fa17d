import ipaddr from "ipaddr.js";
import { apiError } from "../errors/api-error";
import type { NetworkInterface, VSwitch } from "./model";

/** True for four decimal numbers, as the API takes them: no `10.1`, no octal or hexadecimal parts. */
export const isIpv4 = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text);

/** An address as the block that holds it alone; any other text as it is. */
export const asBlock = (text: string): string => (isIpv4(text) ? `${text}/32` : text);

const numberOf = (address: ipaddr.IPv4): number =>
  address.toByteArray().reduce((number, byte) => number * 256 + byte, 0);

const addressOf = (number: number): string =>
  [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");

/** True for a block of /8 to /32, or larger ones, written with its own first address: 10.0.0.0/24, not 10.0.0.7/24. */
export function isCidrBlock(text: string, shortestPrefix = 8): boolean {
  if (!ipaddr.IPv4.isValidCIDR(text)) return false;
  const [, prefixLength] = ipaddr.IPv4.parseCIDR(text);
  const first = ipaddr.IPv4.networkAddressFromCIDR(text).toString();
  return prefixLength >= shortestPrefix && text === `${first}/${prefixLength}`;
}

/** The first and the last address of a block, as numbers. */
const rangeOf = (cidrBlock: string): readonly [number, number] => [
  numberOf(ipaddr.IPv4.networkAddressFromCIDR(cidrBlock)),
  numberOf(ipaddr.IPv4.broadcastAddressFromCIDR(cidrBlock)),
];

/** True if the whole of `inner` lies within `outer`. */
export function containsBlock(outer: string, inner: string): boolean {
  const [outerFirst, outerLast] = rangeOf(outer);
  const [innerFirst, innerLast] = rangeOf(inner);
  return outerFirst <= innerFirst && innerLast <= outerLast;
}

/**
 * The first and the last three addresses of each vSwitch are reserved `[VPC SDK, CreateVSwitch]`; docs, not
 * confirmed.
 */
function usableRange(cidrBlock: string): readonly [number, number] {
  const [first, last] = rangeOf(cidrBlock);
  return [first + 1, last - 3];
}

/** True if an interface of this vSwitch can have the address at all, taken or not. */
export function isUsable(address: string, cidrBlock: string): boolean {
  if (!isIpv4(address)) return false;
  const [first, last] = usableRange(cidrBlock);
  const number = numberOf(ipaddr.IPv4.parse(address));
  return first <= number && number <= last;
}

/** All the addresses the interfaces of one vSwitch hold, primary ones included. */
export function takenAddresses(
  vSwitchId: string,
  interfaces: Iterable<NetworkInterface>,
): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const candidate of interfaces) {
    if (candidate.vSwitchId !== vSwitchId) continue;
    taken.add(candidate.primaryIpAddress);
    for (const address of candidate.privateIpAddresses) taken.add(address);
  }
  return taken;
}

export function countFree(vSwitch: VSwitch, taken: ReadonlySet<string>): number {
  const [first, last] = usableRange(vSwitch.cidrBlock);
  return Math.max(0, last - first + 1 - taken.size);
}

/**
 * Picks free addresses, lowest first. The real service promises no order; ours is fixed so that a test can
 * say which address comes next. UNVERIFIED.
 */
export function pickFree(vSwitch: VSwitch, taken: ReadonlySet<string>, count: number): readonly string[] {
  const [first, last] = usableRange(vSwitch.cidrBlock);
  const picked: string[] = [];
  for (let candidate = first; candidate <= last && picked.length < count; candidate++) {
    const address = addressOf(candidate);
    if (!taken.has(address)) picked.push(address);
  }
  // code: terway log in the ACK documents; not confirmed
  if (picked.length < count) throw apiError("InvalidVSwitchId.IpNotEnough", [vSwitch.vSwitchId]);
  return picked;
}

/** Refuses a list that names an address twice. `[Assign error table]`; for Unassign UNVERIFIED. */
export function refuseRepeated(addresses: readonly string[]): void {
  const repeated = addresses.find((address, index) => addresses.indexOf(address) !== index);
  if (repeated !== undefined) throw apiError("InvalidIp.IpRepeated", [repeated]);
}

/**
 * Refuses addresses that the vSwitch cannot give: outside of it, reserved, or taken. An address already on
 * the same interface counts as taken. UNVERIFIED: some documents name InvalidPrivateIpAddress.Duplicated
 * instead.
 */
export function refuseUnavailable(
  addresses: readonly string[],
  vSwitch: VSwitch,
  taken: ReadonlySet<string>,
): void {
  const invalid = addresses.find((address) => !isUsable(address, vSwitch.cidrBlock));
  if (invalid !== undefined) throw apiError("InvalidVSwitchId.IpInvalid", [invalid, vSwitch.cidrBlock]);
  const assigned = addresses.find((address) => taken.has(address));
  if (assigned !== undefined) throw apiError("InvalidIp.IpAssigned", [assigned]);
}
