import * as pulumi from "@pulumi/pulumi";
import type { AddressSet, Ownership } from "../core/model";
import type { StaleRulesScope, StaleSecurityGroupRule } from "../core/stale-rules";
import { heldInNumericOrder } from "./held-in-numeric-order";
import { preflight, type Preflight } from "./preflight";
import { refuseForeignProvider } from "./provider";
import { refuseUnreachableRuntime } from "./reachable";
import { refuseRivals } from "./rivals";
import { SHIM } from "./shim";

/** Stored in users' state, so it never changes. The part before the colon is Pulumi's for dynamic resources. */
const TYPE = "pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps";

/** An output is visible to the program only if it is named at registration. */
const OUTPUTS = {
  ownership: undefined,
  regionId: undefined,
  adopt: undefined,
  maxUnassign: undefined,
  allowUnassignWithEip: undefined,
  staleSecurityGroupRules: undefined,
  timeoutSeconds: undefined,
  primaryPrivateIpAddress: undefined,
  foreignPrivateIpAddresses: undefined,
  lastUnassigned: undefined,
  vSwitchId: undefined,
  securityGroupIds: undefined,
};

/** The inputs of {@link SecondaryPrivateIps}. */
export interface SecondaryPrivateIpsArgs {
  /**
   * The id of the ENI, for example `eni-bp125p95hhdhn3ot0000`: primary or secondary, whoever created it.
   * A change replaces the resource: the old ENI lets go of the addresses before the new one takes them.
   */
  networkInterfaceId: pulumi.Input<string>;
  /**
   * The secondary private IPv4 addresses to hold, in any order; `[]` means none. The primary address is not one of
   * them. Limits: 49 while the ENI is not attached, else the instance type's EniPrivateIpAddressQuantity less one
   * (https://www.alibabacloud.com/help/en/ecs/api-assignprivateipaddresses).
   */
  privateIpAddresses: pulumi.Input<readonly pulumi.Input<string>[]>;
  /**
   * What happens to secondary addresses on the ENI that the code does not declare.
   *
   * - `exclusive`: the declared ones are all there shall be. Creating refuses while others are there; later ones are
   *   shown by `pulumi refresh` and the preview after it, and removed by the next `up`.
   * - `additive`: others are left alone.
   *
   * @default "exclusive"
   */
  ownership?: pulumi.Input<Ownership>;
  /**
   * The region of the ENI, for example `cn-hangzhou`. A change replaces the resource; another default in another shell
   * is no change.
   *
   * @default `alicloud:region`, then ALICLOUD_REGION, ALIBABA_CLOUD_REGION or ALIBABA_CLOUD_REGION_ID
   */
  regionId?: pulumi.Input<string>;
  /**
   * Whether declared addresses that are on the ENI already become this resource's, which the `up` tells. `false` refuses
   * such a change before anything is written: what is there may be another stack's.
   *
   * @default true
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * How many addresses an update or a replacement may unassign; one that would unassign more is refused before anything is
   * written. 0 allows none. A resource that leaves the code is not limited.
   *
   * @default any number
   */
  maxUnassign?: pulumi.Input<number>;
  /**
   * Whether addresses may be unassigned that an elastic IP (EIP) is bound to. Otherwise such a change, a deletion too, is refused
   * before anything is written, and names the EIP.
   *
   * @default false
   */
  allowUnassignWithEip?: pulumi.Input<boolean>;
  /**
   * Where rules of security groups are looked for that still name an address which a change has unassigned: nowhere, in the
   * ENI's own groups, or in all groups of its VPC. They are told of and come as the output of the same name; none is changed.
   * Needs ecs:DescribeSecurityGroupAttribute and ecs:DescribePrefixListAttributes, for `vpc` ecs:DescribeSecurityGroups too.
   *
   * @default "off"
   */
  staleSecurityGroupRules?: pulumi.Input<StaleRulesScope>;
  /**
   * One deadline for the whole operation, waits and retries included, in seconds, 1 to 3600. A call under way then, the
   * question whose keys they are where the ENI is not found, and a last look at what a failed change has left, may take 13 s
   * more, and waiting until Pulumi checks no more resources 15 s: 5 s each before the time begins, before an address is refused
   * that another ENI holds, and before a failure is told. (`customTimeouts` do not reach dynamic resources.)
   *
   * @default 120
   */
  timeoutSeconds?: pulumi.Input<number>;
  /**
   * Whether a preview asks the cloud what `up` would be refused for, and warns of it; `"strict"` fails the preview. It is no input
   * of the resource: a change of it is no change, and it does nothing in an update. See docs/preflight.md.
   *
   * @default `alicloud-secondary-ips:preflight` in the stack's config, else false
   */
  preflight?: Preflight;
}

