import { declaredIn } from "../core/address-set";
import { compare, type Difference, hiddenRemovals } from "../core/diff";
import { inputsIn } from "../core/record";
import type { Properties, State } from "../core/state";
import type { ProviderProcess } from "./process";
import { keyOf, type Replacements } from "./replacements";

/** Compares what the state has with what the program declares, which tells the other resources what is to come. */
export interface Comparison {
  /** Begins a phase. */
  clear(): void;
  /** Notes what a read has found, which Pulumi compares next. */
  noteFound(state: State): void;
  /** Notes a check with these old inputs: what was found of that resource is not compared any more. */
  noteChecked(olds: Properties): void;
  diff(olds: State, news: Properties): Difference;
}

export function createComparison(process: ProviderProcess, replacements: Replacements): Comparison {
  const { claims, effects } = process;
  /** What reads have found and Pulumi has not compared yet, by its outputs, and by the inputs that the next check brings. */
  let found: readonly { readonly outputs: string; readonly inputs: string }[] = [];

  /**
   * Pulumi compares what a read has found with the stored inputs, once, and before anything else of that resource. They say nothing about
   * the program, which may have been checked in part by then: `up --refresh --run-program` reads each resource when it comes to it.
   */
  const isOfRefresh = (olds: State): boolean => {
    const one = found.find(({ outputs }) => outputs === keyOf(olds));
    found = found.filter((other) => other !== one);
    return one !== undefined;
  };

  return {
    clear: () => {
      found = [];
    },
    noteFound: (state) => {
      found = [...found, { outputs: keyOf(state), inputs: keyOf(inputsIn(state)) }];
    },
    noteChecked: (olds) => {
      // with PULUMI_ENABLE_LEGACY_REFRESH_DIFF, Pulumi has not compared what it read, and does no more
      found = found.filter((one) => one.inputs !== keyOf(olds));
    },
    diff: (olds, news) => {
      const difference = compare(olds, news);
      if (isOfRefresh(olds)) return difference;
      const id = olds.networkInterfaceId;
      const isClaimed = (address: string): boolean => claims.isClaimed(id, address);
      for (const clause of hiddenRemovals(olds, news, isClaimed)) effects.notify(`ENI ${id}: ${clause}`);
      const declared = declaredIn(news["privateIpAddresses"]);
      replacements.noteCompared(olds, news, difference.replaces.length > 0);
      // what another resource had too, and gave up before this one was known to declare it, is assigned again
      const isLost = declared.some((address) => claims.wasLetGo(id, address));
      const changes = difference.changes || isLost;
      if (changes) process.expectLookAt(news);
      else claims.settle(id, declared, declared);
      return { ...difference, changes };
    },
  };
}
