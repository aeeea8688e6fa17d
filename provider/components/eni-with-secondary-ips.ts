import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { SecondaryPrivateIps, type SecondaryPrivateIpsArgs } from "../program/secondary-private-ips";

/** What the addresses take beside the ENI's id, which the component has. */
type AddressArgs = Omit<SecondaryPrivateIpsArgs, "networkInterfaceId">;

/** The inputs of {@link EniWithSecondaryIps}: an ENI, an instance if it shall be attached, and those of `SecondaryPrivateIps`. */
export interface EniWithSecondaryIpsArgs extends AddressArgs {
  /** The vSwitch of the ENI, for example `vsw-bp1s5fnvk4gn2tws03624`. A change replaces the ENI. */
  vSwitchId: pulumi.Input<string>;
  /** The security groups of the ENI, at least one. */
  securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The instance to attach the ENI to, in the same zone; without one, the ENI is attached to none. A change attaches it anew. */
  instanceId?: pulumi.Input<string>;
  /** 2 to 128 characters. @default the name of the component */
  networkInterfaceName?: pulumi.Input<string>;
  /** 2 to 256 characters. */
  description?: pulumi.Input<string>;
  resourceGroupId?: pulumi.Input<string>;
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The primary address. @default one that the cloud picks */
  primaryIpAddress?: pulumi.Input<string>;
}

/**
 * An ENI, attached to an instance or not, with its secondary private IPv4 addresses.
 *
 * Providers are handed down: one of `@pulumi/alicloud` for the ENI, and a `Provider` of this package for the addresses. A destroy lets
 * go of the addresses, detaches, and deletes the ENI, in this order.
 *
 * @example
 * ```ts
 * const web = new EniWithSecondaryIps("web", {
 *   vSwitchId: "vsw-bp1s5fnvk4gn2tws03624",
 *   securityGroupIds: ["sg-bp67acfmxazb4p0000"],
 *   privateIpAddresses: ["10.0.0.101", "10.0.0.102"],
 *   instanceId: server.id,
 * });
 * export const primary = web.primaryPrivateIpAddress;
 * ```
 */
export class EniWithSecondaryIps extends pulumi.ComponentResource {
  public readonly networkInterfaceId: pulumi.Output<string>;
  public readonly primaryPrivateIpAddress: pulumi.Output<string>;
  /** In numeric order. */
  public readonly privateIpAddresses: pulumi.Output<string[]>;
  /** What the last change unassigned, in numeric order. */
  public readonly lastUnassigned: pulumi.Output<string[]>;

  /** @param opts Pulumi's options for components: parent, aliases, protect, transforms and providers reach the children. */
  constructor(name: string, args: EniWithSecondaryIpsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-alicloud-secondary-ips:components:EniWithSecondaryIps", name, {}, opts);
    const { vSwitchId, securityGroupIds, instanceId, networkInterfaceName = name, ...rest } = args;
    const { description, resourceGroupId, tags, primaryIpAddress, ...addresses } = rest;
    const child = { parent: this };

    // its own arguments for secondary addresses stay unset: each of the two would undo what the other did
    const eni = new alicloud.ecs.EcsNetworkInterface(
      name,
      {
        ...{ vswitchId: vSwitchId, securityGroupIds, networkInterfaceName },
        ...(description !== undefined && { description }),
        ...(resourceGroupId !== undefined && { resourceGroupId }),
        ...(tags !== undefined && { tags }),
        ...(primaryIpAddress !== undefined && { primaryIpAddress }),
      },
      child,
    );
    const attachment =
      instanceId === undefined
        ? undefined
        : new alicloud.ecs.EcsNetworkInterfaceAttachment(
            name,
            { networkInterfaceId: eni.id, instanceId },
            child,
          );
    const held = new SecondaryPrivateIps(
      name,
      { ...addresses, networkInterfaceId: eni.id },
      // an ENI that is being attached takes no addresses
      { ...child, ...(attachment !== undefined && { dependsOn: attachment }) },
    );

    this.networkInterfaceId = eni.id;
    this.primaryPrivateIpAddress = held.primaryPrivateIpAddress;
    this.privateIpAddresses = held.privateIpAddresses;
    this.lastUnassigned = held.lastUnassigned;
    this.registerOutputs({
      networkInterfaceId: this.networkInterfaceId,
      primaryPrivateIpAddress: this.primaryPrivateIpAddress,
      privateIpAddresses: this.privateIpAddresses,
      lastUnassigned: this.lastUnassigned,
    });
  }
}
