import type { Step } from "../../simulation/history";
import { isFine } from "./comparable";

// What is compared, and how both sides tell it. A program registers its resources side by side, so that their order is chance.

/** What is there after a command. */
export interface Now {
  readonly state: Readonly<Record<string, unknown>>;
  readonly held: Readonly<Record<string, readonly string[]>>;
}

/** What both tell of a command. */
export interface Seen extends Now {
  readonly succeeded: boolean;
  /** The hooks, as `hook name`. */
  readonly called: readonly string[];
  /** Each as often as it was sent. */
  readonly writes: readonly string[];
}

export const recordOf = (
  outputs: Readonly<Record<string, unknown>>,
  id: string,
  pending: unknown,
): unknown => ({
  ...{ id, addresses: outputs["privateIpAddresses"] },
  ...(pending === true && { pendingReplacement: true }),
});

export const writeOf = (action: "assign" | "unassign", id: string, addresses: readonly string[]): string =>
  `${action} ${id} ${[...addresses].sort().join()}`;

/** What of an `up` is not chance. */
export function comparableIn(seen: Seen, real: Seen, step: Step): unknown {
  // to which resources a failed program comes besides is chance, and so is how often a call that fails is repeated until the time is up
  const isTold = (hook: string) => real.succeeded || !/^(check|diff) /.test(hook);
  return {
    ...{ after: step, ...seen },
    // what is deleted has the name in the log that it had before
    called: seen.called
      .filter(isTold)
      .map((hook) => hook.replace(/^delete .*/, "delete"))
      .sort(),
    writes: isFine(step) ? [...seen.writes].sort() : [...new Set(seen.writes)].sort(),
    // of a run that was killed, only what it left is compared
    ...(step.killAt !== undefined && !real.succeeded && { called: [], writes: [] }),
  };
}
