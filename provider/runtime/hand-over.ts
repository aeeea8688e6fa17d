import { UserError } from "../core/errors";
import { ownedOf } from "../core/model";
import type { Deadline } from "../core/ports";
import { list, reportOf, them } from "../core/report";
import { eniIn, type State } from "../core/state";
import type { Successor } from "./claim-book";
import { lookAhead } from "./look-ahead";
import type { ProviderProcess } from "./process";

/** @throws UserError where the ENI of what takes the resource's place can take no address, and something would go, or would have no owner there. */
export async function refuseImpossibleMoves(
  before: State,
  claimed: readonly string[],
  successors: readonly Successor[],
  deadline: Deadline,
  process: ProviderProcess,
): Promise<void> {
  const { networkInterfaceId: id } = before;
  const isAllClaimed = claimed.length === ownedOf(before.privateIpAddresses).length;
  for (const successor of successors) {
    const isInherited = (address: string): boolean =>
      takes(successor, id, address) && !process.claims.isHeld(id, address);
    // what is left to a successor that looks for the ENI in another region, by mistake, would have no owner
    if (!isAllClaimed || claimed.some(isInherited)) await lookAhead(before, successor, deadline, process);
  }
}

/** Leaves what others declare to those that hold it by now, and the rest to those that will be created. @throws UserError where one of them has failed. */
export async function leaveToTakers(
  before: State,
  addresses: readonly string[],
  successors: readonly Successor[],
  deadline: Deadline,
  process: ProviderProcess,
): Promise<void> {
  const { networkInterfaceId: id } = before;
  const { claims } = process;
  if (successors.length > 0) await refuseUntaken(id, addresses, successors, deadline, process);
  refuseUnheld(id, addresses, process);
  const unheld = addresses.filter((address) => !claims.isHeld(id, address));
  claims.bequeath(id, unheld, eniIn(before));
  // Pulumi forgets what it has deleted to replace it, without a call, should the code change before that is there
  if (unheld.length > 0)
    process.effects.notify(
      `ENI ${id}: leaves ${list(unheld)} to the resource that declares ${them(unheld)} now; if this \`pulumi up\` ends before that is created, ` +
        "run `pulumi up` with the same code before anything else",
    );
}

/** @throws UserError that an address is left to a resource that failed. */
function refuseUnheld(id: string, addresses: readonly string[], { claims }: ProviderProcess): void {
  const unheld = addresses.filter((address) => claims.hasFailed(id, address));
  if (unheld.length === 0) return;
  const problem =
    `${list(unheld)} stays with this resource: another one of the program declares it, and has failed to take it over; ` +
    "mend that one, then run `pulumi up` again";
  throw new UserError(reportOf(id, [problem]));
}

/**
 * A replaced resource lets go in the midst of a program, while other deletions come at its end. What it would leave to another resource that does
 * not hold it by now would have no owner, if that one never came to hold it.
 * @throws UserError
 */
async function refuseUntaken(
  id: string,
  addresses: readonly string[],
  successors: readonly Successor[],
  deadline: Deadline,
  { claims }: ProviderProcess,
): Promise<void> {
  const left = addresses.filter((address) => !successors.every((one) => takes(one, id, address)));
  await claims.untilSettled(id, left, deadline);
  const untaken = left.filter((address) => !claims.isHeld(id, address) && !claims.hasFailed(id, address));
  if (untaken.length === 0) return;
  const problem =
    `${list(untaken)} stays with this resource, which is to be replaced: another one of the program declares ${them(untaken)}, and cannot take ` +
    `${them(untaken)} over before, because it depends on this one, or --parallel allows too few steps at a time; run \`pulumi up\` with the old networkInterfaceId here first, ` +
    "then with the new one";
  throw new UserError(reportOf(id, [problem]));
}

/** Whether what takes a resource's place declares the address on the same ENI, and so takes it as soon as that resource is gone. */
const takes = ({ networkInterfaceId, declared }: Successor, id: string, address: string): boolean =>
  networkInterfaceId === id && declared.includes(address);

/** Notes that a deletion failed: what was to take the resource's place is not created then, so that nobody may leave it anything. */
export function noteNotReplaced(
  { networkInterfaceId, privateIpAddresses }: State,
  { claims }: ProviderProcess,
): void {
  for (const { networkInterfaceId: id, declared } of claims.successorsOf(
    networkInterfaceId,
    Object.keys(privateIpAddresses),
  ))
    if (id !== undefined) claims.settle(id, declared, []);
}
