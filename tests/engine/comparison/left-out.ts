import type { Step } from "../../simulation/history";
import type { Program } from "../../simulation/program";
import { hasNoFaults } from "./fair-step";
import type { Now, Previewed, Seen, Sent } from "./seen";

// What of it is left out, since it is chance on the real engine; so is the order, since a program registers its resources side by side.

/** Each of its addresses, as `assign eni address`. */
function eachIn(what: string): string[] {
  const [action, id, addresses = ""] = what.split(" ");
  return addresses.split(",").map((address) => `${action} ${id} ${address}`);
}

/**
 * How often one that is refused is sent again depends on what each look shows, and with faults, how often any is and in which parts. With
 * several steps at a time, a taker may get its turn before its giver lets go, or after.
 */
function countable(writes: readonly Sent[], isEachCounted: boolean, areSeveral = false): unknown {
  const named = (which: readonly Sent[]): string[] => which.map(({ what }) => what).sort();
  if (!isEachCounted) return [...new Set(writes.flatMap(({ what }) => eachIn(what)))].sort();
  return {
    done: named(writes.filter(({ isDone }) => isDone)),
    refused: areSeveral ? [] : [...new Set(named(writes.filter(({ isDone }) => !isDone)))],
  };
}

// to which resources a failed program comes besides is chance
const isTold =
  ({ succeeded }: Pick<Seen, "succeeded">) =>
  (hook: string): boolean =>
    succeeded || !/^(check|diff) /.test(hook);

/** What of a preview is not chance. */
export const comparableInPreview = (seen: Previewed, real: Previewed, program: Program): unknown => ({
  ...{ after: "preview", program, ...seen },
  called: seen.called.filter(isTold(real)).sort(),
  shown: real.succeeded ? [...seen.shown].sort() : [],
});

/** Of a command without a program, only the order is chance. */
export const inOneOrder = (after: "refresh" | "destroy", seen: Seen): unknown => ({
  ...{ after, ...seen },
  called: [...seen.called].sort(),
  writes: countable(seen.writes, true),
});

const withoutForeign = (state: Now["state"]): Now["state"] =>
  Object.fromEntries(
    Object.entries(state).map(([name, record]) => [name, { ...(record as object), foreign: undefined }]),
  );

/** What of an `up` is not chance. */
export function comparableIn(seen: Seen, real: Seen, step: Step): unknown {
  return {
    ...{ after: step, ...seen },
    // what is deleted has the name in the log that it had before
    called: seen.called
      .filter(isTold(real))
      .map((hook) => hook.replace(/^delete .*/, "delete"))
      .sort(),
    writes: countable(seen.writes, hasNoFaults(step), step.parallel > 1),
    // what looks show besides is chance where they lag, or several come
    ...((step.parallel > 1 || step.sky.lags.some((ms) => ms > 0)) && { state: withoutForeign(seen.state) }),
    // of a run that was killed, only what it left is compared
    ...(step.killAt !== undefined && !real.succeeded && { called: [], writes: [] }),
  };
}
