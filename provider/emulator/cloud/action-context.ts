import type { Store } from "./store";

/** What an action may look at and change. */
export interface ActionContext {
  readonly store: Store;
  readonly now: number;
  readonly transitionMs: number;
  readonly visibilityDelayMs: number;
  /** Undefined: as documented today. */
  readonly maxAddressesPerCall: number | undefined;
  /** Interfaces with a call under way: committed, its reply not yet sent. */
  readonly busyInterfaces: ReadonlySet<string>;
}
