import type { StateResource } from "../../helpers/project";
import type { Step } from "../../simulation/history";
import type { Program } from "../../simulation/program";
import { isUndisturbed } from "./comparable";

// What is compared, and how both sides tell it. A program registers its resources side by side, so that their order is chance.

/** What is there after a command. */
export interface Now {
  /** What was under way when a run was killed, as `creating name`, in one order. */
  readonly pending: readonly string[];
  readonly state: Readonly<Record<string, unknown>>;
  readonly held: Readonly<Record<string, readonly string[]>>;
}

/** What both tell of a command. */
export interface Seen extends Now {
  readonly succeeded: boolean;
  /** The hooks, as `hook name`. */
  readonly called: readonly string[];
  readonly writes: readonly Sent[];
}

/** A write, as often as it was sent. */
interface Sent {
  /** As `assign eni addresses`. */
  readonly what: string;
  /** Whether it was answered that it is done. */
  readonly isDone: boolean;
}

export const recordOf = ({
  id,
  inputs,
  outputs,
  initErrors = [],
  pendingReplacement = false,
}: StateResource): unknown => ({
  ...{ id, inputs: inputs["privateIpAddresses"], addresses: outputs["privateIpAddresses"] },
  ...{ unassigned: outputs["lastUnassigned"], foreign: outputs["foreignPrivateIpAddresses"] },
  ...{ isHalfDone: outputs["interrupted"] === true, isFailed: initErrors.length > 0, pendingReplacement },
});

/** What is deleted has the name that it had before, by an alias. */
export const pendingIn = (operations: readonly string[]): string[] =>
  operations.map((one) => one.replace(/^deleting .*/, "deleting")).sort();

export const writeOf = (
  action: "assign" | "unassign",
  id: string,
  addresses: readonly string[],
  isDone: boolean,
): Sent => ({ what: `${action} ${id} ${[...addresses].sort().join()}`, isDone });

/**
 * How often one that is refused is sent again depends on what each look shows, and with faults, how often any is. With several steps at a
 * time, a taker may get its turn before its giver lets go, or after.
 */
function countable(writes: readonly Sent[], isUndisturbed: boolean, areSeveral = false): unknown {
  const named = (which: readonly Sent[]): string[] => which.map(({ what }) => what).sort();
  if (!isUndisturbed) return [...new Set(named(writes))];
  return {
    done: named(writes.filter(({ isDone }) => isDone)),
    refused: areSeveral ? [] : [...new Set(named(writes.filter(({ isDone }) => !isDone)))],
  };
}

/** What both tell of a preview. */
export interface Previewed extends Pick<Seen, "succeeded" | "called"> {
  /** Which addresses it shows to go, as `eni address`. */
  readonly shown: readonly string[];
  /** How many calls of the API it made. */
  readonly calls: number;
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
    writes: countable(seen.writes, isUndisturbed(step), step.parallel > 1),
    // what looks show besides is chance where they lag
    ...(step.sky.lags.some((ms) => ms > 0) && { state: withoutForeign(seen.state) }),
    // of a run that was killed, only what it left is compared
    ...(step.killAt !== undefined && !real.succeeded && { called: [], writes: [] }),
  };
}
