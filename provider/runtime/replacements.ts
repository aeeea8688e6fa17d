import { declaredIn } from "../core/address-set";
import { type Inputs, isEniId } from "../core/fields";
import { type AddressSet, withMark } from "../core/model";
import type { Properties, State } from "../core/state";
import { isUnknown } from "../core/unknown";
import { resourceKey, type Successor } from "./claim-book";
import type { Claims } from "./claims";

/**
 * Finds out which resources Pulumi replaces, and notes what takes their place. No hook is told: also what is replaced for reasons
 * of Pulumi's own is known by the order in which it checks, compares and deletes.
 */
export interface Replacements {
  /** Begins a phase. */
  clear(): void;
  /** Notes a check, with the inputs that it answers, which Pulumi compares next where there are old ones. */
  noteChecked(olds: Properties, inputs: Properties): void;
  /** Notes a comparison, and whether the resource is to be replaced for what it tells. */
  noteCompared(olds: State, news: Properties, isReplaced: boolean): void;
  /** Notes that a resource is deleted, which Pulumi may replace for reasons of its own. */
  noteDeleted(state: State): void;
}

/** A resource that was checked beside its old inputs. */
interface Checked {
  readonly olds: Properties;
  readonly inputs: Properties;
  readonly isCompared: boolean;
}

export function createReplacements(claims: Claims): Replacements {
  /** What was checked last, unless that is new, or is known to be replaced. */
  let last: Checked | undefined;
  /** What was checked and found to be replaced last: what takes its place is checked next, as new. */
  let replacing: { readonly olds: State; readonly comparison: number } | undefined;
  let comparisons = 0;
  /** What Pulumi replaces for reasons of its own. */
  let replaced: readonly (Checked & { readonly successor: Properties })[] = [];

  const noteSuccessor = (olds: State, inputs: Properties, comparison: number): void => {
    const { networkInterfaceId, privateIpAddresses } = olds;
    claims.replace(networkInterfaceId, Object.keys(privateIpAddresses), successorIn(inputs, comparison));
  };

  /** @param inputs What its check declared. What takes its place is checked anew, and without `ignoreChanges`: it need not declare these. */
  const replace = (olds: State, inputs: Properties, successor: Properties): void => {
    noteSuccessor(olds, successor, ++comparisons);
    const { networkInterfaceId: id, privateIpAddresses } = inputs;
    if (isEniId(id)) claims.withdraw(id, declaredIn(privateIpAddresses));
  };

  return {
    clear: () => {
      replaced = [];
      replacing = undefined;
      last = undefined;
    },
    noteChecked: (olds, inputs) => {
      const isNew = Object.keys(olds).length === 0;
      // without what `ignoreChanges` has kept
      if (isNew && replacing !== undefined) noteSuccessor(replacing.olds, inputs, replacing.comparison);
      replacing = undefined;
      if (isNew && last !== undefined && isReplacedBy(inputs, last)) {
        replaced = [...replaced, { ...last, successor: inputs }];
        const { networkInterfaceId: id, privateIpAddresses } = inputs;
        // it was compared with what is not there any more, or will not be
        if (isEniId(id)) claims.reopen(id, declaredIn(privateIpAddresses));
      }
      last = isNew ? undefined : { olds, inputs, isCompared: false };
    },
    noteCompared: (olds, news, isReplaced) => {
      // what depends on one that is replaced is compared before it is checked, and so are others with PULUMI_PARALLEL_DIFF
      const isJustChecked = last?.isCompared === false && areInputsOf(last.olds, olds);
      last = isReplaced ? undefined : last && { ...last, isCompared: true };
      if (!isReplaced) return;
      replace(olds, news, news);
      replacing = isJustChecked ? { olds, comparison: comparisons } : undefined;
    },
    noteDeleted: (state) => {
      const one = replaced.find(({ olds }) => areInputsOf(olds, state));
      if (one === undefined) return;
      replaced = replaced.filter((other) => other !== one);
      replace(state, one.inputs, one.successor);
    },
  };
}

/** Tells resources apart by what their inputs and outputs have in common. */
export const keyOf = (one: Properties | Inputs | State): string =>
  resourceKey(String(one.networkInterfaceId), declaredOf(one));

const declaredOf = ({ privateIpAddresses }: Properties | Inputs | State): string[] =>
  withMark((privateIpAddresses ?? {}) as AddressSet, "declared");

/**
 * Whether these are the inputs of what has this state. After a change that failed half-way they may have more: what it did not get, or has
 * unassigned. No two resources declare the same.
 */
function areInputsOf(inputs: Properties, state: State): boolean {
  if (state.interrupted !== true) return keyOf(inputs) === keyOf(state);
  const declared = declaredOf(inputs);
  return (
    inputs["networkInterfaceId"] === state.networkInterfaceId &&
    declaredOf(state).every((address) => declared.includes(address))
  );
}

/**
 * Whether a check that comes next, and has no old inputs, is of what takes the place of a resource: with `replaceWith` or `replacementTrigger`, Pulumi
 * has not compared that one; where a replacement ended half-way, or with `replaceOnChanges`, it has, and checks the same again. No two resources
 * of a program declare the same (program/rivals.ts).
 */
const isReplacedBy = (inputs: Properties, { inputs: before, isCompared }: Checked): boolean =>
  !isCompared || JSON.stringify(inputs) === JSON.stringify(before);

function successorIn(news: Properties, comparison: number): Successor {
  const { networkInterfaceId, regionId, privateIpAddresses, ownership } = news;
  const { maxUnassign, allowUnassignWithEip, timeoutSeconds } = news;
  return {
    comparison,
    networkInterfaceId: isEniId(networkInterfaceId) ? networkInterfaceId : undefined,
    regionId: typeof regionId === "string" && !isUnknown(regionId) ? regionId : undefined,
    declared: declaredIn(privateIpAddresses),
    ownership: ownership === "additive" ? ownership : "exclusive",
    timeoutSeconds: typeof timeoutSeconds === "number" ? timeoutSeconds : undefined,
    isElsewhere: false,
    maxUnassign: typeof maxUnassign === "number" ? maxUnassign : undefined,
    allowUnassignWithEip: allowUnassignWithEip === true,
  };
}
