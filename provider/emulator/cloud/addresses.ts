import { ip2long, long2ip, Netmask } from "netmask";
import { apiError } from "../errors/api-error";
import type { NetworkInterface, VSwitch } from "./model";

// netmask also reads "10.1" and octal parts; the API takes four decimal numbers
const octet = "(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const cidr = new RegExp(`^${octet}(?:\\.${octet}){3}/(?:[89]|[12]\\d|3[0-2])$`);

export const isIpv4 = (text: string): boolean => ipv4.test(text);

/** True for a block written with its own first address: 10.0.0.0/24, not 10.0.0.7/24. */
export const isCidrBlock = (text: string): boolean =>
  cidr.test(text) && new Netmask(text).base === text.split("/")[0];

/** True if the whole of `inner` lies within `outer`. */
export const containsBlock = (outer: string, inner: string): boolean => new Netmask(outer).contains(inner);

/**
 * The first and the last three addresses of each vSwitch are reserved `[VPC SDK, CreateVSwitch]`; docs, not
 * confirmed.
 */
function usableRange(cidrBlock: string): readonly [number, number] {
  const first = ip2long(new Netmask(cidrBlock).base);
  return [first + 1, first + new Netmask(cidrBlock).size - 4];
}

/** True if an interface of this vSwitch can have the address at all, taken or not. */
export function isUsable(address: string, cidrBlock: string): boolean {
  const [first, last] = usableRange(cidrBlock);
  return isIpv4(address) && ip2long(address) >= first && ip2long(address) <= last;
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
    const address = long2ip(candidate);
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
