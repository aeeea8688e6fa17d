import * as pulumi from "@pulumi/pulumi";

interface Claim {
  readonly name: string;
  readonly ownership: unknown;
  readonly addresses: readonly unknown[];
}

/** Keyed by the stack of one run, since a program of the Automation API may run many times in one process. */
const claimsOfRun = new WeakMap<object, Map<string, Claim[]>>();
const noStack = {};

/**
 * Notes that a resource declares addresses of an ENI, and fails the program when two of them would undo each other's
 * work. It is done here because the hooks learn neither the name nor the URN of a resource.
 */
export function claim(
  resource: pulumi.Resource,
  name: string,
  args: {
    networkInterfaceId: pulumi.Input<string>;
    privateIpAddresses: pulumi.Input<pulumi.Input<string>[]>;
    ownership?: pulumi.Input<string>;
  },
): void {
  const run = pulumi.runtime.getStackResource() ?? noStack;
  pulumi
    .all([args.networkInterfaceId, args.privateIpAddresses, args.ownership])
    .apply(([networkInterfaceId, privateIpAddresses, ownership]) => {
      const claims = claimsOfRun.get(run) ?? new Map<string, Claim[]>();
      claimsOfRun.set(run, claims);
      const own: Claim = {
        name,
        ownership,
        addresses: Array.isArray(privateIpAddresses) ? privateIpAddresses : [],
      };
      const others = claims.get(networkInterfaceId) ?? [];
      claims.set(networkInterfaceId, [...others, own]);
      const rival = others.find((other) => areRivals(other, own));
      if (rival === undefined) return;
      throw new pulumi.ResourceError(
        `ENI ${networkInterfaceId}: its addresses are declared twice, by "${rival.name}" and by "${name}". ` +
          'Declare them all in one resource, or set ownership: "additive" in both and list different addresses.',
        resource,
        true,
      );
    });
}

function areRivals(a: Claim, b: Claim): boolean {
  const additive = a.ownership === "additive" && b.ownership === "additive";
  return !additive || a.addresses.some((address) => b.addresses.includes(address));
}
