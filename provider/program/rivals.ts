import * as pulumi from "@pulumi/pulumi";

/** What one resource of the program declares. */
export interface Declaration {
  readonly name: string;
  readonly networkInterfaceId: string;
  readonly privateIpAddresses: readonly string[];
  readonly ownership: string | undefined;
}

/** Keyed by the stack of one run, since a program of the Automation API may run many times in one process. */
const declarationsOfRun = new WeakMap<pulumi.Resource, Declaration[]>();

/**
 * Notes that a resource declares addresses of an ENI, and fails the program when two of them would undo each other's
 * work. It is done here because the hooks learn neither the name nor the URN of a resource.
 * @returns What fails where two would; undefined where nothing is noted.
 */
export function refuseRivals(
  resource: pulumi.Resource,
  own: { readonly [Key in keyof Declaration]: pulumi.Input<unknown> },
): pulumi.Output<void> | undefined {
  const run = pulumi.runtime.getStackResource();
  // under mocks there is no stack, and one process makes the same resources for many tests
  if (run === undefined) return undefined;
  return pulumi.output(own).apply((value) => {
    // what is malformed is for check to refuse
    if (typeof value.networkInterfaceId !== "string" || !Array.isArray(value.privateIpAddresses)) return;
    const earlier = declarationsOfRun.get(run) ?? [];
    declarationsOfRun.set(run, earlier);
    const problem = rivalry(earlier, value);
    if (problem !== undefined) throw new pulumi.ResourceError(problem, resource, true);
    earlier.push(value);
  });
}

/** Says which earlier claim stands against this one, and what to do; undefined when none does. */
export function rivalry(earlier: readonly Declaration[], own: Declaration): string | undefined {
  const rival = earlier.find(
    (other) => other.networkInterfaceId === own.networkInterfaceId && areRivals(other, own),
  );
  if (rival === undefined) return undefined;
  return (
    `ENI ${own.networkInterfaceId}: its addresses are declared twice, by "${rival.name}" and by "${own.name}". ` +
    'Declare them all in one resource, or set ownership: "additive" in both and list different addresses.'
  );
}

function areRivals(a: Declaration, b: Declaration): boolean {
  if (a.ownership !== "additive" || b.ownership !== "additive") return true;
  return a.privateIpAddresses.some((address) => b.privateIpAddresses.includes(address));
}
