import type { Inputs } from "../core/fields";
import { type NetworkInterface, ownedOf } from "../core/model";
import { PartialFailure } from "../core/record";
import { list } from "../core/report";
import type { State } from "../core/state";
import type { Claims } from "./claims";
import type { Effects } from "./process";

/**
 * Tells of addresses that have left one ENI, since their resource moves, and do not come to the next: Pulumi keeps the state of before then, and
 * neither a refresh nor a preview shows that they are gone.
 */
export interface Moving {
  /** Begins a phase. */
  clear(): void;
  /** Notes what the deletion of a resource has unassigned, which may take it to another ENI. */
  noteGone(before: State, addresses: readonly string[]): void;
  /** Notes that a resource is being created. */
  noteBegun(inputs: Inputs): void;
  /** Notes what the ENI of a creation holds, whoever has assigned it. */
  readonly noteSeen: (eni: NetworkInterface) => void;
  /** Tells what the creation that failed has left on neither ENI. */
  noteNotCreated(inputs: Inputs, error: unknown): void;
  /** Notes that a hook failed: Pulumi begins nothing after that. */
  noteFailure(): void;
}

/** Addresses that are to come to an ENI. */
interface Move {
  readonly from: string;
  /** Undefined as long as it is another resource's, which is to be replaced itself. */
  readonly to: string | undefined;
  readonly addresses: readonly string[];
}

export function createMoving(claims: Claims, notify: Effects["notify"]): Moving {
  /** Whose creation has not begun. */
  let waiting: readonly Move[] = [];
  let begun: readonly Move[] = [];
  let hasFailed = false;

  const tell = ({ from, to, addresses }: Move, remedy: string): void => {
    const [are, next] = [
      addresses.length === 1 ? "is" : "are",
      to === undefined ? "the next one" : `ENI ${to}`,
    ];
    notify(
      `ENI ${from}: ${list(addresses)} left it in this \`pulumi up\` for ${next}, and ${are} on neither now: ${remedy}`,
    );
  };
  const tellWaiting = (): void => {
    if (!hasFailed) return;
    const remedy =
      "something else failed, after which Pulumi begins no more, but with --continue-on-error; run `pulumi up` again";
    for (const move of waiting) tell(move, remedy);
    waiting = [];
  };

  return {
    clear: () => {
      waiting = [];
      begun = [];
      hasFailed = false;
    },
    noteGone: ({ networkInterfaceId: from, privateIpAddresses }, gone) => {
      const successors = claims.successorsOf(from, Object.keys(privateIpAddresses));
      for (const { networkInterfaceId: to, declared, isElsewhere } of successors) {
        // its creation is another process's
        if (isElsewhere) continue;
        const addresses = gone.filter((address) => declared.includes(address));
        if (to !== from && addresses.length > 0) waiting = [...waiting, { from, to, addresses }];
      }
      tellWaiting();
    },
    noteBegun: ({ networkInterfaceId, privateIpAddresses }) => {
      const comes = ({ to = networkInterfaceId }: Move, address: string): boolean =>
        to === networkInterfaceId && address in privateIpAddresses;
      const parts = (isIn: (move: Move, address: string) => boolean): Move[] =>
        waiting
          .map((move) => ({ ...move, addresses: move.addresses.filter((address) => isIn(move, address)) }))
          .filter(({ addresses }) => addresses.length > 0);
      begun = [...begun, ...parts(comes).map((move) => ({ ...move, to: networkInterfaceId }))];
      waiting = parts((move, address) => !comes(move, address));
    },
    noteSeen: ({ networkInterfaceId, privateIpAddresses: held }) => {
      begun = begun.map((move) => {
        if (move.to !== networkInterfaceId) return move;
        return { ...move, addresses: move.addresses.filter((address) => !held.includes(address)) };
      });
    },
    noteNotCreated: ({ networkInterfaceId, privateIpAddresses }, error) => {
      const held = error instanceof PartialFailure ? ownedOf(error.state.privateIpAddresses) : [];
      for (const move of begun) {
        const addresses = move.addresses.filter(
          (address) =>
            move.to === networkInterfaceId && address in privateIpAddresses && !held.includes(address),
        );
        if (addresses.length > 0)
          tell(
            { ...move, addresses },
            `set networkInterfaceId back to ${move.from}, or mend what failed here, and run \`pulumi up\` again`,
          );
      }
    },
    noteFailure: () => {
      hasFailed = true;
      tellWaiting();
    },
  };
}