/**
 * The set of secondary private IPv4 addresses of one ECS elastic network interface (ENI).
 *
 * An address that enters the code is assigned, an address that leaves it is unassigned. The resource id is the ENI's.
 *
 * @example
 * ```ts
 * const web = new SecondaryPrivateIps("web", {
 *   networkInterfaceId: "eni-bp125p95hhdhn3ot0000",
 *   privateIpAddresses: ["10.0.0.101", "10.0.0.102"],
 * });
 * export const gone = web.lastUnassigned; // for DNS records and security group rules that named them
 *
 * // on an ENI that others use too: theirs are left alone, and those listed that are there already are adopted
 * new SecondaryPrivateIps("service", {
 *   networkInterfaceId: "eni-bp125p95hhdhn3ot0001",
 *   privateIpAddresses: ["10.0.0.151"],
 *   ownership: "additive",
 * });
 * ```
 */
export class SecondaryPrivateIps extends pulumi.CustomResource {
  /** The ENI's id, which is the resource's id too. */
  declare public readonly networkInterfaceId: pulumi.Output<string>;
  /**
   * The addresses that this resource owns, in numeric order, without those that it has left to another one. In state they
   * are a map, so that previews are exact.
   */
  declare public readonly privateIpAddresses: pulumi.Output<string[]>;
  declare public readonly ownership: pulumi.Output<Ownership>;
  declare public readonly regionId: pulumi.Output<string>;
  declare public readonly adopt: pulumi.Output<boolean>;
  declare public readonly maxUnassign: pulumi.Output<number | undefined>;
  declare public readonly allowUnassignWithEip: pulumi.Output<boolean>;
  /** In seconds. */
  declare public readonly timeoutSeconds: pulumi.Output<number>;
  /** The ENI's primary address. This output and those below are as of the last create, update or refresh. */
  declare public readonly primaryPrivateIpAddress: pulumi.Output<string>;
  /** Secondary addresses on the ENI that this resource does not own, in numeric order. */
  declare public readonly foreignPrivateIpAddresses: pulumi.Output<string[]>;
  /**
   * The addresses that the last change unassigned, in numeric order: for DNS, monitoring, security group clean-up.
   * Empty after a change that unassigned none. One that failed half-way counts together with the one that finished it.
   */
  declare public readonly lastUnassigned: pulumi.Output<string[]>;
  /**
   * The rules of security groups that name an address of `lastUnassigned` exactly: as it is, as its /32, or by an entry of a
   * prefix list. Empty with the input `"off"`, and where the groups could not be read, which the `up` tells.
   */
  declare public readonly staleSecurityGroupRules: pulumi.Output<StaleSecurityGroupRule[]>;
  declare public readonly vSwitchId: pulumi.Output<string>;
  declare public readonly securityGroupIds: pulumi.Output<string[]>;

  /**
   * @param name The resource's name in the program.
   * @param args What the ENI shall hold. Mistakes are reported by `pulumi preview`, all at once.
   * @param opts Pulumi's options. `id` and `import` are refused: declare the addresses that are there, creating adopts
   * them. `provider` is a {@link Provider}, given here or by a parent; without one, the stack's config decides.
   * `customTimeouts` have no effect: see `timeoutSeconds`.
   */
  constructor(
    name: string,
    { preflight: isAsked, ...args }: SecondaryPrivateIpsArgs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    refuseReadOptions(name, opts);
    refuseForeignProvider(TYPE, name, opts);
    refuseUnreachableRuntime(name);
    // as one value: one address that is unknown or secret makes the list so, before it becomes a map
    const inputs = {
      ...args,
      privateIpAddresses: pulumi.output(args.privateIpAddresses).apply(listOrNothing),
    };
    super(TYPE, name, { ...OUTPUTS, ...inputs, __provider: SHIM }, opts);
    const set = this.privateIpAddresses as pulumi.Output<unknown> as pulumi.Output<
      AddressSet | string[] | null
    >;
    this.privateIpAddresses = set.apply(heldInNumericOrder);
    // in a preview, the output is what the input of this name says
    this.staleSecurityGroupRules = this.staleSecurityGroupRules.apply((rules) =>
      Array.isArray(rules) ? rules : [],
    );
    const { networkInterfaceId, privateIpAddresses, ownership } = args;
    refuseRivals(this, { name, networkInterfaceId, privateIpAddresses, ownership });
    const { regionId, maxUnassign, allowUnassignWithEip } = args;
    const about = {
      networkInterfaceId,
      privateIpAddresses,
      ownership,
      regionId,
      maxUnassign,
      allowUnassignWithEip,
    };
    preflight(TYPE, this, isAsked, about, opts);
  }
}

/** Pulumi would end in a stack trace for `import`, and in a resource that destroys nothing for `id`. */
function refuseReadOptions(name: string, opts: pulumi.CustomResourceOptions = {}): void {
  for (const option of ["id", "import"] as const) {
    if (opts[option] === undefined) continue;
    throw new pulumi.RunError(
      `SecondaryPrivateIps "${name}": the option \`${option}\` is not supported. ` +
        "Declare the addresses that are there, without it: creating adopts them.",
    );
  }
}

/** A map would pass for one of state's. */
function listOrNothing(addresses: unknown): unknown {
  return Array.isArray(addresses) ? addresses : null;
}
