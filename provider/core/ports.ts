import type { Instance, NetworkInterface } from "./model";
import type { SecurityGroup } from "./stale-rules";

/** When an operation ends at the latest; begun when Pulumi calls the hook, or where addresses are to go, once the rest of the program is known; and handed to whatever waits. */
export interface Deadline {
  /** How long the whole operation may take, for the texts. */
  readonly seconds: number;
  /** Aborted when the time is up. */
  readonly signal: AbortSignal;
  /** In milliseconds; 0 when the time is up. */
  readonly remaining: () => number;
}

/** How one look at an ENI may be answered. */
export interface LookOptions {
  readonly deadline: Deadline;
  /**
   * A look that this process took some seconds ago will do, for this ENI or together with others, unless it wrote to the
   * ENI since. Not for a decision that cannot be undone.
   */
  readonly recent?: boolean;
  /** The ENI's vSwitch, if state has it: when many are looked at, its other ENIs are read ahead. */
  readonly vSwitchId?: string | undefined;
}

/**
 * What is read of the ECS API. Every function rejects with an `ApiError`, or a `UserError` where the credentials could
 * not be renewed, and has retried what may pass.
 */
export interface EniReader {
  /** Names an ENI that will be looked at soon, so that one request can serve many. */
  expect(networkInterfaceId: string): void;
  /** A look of the last seconds, whoever took it, unless this process wrote to the ENI since. Asks the cloud nothing. */
  recall(networkInterfaceId: string): NetworkInterface | undefined;
  /**
   * The ENI, or undefined where the region has none of that id. Looks that wait at the same moment share a request,
   * which goes on for the others when the time of one is up.
   */
  look(networkInterfaceId: string, options: LookOptions): Promise<NetworkInterface | undefined>;
  /** The ENI that holds each of the addresses in the vSwitch, as far as one is found; of primary ones, five at most. */
  findHolders(
    vSwitchId: string,
    addresses: readonly string[],
    deadline: Deadline,
  ): Promise<ReadonlyMap<string, string>>;
  /** Undefined where the region has no instance of that id. */
  findInstance(instanceId: string, deadline: Deadline): Promise<Instance | undefined>;
  /** Runs a change or a refresh, so that the reader knows how many may want to look at the same moment. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** What is written to the ECS API. Both reject as an `EniReader` does, and have retried what may be sent again blindly. */
export interface EniWriter {
  /** With the same token, a repeated call has no second effect. */
  assign(
    networkInterfaceId: string,
    addresses: readonly string[],
    options: { readonly clientToken: string; readonly deadline: Deadline },
  ): Promise<void>;
  /** Has no token: after an unknown outcome the caller must look before it sends again. */
  unassign(
    networkInterfaceId: string,
    addresses: readonly string[],
    options: { readonly deadline: Deadline },
  ): Promise<void>;
}

/** Security groups, each of which is read once. Every function rejects as an `EniReader` does, and has retried what may pass. */
export interface SecurityGroupReader {
  /** With all its rules. */
  group(securityGroupId: string, deadline: Deadline): Promise<SecurityGroup>;
  /** The ids of the groups of a VPC. */
  idsOfVpc(vpcId: string, deadline: Deadline): Promise<readonly string[]>;
  /** The blocks that a prefix list has. */
  prefixList(prefixListId: string, deadline: Deadline): Promise<readonly string[]>;
}

/** The API of one region, with one set of credentials. */
export interface EniApi {
  readonly regionId: string;
  readonly reader: EniReader;
  readonly writer: EniWriter;
  readonly securityGroups: SecurityGroupReader;
  /** The id of the account whose keys are used; undefined where it cannot be learned. One call, never retried. */
  callerAccountId(deadline: Deadline): Promise<string | undefined>;
}
