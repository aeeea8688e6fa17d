import type { Seed } from "./cloud/model";
import type { Call } from "./control/call-log";
import type { AccessKey } from "./wire/signature";

export interface EmulatorOptions {
  /** What the cloud holds at the start; `defaultSeed` unless given. */
  readonly seed?: Seed;
  /** Added to each reply, in milliseconds; default 0. */
  readonly latencyMs?: number;
  /**
   * How long Attaching, Detaching, Deleting, Starting and Stopping last; default 0: over at the next call.
   */
  readonly transitionMs?: number;
  /**
   * Describe shows a change of addresses only after this, in milliseconds; default 0. Where a test shall say
   * itself what is shown, `showAddresses` needs no clock.
   */
  readonly visibilityDelayMs?: number;
  /**
   * Calls of one action by one account in one minute of the clock; above it Throttling.User. Default: no limit.
   */
  readonly callsPerMinute?: Readonly<Record<string, number>>;
  /** Addresses in one Assign or Unassign; default 32, as documented today; older documents say 10. */
  readonly maxAddressesPerCall?: number;
  /** The keys that are accepted; default: `defaultAccessKey` alone. */
  readonly accessKeys?: readonly AccessKey[];
  /** A JSON file: loaded if it is there (then `seed` is not used), written after each change. */
  readonly stateFile?: string;
  /** The clock, in milliseconds since 1970; a test can move it instead of waiting. */
  readonly clock?: () => number;
  /** Told of each call once it is over, with or without a reply. */
  readonly onCall?: (call: Call) => void;
}
