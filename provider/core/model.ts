/**
 * The values that every other part talks about. Words: desired (declared in code), actual (on the ENI now),
 * owned (recorded in state by this resource), foreign (actual, neither desired nor owned).
 */

/** What happens to addresses on the ENI that the code does not declare. */
export type Ownership = "exclusive" | "additive";

/**
 * Why an address is in the set that Pulumi keeps. The set is a map keyed by address, because Pulumi shows lists
 * by position: without the first of ten addresses, a list would look like nine changes.
 *
 * - `declared`: in the code, and owned.
 * - `foreign`: found by a refresh in exclusive mode; the next `up` removes it, unless the code declares it. Not owned.
 * - `unrecorded`: assigned by an operation that then failed; owned, but not yet among the inputs in state.
 */
export type AddressMark = "declared" | "foreign" | "unrecorded";

export type AddressSet = Readonly<Record<string, AddressMark>>;

/** The inputs after `check`: complete, valid, defaults filled in. */
export interface Inputs {
  readonly networkInterfaceId: string;
  readonly privateIpAddresses: AddressSet;
  readonly ownership: Ownership;
  readonly regionId: string;
  /** Bound for waiting on ENI status, conflicts and verification, in seconds. */
  readonly timeoutSeconds: number;
}

/** The inputs alone, of a value that may have more. */
export function inputsOf(value: Inputs): Inputs {
  const { networkInterfaceId, privateIpAddresses, ownership, regionId, timeoutSeconds } = value;
  return { networkInterfaceId, privateIpAddresses, ownership, regionId, timeoutSeconds };
}

/** What the state holds: everything `read` and `delete` need, since they get nothing else. */
export interface Outputs extends Inputs {
  readonly primaryPrivateIpAddress: string;
  readonly foreignPrivateIpAddresses: readonly string[];
  /** The addresses that the last change unassigned, in numeric order. */
  readonly lastUnassigned: readonly string[];
  readonly vSwitchId: string;
  readonly securityGroupIds: readonly string[];
  /** Set while the last change is half done: the next one then adds to `lastUnassigned`, so that nothing is lost. */
  readonly interrupted?: true;
}

/** An ENI as the cloud describes it. Statuses: https://www.alibabacloud.com/help/en/ecs/api-describenetworkinterfaces */
export interface NetworkInterface {
  readonly networkInterfaceId: string;
  /** `Available`, `InUse`, `Attaching`, `Detaching` or `Deleting`. */
  readonly status: string;
  /** `Primary` or `Secondary`. */
  readonly type: string;
  readonly primaryPrivateIpAddress: string;
  /** The secondary addresses only. */
  readonly privateIpAddresses: readonly string[];
  readonly vSwitchId: string;
  readonly securityGroupIds: readonly string[];
  readonly instanceId: string | undefined;
  /** The ENI belongs to another cloud service, which alone may change it. */
  readonly serviceManaged: boolean;
}

export interface Instance {
  readonly instanceId: string;
  /** `Pending`, `Running`, `Starting`, `Stopping` or `Stopped`. */
  readonly status: string;
}

/** The addresses that this resource has assigned or adopted. */
export function ownedOf(set: AddressSet): string[] {
  return Object.keys(set).filter((address) => set[address] !== "foreign");
}

/** The addresses that an update may unassign: in exclusive mode also the foreign ones that a refresh recorded. */
export function removableOf(set: AddressSet, ownership: Ownership): string[] {
  return ownership === "exclusive" ? Object.keys(set) : ownedOf(set);
}

/** A set in which each address carries the same mark. */
export function markAll(addresses: Iterable<string>, mark: AddressMark): AddressSet {
  return Object.fromEntries([...addresses].map((address) => [address, mark]));
}
