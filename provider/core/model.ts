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
 * - `left`: no longer in the code of this resource, but in that of another one that does not hold it yet; owned until
 *   somebody else holds it.
 */
export type AddressMark = "declared" | "foreign" | "unrecorded" | "left";

export type AddressSet = Readonly<Record<string, AddressMark>>;

/** The marks that an input may have: with `ignoreChanges`, what a refresh recorded comes back as one. */
export type InputMark = Extract<AddressMark, "declared" | "foreign">;

export type InputSet = Readonly<Record<string, InputMark>>;

/** An ENI as the cloud describes it. Statuses: https://www.alibabacloud.com/help/en/ecs/api-describenetworkinterfaces */
export interface NetworkInterface {
  readonly networkInterfaceId: string;
  /** `Available`, `InUse`, `Attaching`, `Detaching` or `Deleting`. */
  readonly status: string;
  readonly primaryPrivateIpAddress: string;
  /** The secondary addresses only. */
  readonly privateIpAddresses: readonly string[];
  readonly vSwitchId: string;
  readonly vpcId: string;
  readonly securityGroupIds: readonly string[];
  readonly instanceId: string | undefined;
  /** The id of the account that owns the ENI; empty where the cloud does not tell. */
  readonly ownerId: string;
  /** The ENI belongs to another cloud service, which alone may change it. */
  readonly serviceManaged: boolean;
  /** The elastic IPs, by the private address that each is bound to. */
  readonly elasticIps: Readonly<Record<string, ElasticIp>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ElasticIp {
  readonly publicIpAddress: string;
  readonly allocationId: string;
}

export interface Instance {
  readonly instanceId: string;
  /** `Pending`, `Running`, `Starting`, `Stopping` or `Stopped`. */
  readonly status: string;
}

/** Whether a resource whose state gives the address this mark has assigned or adopted it. */
export function isOwned(mark: AddressMark | undefined): boolean {
  return mark !== undefined && mark !== "foreign";
}

/** The set without these. */
export function without(set: AddressSet, addresses: readonly string[]): AddressSet {
  return Object.fromEntries(Object.entries(set).filter(([address]) => !addresses.includes(address)));
}

/** The addresses of a set that carry one of the marks. */
export function withMark(set: AddressSet, ...marks: readonly AddressMark[]): string[] {
  return Object.entries(set)
    .filter(([, mark]) => marks.includes(mark))
    .map(([address]) => address);
}

/** The addresses that a resource with this set has assigned or adopted. */
export function ownedOf(set: AddressSet): string[] {
  return withMark(set, "declared", "unrecorded", "left");
}

/** A set in which each address carries the same mark. */
export function markAll<M extends AddressMark>(
  addresses: Iterable<string>,
  mark: M,
): Readonly<Record<string, M>> {
  return Object.fromEntries([...addresses].map((address) => [address, mark]));
}
