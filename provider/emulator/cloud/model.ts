/**
 * What the emulated cloud holds. Everything is plain readonly data: a change replaces a whole
 * record in the store, so nothing handed out to a caller can change under it.
 */

/** `eni-bp1…` in the real service. */
export const networkInterfaceIdPattern = /^eni-[a-z0-9]+$/;
export const instanceIdPattern = /^i-[a-z0-9]+$/;

/** `[SDK DescribeNetworkInterfaces]`; an ECS network interface has no `Creating`: create is synchronous. */
export const networkInterfaceStatuses = ["Available", "Attaching", "InUse", "Detaching", "Deleting"] as const;
export type NetworkInterfaceStatus = (typeof networkInterfaceStatuses)[number];

/** Trunk and Member interfaces are by invitation only and not emulated. */
export const networkInterfaceTypes = ["Primary", "Secondary"] as const;
export type NetworkInterfaceType = (typeof networkInterfaceTypes)[number];

/** `[SDK DescribeInstances]` */
export const instanceStatuses = ["Pending", "Running", "Starting", "Stopping", "Stopped"] as const;
export type InstanceStatus = (typeof instanceStatuses)[number];

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** An elastic IP address bound to one private address. */
export interface PublicIp {
  readonly publicIpAddress: string;
  readonly allocationId: string;
}

/** A change of status that is under way; it is over once the clock reaches `at`. */
export interface Transition<Status extends string> {
  readonly to: Status;
  readonly at: number;
}

/** The addresses, and what was bound to them, before a change that Describe does not show until `visibleAt`. */
interface UnseenChange {
  readonly visibleAt: number;
  readonly before: readonly string[];
  readonly publicIpAddresses: Readonly<Record<string, PublicIp>>;
}

export interface NetworkInterface {
  readonly networkInterfaceId: string;
  readonly networkInterfaceName: string;
  readonly description: string;
  readonly status: NetworkInterfaceStatus;
  readonly type: NetworkInterfaceType;
  readonly regionId: string;
  readonly zoneId: string;
  readonly vpcId: string;
  readonly vSwitchId: string;
  /** Absent while the interface is attached to no instance. */
  readonly instanceId?: string;
  /** The place on the instance, counted from the primary one, which is 0; absent while it is attached to none. */
  readonly deviceIndex?: number;
  /** The network card, where the call that attached it named one. */
  readonly networkCardIndex?: number;
  readonly macAddress: string;
  readonly creationTime: string;
  readonly primaryIpAddress: string;
  /** The secondary addresses, without the primary one. */
  readonly privateIpAddresses: readonly string[];
  /** Elastic IP addresses by the private address they are bound to. */
  readonly publicIpAddresses: Readonly<Record<string, PublicIp>>;
  readonly securityGroupIds: readonly string[];
  /** True: another cloud service owns the interface, and writes are refused. */
  readonly serviceManaged: boolean;
  readonly deleteOnRelease: boolean;
  readonly sourceDestCheck: boolean;
  readonly resourceGroupId: string;
  readonly tags: readonly Tag[];
  /** @internal */
  readonly transition?: Transition<NetworkInterfaceStatus | "gone">;
  /** @internal */
  readonly unseenChanges: readonly UnseenChange[];
  /** @internal Present: what Describe shows in place of the secondary addresses. */
  readonly shownAddresses?: readonly string[];
}

export interface Instance {
  readonly instanceId: string;
  readonly instanceName: string;
  readonly instanceType: string;
  readonly status: InstanceStatus;
  readonly vSwitchId: string;
  readonly resourceGroupId: string;
  readonly tags: readonly Tag[];
  /** Reasons such as `financial` or `security`. */
  readonly operationLocks: readonly string[];
  readonly creationTime: string;
  /** @internal */
  readonly transition?: Transition<InstanceStatus>;
}

export interface Vpc {
  readonly vpcId: string;
  readonly regionId: string;
  readonly cidrBlock: string;
}

export interface VSwitch {
  readonly vSwitchId: string;
  readonly vpcId: string;
  readonly zoneId: string;
  readonly cidrBlock: string;
}

/** `[SDK CreateSecurityGroup]` */
export const securityGroupTypes = ["normal", "enterprise"] as const;
export type SecurityGroupType = (typeof securityGroupTypes)[number];

/** `[SDK DescribeSecurityGroupAttribute, AuthorizeSecurityGroup]` */
export const ruleDirections = ["ingress", "egress"] as const;
export const ruleProtocols = ["TCP", "UDP", "ICMP", "GRE", "ALL"] as const;
export const rulePolicies = ["Accept", "Drop"] as const;

