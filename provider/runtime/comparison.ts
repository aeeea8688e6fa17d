import { declaredIn } from "../core/address-set";
import { compare, type Difference, hiddenRemovals } from "../core/diff";
import { isEniId } from "../core/fields";
import { inputsIn } from "../core/record";
import type { Properties, State } from "../core/state";
import { resourceKey, type Successor } from "./claim-book";
import type { ProviderProcess } from "./process";

/** Compares what the state has with what the program declares, which tells the other resources what is to come. */
export interface Comparison {
  /** Begins a phase. */
  clear(): void;
  /** Notes what a read has found, which Pulumi compares next. */
  noteFound(state: State): void;
  /** Notes that a check came: with PULUMI_ENABLE_LEGACY_REFRESH_DIFF, Pulumi has not compared what it read before, and does no more. */
  noteChecked(olds: Properties): void;
  diff(olds: State, news: Properties): Difference;
}

export function createComparison(process: ProviderProcess): Comparison {
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
      found = [...found, { outputs: keyOf(state), inputs: keyOf({ ...inputsIn(state) }) }];
    },
    noteChecked: (olds) => {
      found = found.filter(({ inputs }) => inputs !== keyOf(olds));
    },
    diff: (olds, news) => {
      const difference = compare(olds, news);
      if (isOfRefresh(olds)) return difference;
      const id = olds.networkInterfaceId;
      const isClaimed = (address: string): boolean => claims.has(id, address);
      for (const clause of hiddenRemovals(olds, news, isClaimed)) effects.notify(`ENI ${id}: ${clause}`);
      const declared = declaredIn(news["privateIpAddresses"]);
      if (difference.replaces.length > 0) {
        claims.replace(id, Object.keys(olds.privateIpAddresses), successorIn(news));
        // what takes its place is checked anew, and without `ignoreChanges`: it need not declare these
        if (isEniId(news["networkInterfaceId"])) claims.withdraw(news["networkInterfaceId"], declared);
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

const keyOf = ({ networkInterfaceId, privateIpAddresses }: Properties | State): string =>
  resourceKey(String(networkInterfaceId), Object.keys(privateIpAddresses ?? {}));

function successorIn(news: Properties): Successor {
  const { networkInterfaceId, privateIpAddresses, maxUnassign, allowUnassignWithEip } = news;
  return {
    networkInterfaceId: isEniId(networkInterfaceId) ? networkInterfaceId : undefined,
    declared: declaredIn(privateIpAddresses),
    maxUnassign: typeof maxUnassign === "number" ? maxUnassign : undefined,
    allowUnassignWithEip: allowUnassignWithEip === true,
  };
}
