import type { Seed } from "pulumi-alicloud-secondary-ips/emulator";

/** What the program declares: resource name → its arguments. */
export type Declared = Readonly<Record<string, Declaration>>;

interface Declaration {
  readonly networkInterfaceId: string;
  readonly privateIpAddresses: readonly string[];
}

/** A VPC of an ordinary size: 10.0.0.0/16 with four vSwitches of 8,192 addresses each. */
const VSWITCHES = Array.from({ length: 4 }, (_, index) => ({
  vSwitchId: `vsw-bp1bench000000000000${index}`,
  firstOctet: 32 * index,
}));
const FIRST_OFFSET = 16;
/** Each ENI has its own part of the vSwitch: the primary address, and room for two sets of ten and more. */
const ADDRESSES_PER_ENI = 32;
export const MAX_ENIS = 1000;

const common = { vpcId: "vpc-bp1bench0000000000000", securityGroupId: "sg-bp1bench00000000000" };

const eniId = (index: number): string => `eni-bp1bench${String(index).padStart(12, "0")}`;

/** The address at this place in the part of one ENI; place 0 is the primary one. */
function address(index: number, place: number): string {
  const { firstOctet } = vSwitchOf(index);
  const offset = FIRST_OFFSET + Math.floor(index / VSWITCHES.length) * ADDRESSES_PER_ENI + place;
  return `10.0.${firstOctet + Math.floor(offset / 256)}.${offset % 256}`;
}

function vSwitchOf(index: number): (typeof VSWITCHES)[number] {
  const vSwitch = VSWITCHES[index % VSWITCHES.length];
  if (vSwitch === undefined) throw new Error("there is no vSwitch");
  return vSwitch;
}

/** What the emulated cloud holds at the start: so many ENIs, none of which has a secondary address. */
export function seedOf(enis: number): Seed {
  const { vpcId, securityGroupId } = common;
  return {
    accountId: "1234567890123456",
    vpcs: [{ vpcId, regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" }],
    vSwitches: VSWITCHES.map(({ vSwitchId, firstOctet }) => ({
      vSwitchId,
      vpcId,
      zoneId: "cn-hangzhou-h",
      cidrBlock: `10.0.${firstOctet}.0/19`,
    })),
    securityGroups: [{ securityGroupId, vpcId }],
    networkInterfaces: Array.from({ length: enis }, (_, index) => ({
      networkInterfaceId: eniId(index),
      vSwitchId: vSwitchOf(index).vSwitchId,
      primaryIpAddress: address(index, 0),
      securityGroupIds: [securityGroupId],
    })),
  };
}

/** The places of the addresses that each ENI holds, 1 to 31. */
export type Places = readonly number[];

export const placesFrom = (first: number, count: number): Places =>
  Array.from({ length: count }, (_, index) => first + index);

/** Declares the same places on each ENI. */
export const declare = (enis: number, places: Places): Declared =>
  Object.fromEntries(
    Array.from({ length: enis }, (_, index) => [
      `eni${String(index).padStart(4, "0")}`,
      {
        networkInterfaceId: eniId(index),
        privateIpAddresses: places.map((place) => address(index, place)),
      },
    ]),
  );
