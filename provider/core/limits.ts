/**
 * The most addresses in one AssignPrivateIpAddresses or UnassignPrivateIpAddresses call.
 * Source: the N of `PrivateIpAddress.N` is "1 to 32" in @alicloud/ecs20140526 7.11.6 and on
 * https://www.alibabacloud.com/help/en/ecs/api-unassignprivateipaddresses
 */
export const MAX_ADDRESSES_PER_CALL = 32;

/** The same limit in the documents up to 2021; a call refused for its size is sent again in chunks of this. */
export const MAX_ADDRESSES_PER_CALL_BEFORE_2022 = 10;

/**
 * The most secondary addresses on an ENI that is not attached to an instance.
 * Source: https://www.alibabacloud.com/help/en/ecs/api-assignprivateipaddresses ("up to 49")
 */
export const MAX_SECONDARIES_WHEN_AVAILABLE = 49;

/**
 * The prefix length of the largest vSwitch; an ENI is in one vSwitch, with all of its addresses.
 * Source: `CidrBlock` of https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpc-2016-04-28-createvswitch
 * ("16 to 29 bits").
 */
export const LARGEST_V_SWITCH = 16;

/** Splits the addresses into parts of at most `size`, in order. */
export function inChunks(addresses: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(addresses.length / size) }, (_, i) =>
    addresses.slice(i * size, (i + 1) * size),
  );
}
