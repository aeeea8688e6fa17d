import * as pulumi from "@pulumi/pulumi";

export interface Claim {
  readonly name: string;
  readonly networkInterfaceId: string;
  readonly privateIpAddresses: readonly string[];
  readonly ownership: string | undefined;
}

/** Keyed by the stack of one run, since a program of the Automation API may run many times in one process. */
const claimsOfRun = new WeakMap<pulumi.Resource, Claim[]>();

/**
 * Notes that a resource declares addresses of an ENI, and fails the program when two of them would undo each other's
 * work. It is done here because the hooks learn neither the name nor the URN of a resource.
 */
export function claim(
  resource: pulumi.Resource,
  own: { readonly [Key in keyof Claim]: pulumi.Input<unknown> },
): void {
  const run = pulumi.runtime.getStackResource();
  // under mocks there is no stack, and one process makes the same resources for many tests
  if (run === undefined) return;
  pulumi.output(own).apply((value) => {
    // what is malformed is for check to refuse
    if (typeof value.networkInterfaceId !== "string" || !Array.isArray(value.privateIpAddresses)) return;
    const claims = claimsOfRun.get(run) ?? [];
    claimsOfRun.set(run, claims);
    const problem = rivalry(claims, value);
    if (problem !== undefined) throw new pulumi.ResourceError(problem, resource, true);
    claims.push(value);
  });
}

/** Says which earlier claim stands against this one, and what to do; undefined when none does. */
export function rivalry(claims: readonly Claim[], own: Claim): string | undefined {
  const rival = claims.find(
    (other) => other.networkInterfaceId === own.networkInterfaceId && areRivals(other, own),
  );
  if (rival === undefined) return undefined;
  return (
    `ENI ${own.networkInterfaceId}: its addresses are declared twice, by "${rival.name}" and by "${own.name}". ` +
    'Declare them all in one resource, or set ownership: "additive" in both and list different addresses.'
  );
}

function areRivals(a: Claim, b: Claim): boolean {
  if (a.ownership !== "additive" || b.ownership !== "additive") return true;
  return a.privateIpAddresses.some((address) => b.privateIpAddresses.includes(address));
}
