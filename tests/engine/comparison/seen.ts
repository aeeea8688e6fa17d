import type { StateResource } from "../../helpers/project";

// What is compared, as both sides tell it.

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

/** What both tell of a preview. */
export interface Previewed extends Pick<Seen, "succeeded" | "called"> {
  /** Which addresses it shows to go, as `eni address`. */
  readonly shown: readonly string[];
  /** How many calls of the API it made. */
  readonly calls: number;
}

/** A write, as often as it was sent. */
export interface Sent {
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
