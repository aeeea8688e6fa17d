import type { Instance, NetworkInterface } from "./model";

/**
 * What the reconcile needs of the ECS API. Every function rejects with an `ApiError`, and has already retried
 * what may be sent again blindly: throttling, conflicts and, for all but `unassign`, lost replies.
 */
export interface EniApi {
  /**
   * The ENI, or undefined where the region has none of that id. Calls of one moment share a request, which goes on for
   * the others when one caller's signal is aborted.
   */
  describe(networkInterfaceId: string, signal?: AbortSignal): Promise<NetworkInterface | undefined>;
  /** The ENI that holds each of the addresses in the vSwitch, as far as one is found; of primary ones, five at most. */
  findHolders(
    vSwitchId: string,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>>;
  /** Undefined where the region has no instance of that id. */
  describeInstance(instanceId: string, signal: AbortSignal): Promise<Instance | undefined>;
  /** With the same token, a repeated call has no second effect. */
  assign(
    networkInterfaceId: string,
    addresses: readonly string[],
    clientToken: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** Has no token: after an unknown outcome the caller must look before it sends again. */
  unassign(networkInterfaceId: string, addresses: readonly string[], signal: AbortSignal): Promise<void>;
}
