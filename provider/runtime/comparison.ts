import { declaredIn } from "../core/address-set";
import { compare, type Difference, hiddenRemovals } from "../core/diff";
import { type Inputs, isEniId } from "../core/fields";
import { type AddressSet, withMark } from "../core/model";
import { inputsIn } from "../core/record";
import type { Properties, State } from "../core/state";
import { isUnknown } from "../core/unknown";
import { resourceKey, type Successor } from "./claim-book";
import type { ProviderProcess } from "./process";

/** Compares what the state has with what the program declares, which tells the other resources what is to come. */
export interface Comparison {
  /** Begins a phase. */
  clear(): void;
  /** Notes what a read has found, which Pulumi compares next. */
  noteFound(state: State): void;
  /** Notes a check, with the inputs that it answers, which Pulumi compares next where there are old ones. */
  noteChecked(olds: Properties, inputs: Properties): void;
  diff(olds: State, news: Properties): Difference;
  /** Notes that a resource is deleted, which Pulumi may replace for reasons of its own. */
  noteDeleted(state: State): void;
}

/** A resource that was checked beside its old inputs. */
interface Checked {
  readonly key: string;
  readonly inputs: Properties;
  readonly isCompared: boolean;
}

export function createComparison(process: ProviderProcess): Comparison {
  const { claims, effects } = process;
  /** What reads have found and Pulumi has not compared yet, by its outputs, and by the inputs that the next check brings. */
  let found: readonly { readonly outputs: string; readonly inputs: string }[] = [];
  /** What was checked last, unless that is new, or is known to be replaced. */
  let last: Checked | undefined;
  /** What was checked and found to be replaced last: what takes its place is checked next, as new. */
  let replacing: { readonly olds: State; readonly comparison: number } | undefined;
  let comparisons = 0;
  /** What Pulumi replaces for reasons of its own. */
  let replaced: readonly (Checked & { readonly successor: Properties })[] = [];

  /**
   * Pulumi compares what a read has found with the stored inputs, once, and before anything else of that resource. They say nothing about
   * the program, which may have been checked in part by then: `up --refresh --run-program` reads each resource when it comes to it.
   */
  const isOfRefresh = (olds: State): boolean => {
    const one = found.find(({ outputs }) => outputs === keyOf(olds));
    found = found.filter((other) => other !== one);
    return one !== undefined;
  };

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
      found = [];
      replaced = [];
      replacing = undefined;
      last = undefined;
    },
    noteFound: (state) => {
      found = [...found, { outputs: keyOf(state), inputs: keyOf(inputsIn(state)) }];
    },
    noteChecked: (olds, inputs) => {
      // with PULUMI_ENABLE_LEGACY_REFRESH_DIFF, Pulumi has not compared what it read, and does no more
      found = found.filter((one) => one.inputs !== keyOf(olds));
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
      last = isNew ? undefined : { key: keyOf(olds), inputs, isCompared: false };
    },
    noteDeleted: (state) => {
      const one = replaced.find(({ key }) => key === keyOf(state));
      if (one === undefined) return;
      replaced = replaced.filter((other) => other !== one);
      replace(state, one.inputs, one.successor);
    },
    diff: (olds, news) => {
      const difference = compare(olds, news);
      if (isOfRefresh(olds)) return difference;
      // what depends on one that is replaced is compared before it is checked, and so are others with PULUMI_PARALLEL_DIFF
      const isJustChecked = last?.isCompared === false && last.key === keyOf(olds);
      last = difference.replaces.length > 0 ? undefined : last && { ...last, isCompared: true };
      const id = olds.networkInterfaceId;
      const isClaimed = (address: string): boolean => claims.has(id, address);
      for (const clause of hiddenRemovals(olds, news, isClaimed)) effects.notify(`ENI ${id}: ${clause}`);
      const declared = declaredIn(news["privateIpAddresses"]);
      if (difference.replaces.length > 0) {
        replace(olds, news, news);
        replacing = isJustChecked ? { olds, comparison: comparisons } : undefined;
      }
      // what another resource had too, and gave up before this one was known to declare it, is assigned again
      const isLost = declared.some((address) => claims.wasLetGo(id, address));
      const changes = difference.changes || isLost;
      if (changes) process.expectLookAt(news);
      else claims.settle(id, declared, declared);
      return { ...difference, changes };
    },
  };
}

/** By what inputs and outputs have in common, also after a change that failed. */
const keyOf = ({ networkInterfaceId, privateIpAddresses }: Properties | Inputs | State): string =>
  resourceKey(
    String(networkInterfaceId),
    withMark((privateIpAddresses ?? {}) as AddressSet, "declared", "foreign"),
  );

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