/** One rule of a group. Of whom it speaks, the source of an ingress rule or the destination of an egress one, has one of three forms. */
export interface SecurityGroupRule {
  readonly securityGroupRuleId: string;
  readonly direction: (typeof ruleDirections)[number];
  readonly ipProtocol: (typeof ruleProtocols)[number];
  /** `80/80`, `1/65535`, or `-1/-1` for all. */
  readonly portRange: string;
  readonly policy: (typeof rulePolicies)[number];
  /** 1 to 100; the smaller one goes first. */
  readonly priority: number;
  readonly description: string;
  readonly sourceCidrIp: string;
  readonly destCidrIp: string;
  /** The other group, where the rule speaks of one. */
  readonly groupId: string;
  readonly prefixListId: string;
  readonly creationTime: string;
}

export interface SecurityGroup {
  readonly securityGroupId: string;
  readonly vpcId: string;
  readonly securityGroupName: string;
  readonly description: string;
  readonly securityGroupType: SecurityGroupType;
  readonly resourceGroupId: string;
  readonly creationTime: string;
  readonly tags: readonly Tag[];
  readonly rules: readonly SecurityGroupRule[];
}

/** A list of blocks that rules can name; of IPv4 here. */
export interface PrefixList {
  readonly prefixListId: string;
  readonly regionId: string;
  readonly prefixListName: string;
  readonly description: string;
  readonly creationTime: string;
  /** How many entries it can have. */
  readonly maxEntries: number;
  readonly entries: readonly { readonly cidr: string; readonly description: string }[];
}

/** What an instance type allows; `eniPrivateIpAddressQuantity` counts the primary address too. */
export interface InstanceTypeLimits {
  readonly eniQuantity: number;
  readonly eniPrivateIpAddressQuantity: number;
}

/** What an action answers, without what the protocol adds. */
export type ReplyBody = Readonly<Record<string, unknown>>;

/** The answer kept for a ClientToken. */
export interface RememberedReply {
  readonly key: string;
  readonly parameters: string;
  readonly reply: ReplyBody;
}

/** Everything the emulated cloud holds: the form of a seed, of a state file and of `GET /emulator/state`. */
export interface Model {
  readonly accountId: string;
  readonly vpcs: readonly Vpc[];
  readonly vSwitches: readonly VSwitch[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly prefixLists: readonly PrefixList[];
  readonly instanceTypes: Readonly<Record<string, InstanceTypeLimits>>;
  readonly instances: readonly Instance[];
  readonly networkInterfaces: readonly NetworkInterface[];
  /** @internal */
  readonly rememberedReplies: readonly RememberedReply[];
}

type Described<T, Required extends keyof T> = Readonly<Pick<T, Required>> &
  Readonly<Partial<Omit<T, Required>>>;

/** An interface in a seed: its id, place and primary address; the rest has defaults. */
export type SeedNetworkInterface = Described<
  Omit<NetworkInterface, "regionId" | "zoneId" | "vpcId" | "transition" | "unseenChanges" | "shownAddresses">,
  "networkInterfaceId" | "vSwitchId" | "primaryIpAddress"
>;

/** An instance in a seed; Running unless it says otherwise. */
export type SeedInstance = Described<
  Omit<Instance, "transition">,
  "instanceId" | "instanceType" | "vSwitchId"
>;

/** A rule in a seed: its id and direction; the rest is a rule that accepts everything from or to nobody in particular. */
export type SeedSecurityGroupRule = Described<SecurityGroupRule, "securityGroupRuleId" | "direction">;

/** A security group in a seed; without rules unless it has some. */
export type SeedSecurityGroup = Described<Omit<SecurityGroup, "rules">, "securityGroupId" | "vpcId"> & {
  readonly rules?: readonly SeedSecurityGroupRule[];
};

/** A prefix list in a seed; in the region of the first VPC unless it says otherwise. */
export type SeedPrefixList = Described<PrefixList, "prefixListId" | "entries">;

/**
 * What the emulated cloud holds at the start. Regions are those of the VPCs.
 *
 * @example
 * const seed: Seed = {
 *   vpcs: [{ vpcId: "vpc-a", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" }],
 *   vSwitches: [{ vSwitchId: "vsw-a", vpcId: "vpc-a", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/24" }],
 *   networkInterfaces: [{ networkInterfaceId: "eni-a", vSwitchId: "vsw-a", primaryIpAddress: "10.0.0.5" }],
 * };
 */
export interface Seed {
  readonly accountId?: string;
  readonly vpcs: readonly Vpc[];
  readonly vSwitches: readonly VSwitch[];
  readonly securityGroups?: readonly SeedSecurityGroup[];
  readonly prefixLists?: readonly SeedPrefixList[];
  /** Beside the types the emulator knows, or in place of them. */
  readonly instanceTypes?: Readonly<Record<string, InstanceTypeLimits>>;
  readonly instances?: readonly SeedInstance[];
  readonly networkInterfaces?: readonly SeedNetworkInterface[];
}
