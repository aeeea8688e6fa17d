import { declaredIn } from "../core/address-set";
import { compare, type Difference, hiddenRemovals, setOf } from "../core/diff";
import { inputsIn } from "../core/record";
import { withMark, without } from "../core/model";
import { list, them } from "../core/report";
import type { Properties, State } from "../core/state";
import type { ProviderProcess } from "./process";
import { keyOf, type Replacements } from "./replacements";

/** Compares what the state has with what the program declares, which tells the other resources what is to come. */
export interface Comparison {
  /** Begins a phase. */
  clear(): void;
  /** Notes what a read has found, which Pulumi compares next. */
  noteFound(before: State, after: State): void;
  /**
   * What a read of this very run has found to be foreign, and the code does not know: the preview of an `up --refresh` is of an earlier
   * read, so that nobody may have been shown that it goes. It stays in this run, and the next preview shows it. None where it stays anyway.
   */
  findsIn(state: State, news: Properties): readonly string[];
  /** Notes a check with these old inputs: what was found of that resource is not compared any more. */
  noteChecked(olds: Properties): void;
  diff(olds: State, news: Properties): Difference;
}

export function createComparison(process: ProviderProcess, replacements: Replacements): Comparison {
  const { claims, effects } = process;
  /** What the reads of this run have found to be foreign, as `eni address`. */
  const finds = new Set<string>();
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

  const findsIn: Comparison["findsIn"] = (state, news) => {
    const id = state.networkInterfaceId;
    if (news["ownership"] !== "exclusive" || news["networkInterfaceId"] !== id) return [];
    return foreignIn(state).filter((address) => finds.has(`${id} ${address}`) && !(address in setOf(news)));
  };

  return {
    clear: () => {
      found = [];
      finds.clear();
    },
    noteFound: (before, after) => {
      found = [...found, { outputs: keyOf(after), inputs: keyOf(inputsIn(after)) }];
      for (const address of foreignIn(after))
        if (!foreignIn(before).includes(address)) finds.add(`${after.networkInterfaceId} ${address}`);
    },
    findsIn,
    noteChecked: (olds) => {
      // with PULUMI_ENABLE_LEGACY_REFRESH_DIFF, Pulumi has not compared what it read, and does no more
      found = found.filter((one) => one.inputs !== keyOf(olds));
    },
    diff: (olds, news) => {
      if (isOfRefresh(olds)) return compare(olds, news);
      const id = olds.networkInterfaceId;
      const staying = findsIn(olds, news);
      const shown = { ...olds, privateIpAddresses: without(olds.privateIpAddresses, staying) };
      const difference = compare(shown, news);
      const isClaimed = (address: string): boolean => claims.isClaimed(id, address);
      for (const clause of hiddenRemovals(shown, news, isClaimed)) effects.notify(`ENI ${id}: ${clause}`);
      const declared = declaredIn(news["privateIpAddresses"]);
      replacements.noteCompared(olds, news, difference.replaces.length > 0);
      // what another resource had too, and gave up before this one was known to declare it, is assigned again
      const isLost = declared.some((address) => claims.wasLetGo(id, address));
      const changes = difference.changes || isLost;
      if (staying.length > 0)
        effects.notify(
          `ENI ${id}: it also holds ${list(staying)}, which the refresh of this run has found; left alone in this run. ` +
            `Declare ${them(staying)}, or the preview after it shows the removal.`,
        );
      if (changes) process.expectLookAt(news);
      else claims.settle(id, declared, declared);
      return { ...difference, changes };
    },
  };
}

const foreignIn = ({ privateIpAddresses }: State): string[] => withMark(privateIpAddresses, "foreign");
