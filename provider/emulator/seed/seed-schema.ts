import { z } from "zod";
import { isCidrBlock, isIpv4 } from "../cloud/addresses";
import {
  instanceStatuses,
  networkInterfaceStatuses,
  networkInterfaceTypes,
  ruleDirections,
  rulePolicies,
  ruleProtocols,
  securityGroupTypes,
} from "../cloud/model";

// The written form of a seed and of a state file: each record alone. What must hold between records is
// checked in seed-checks.ts. Unknown keys are refused, so that a misspelt one is not silently ignored.

const id = (prefix: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}-[a-z0-9]+$`),
      `must look like ${prefix}-abc123 (lower case letters and digits)`,
    );
const address = z.string().refine(isIpv4, "must be an IPv4 address such as 10.0.0.5");
const block = z
  .string()
  .refine(isCidrBlock, "must be a block such as 10.0.0.0/24, from /8 to /32, written with its first address");

const vpc = z.strictObject({ vpcId: id("vpc"), regionId: z.string().min(1), cidrBlock: block });
const vSwitch = z.strictObject({
  vSwitchId: id("vsw"),
  vpcId: id("vpc"),
  zoneId: z.string().min(1),
  cidrBlock: block,
});
const tags = z.array(z.strictObject({ key: z.string(), value: z.string() })).default([]);
const blockOrNone = z
  .string()
  .refine(
    (text) => isCidrBlock(text, 0) || isIpv4(text),
    "must be a block such as 10.0.0.0/24, or an address",
  )
  .or(z.literal(""))
  .default("");
const rule = z.strictObject({
  securityGroupRuleId: id("sgr"),
  direction: z.enum(ruleDirections),
  ipProtocol: z.enum(ruleProtocols).default("ALL"),
  portRange: z
    .string()
    .regex(/^-?\d+\/-?\d+$/, "must look like 80/80")
    .default("-1/-1"),
  policy: z.enum(rulePolicies).default("Accept"),
  priority: z.int().min(1).max(100).default(1),
  description: z.string().default(""),
  sourceCidrIp: blockOrNone,
  destCidrIp: blockOrNone,
  groupId: z.string().default(""),
  prefixListId: z.string().default(""),
  creationTime: z.string().default("2026-01-01T00:00:00Z"),
});
const securityGroup = z.strictObject({
  securityGroupId: id("sg"),
  vpcId: id("vpc"),
  securityGroupName: z.string().default(""),
  description: z.string().default(""),
  securityGroupType: z.enum(securityGroupTypes).default("normal"),
  resourceGroupId: z.string().default(""),
  creationTime: z.string().default("2026-01-01T00:00:00Z"),
  tags,
  rules: z.array(rule).default([]),
});
const prefixList = z.strictObject({
  prefixListId: id("pl"),
  // the region of the first VPC, where a seed leaves it out
  regionId: z.string().exactOptional(),
  prefixListName: z.string().default(""),
  description: z.string().default(""),
  creationTime: z.string().default("2026-01-01T00:00Z"),
  maxEntries: z.int().min(1).default(200),
  entries: z
    .array(z.strictObject({ cidr: z.union([block, address]), description: z.string().default("") }))
    .default([]),
});
const instanceType = z.strictObject({
  eniQuantity: z.int().min(1),
  eniPrivateIpAddressQuantity: z.int().min(1),
});

const instance = z.strictObject({
  instanceId: id("i"),
  instanceName: z.string().default(""),
  instanceType: z.string(),
  status: z.enum(instanceStatuses).default("Running"),
  vSwitchId: id("vsw"),
  resourceGroupId: z.string().default(""),
  tags,
  operationLocks: z.array(z.string()).default([]),
  creationTime: z.string().default("2026-01-01T00:00Z"),
  transition: z.strictObject({ to: z.enum(instanceStatuses), at: z.number() }).exactOptional(),
});

const publicIpAddresses = z
  .record(address, z.strictObject({ publicIpAddress: address, allocationId: z.string() }))
  .default({});
const networkInterface = z.strictObject({
  networkInterfaceId: id("eni"),
  networkInterfaceName: z.string().default(""),
  description: z.string().default(""),
  status: z.enum(networkInterfaceStatuses).exactOptional(),
  type: z.enum(networkInterfaceTypes).default("Secondary"),
  // derived from the vSwitch; a state file has them, a seed need not
  regionId: z.string().exactOptional(),
  zoneId: z.string().exactOptional(),
  vpcId: z.string().exactOptional(),
  vSwitchId: id("vsw"),
  instanceId: id("i").exactOptional(),
  deviceIndex: z.int().min(0).exactOptional(),
  networkCardIndex: z.int().min(0).exactOptional(),
  macAddress: z.string().exactOptional(),
  creationTime: z.string().default("2026-01-01T00:00:00Z"),
  primaryIpAddress: address,
  privateIpAddresses: z.array(address).default([]),
  publicIpAddresses,
  securityGroupIds: z.array(id("sg")).default([]),
  serviceManaged: z.boolean().default(false),
  deleteOnRelease: z.boolean().default(true),
  sourceDestCheck: z.boolean().default(false),
  resourceGroupId: z.string().default(""),
  tags,
  transition: z
    .strictObject({ to: z.enum([...networkInterfaceStatuses, "gone"]), at: z.number() })
    .exactOptional(),
  shownAddresses: z.array(address).exactOptional(),
  unseenChanges: z
    .array(z.strictObject({ visibleAt: z.number(), before: z.array(address), publicIpAddresses }))
    .default([]),
});

export const seedSchema = z.strictObject({
  accountId: z.string().regex(/^\d+$/, "must be digits").default("1234567890123456"),
  vpcs: z.array(vpc).min(1, "at least one VPC is needed"),
  vSwitches: z.array(vSwitch),
  securityGroups: z.array(securityGroup).default([]),
  prefixLists: z.array(prefixList).default([]),
  instanceTypes: z.record(z.string(), instanceType).default({}),
  instances: z.array(instance).default([]),
  networkInterfaces: z.array(networkInterface).default([]),
  rememberedReplies: z
    .array(
      z.strictObject({ key: z.string(), parameters: z.string(), reply: z.record(z.string(), z.unknown()) }),
    )
    .default([]),
});

export type ParsedSeed = z.output<typeof seedSchema>;
