import ipaddr from "ipaddr.js";

/**
 * Whether `text` is one IPv4 address in canonical dotted decimal.
 *
 * Canonical means that two addresses are equal exactly when their texts are: `10.0.0.011` is refused,
 * because some readers take it as octal 9.
 */
export function isIpv4(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** Whether `text` is an IPv6 address, of any form. */
export function isIpv6(text: string): boolean {
  return ipaddr.IPv6.isValid(text);
}

/** Whether the IPv4 address lies inside the CIDR block, for example `10.0.0.7` in `10.0.0.0/24`. */
export function isInside(address: string, cidrBlock: string): boolean {
  return (
    ipaddr.IPv4.isValidCIDR(cidrBlock) && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidrBlock))
  );
}

/** Copies the addresses into numeric order: 10.0.0.9 comes before 10.0.0.10. */
export function inNumericOrder(addresses: Iterable<string>): string[] {
  return [...addresses].sort((a, b) => numberOf(a) - numberOf(b));
}

/**
 * Whether the cloud keeps the address to itself: the first and the last three of each vSwitch's CIDR block.
 * Source: the remarks of CreateVSwitch in @alicloud/vpc20160428 7.3.2 (192.168.1.0/24: .0, .253, .254, .255).
 */
export function isReserved(address: string, cidrBlock: string): boolean {
  if (!isInside(address, cidrBlock)) return false;
  const own = numberOf(address);
  const first = numberOf(ipaddr.IPv4.networkAddressFromCIDR(cidrBlock).toString());
  const last = numberOf(ipaddr.IPv4.broadcastAddressFromCIDR(cidrBlock).toString());
  return own === first || own > last - 3;
}

function numberOf(address: string): number {
  return ipaddr.IPv4.parse(address)
    .toByteArray()
    .reduce((total, byte) => total * 256 + byte, 0);
}
