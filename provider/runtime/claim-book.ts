import type { UnassignLimits } from "../core/guards";
import type { Ownership } from "../core/model";
import type { KnownEni } from "../core/state";

/** What happens to claims, as a value that one process can tell another. */
export type ClaimEvent =
  | {
      readonly what: "declare" | "withdraw" | "reopen" | "begin" | "let go" | "went";
      readonly id: string;
      readonly addresses: readonly string[];
    }
  | {
      readonly what: "settle";
      readonly id: string;
      readonly addresses: readonly string[];
      readonly held: readonly string[];
    }
  | {
      readonly what: "bequeath";
      readonly id: string;
      readonly addresses: readonly string[];
      readonly eni: KnownEni;
    }
  | {
      readonly what: "replace";
      /** The ENI and what the state has of it. */
      readonly id: string;
      readonly addresses: readonly string[];
      readonly successor: Successor;
    };

/** What takes the place of a resource that is replaced, as its new inputs say. */
export interface Successor extends UnassignLimits {
  /** Which comparison told of it; another process counts its own. */
  readonly comparison: number;
  /** Undefined where it is not known yet. */
  readonly networkInterfaceId: string | undefined;
  readonly regionId: string | undefined;
  readonly declared: readonly string[];
  readonly ownership: Ownership;
  readonly timeoutSeconds: number | undefined;
  /** Whether another process compared it: its provider may be another account's. */
  readonly isElsewhere: boolean;
}

/**
 * `declared`: found by check. `changing`: its create or update is under way. `held`: that is done, or was not needed.
 * `failed`: that is over, and does not hold the address, though it is in the code.
 */
export type Claim = "declared" | "changing" | "held" | "failed";

/** What the events that it was told come to, for one run. */
export interface ClaimBook {
  take(event: ClaimEvent): void;
  clear(): void;
  /** Undefined where no resource declares the address on the ENI. */
  claimOf(networkInterfaceId: string, address: string): Claim | undefined;
  /** Whether any resource declares the address, on whichever ENI. */
  isDeclared(address: string): boolean;
  isOwnerless(networkInterfaceId: string, address: string): boolean;
  knownEni(networkInterfaceId: string): KnownEni | undefined;
  wasLetGo(networkInterfaceId: string, address: string): boolean;
  /** Whether it was let go, and whether it went is not known yet. */
  isBeingUnassigned(networkInterfaceId: string, address: string): boolean;
  /**
   * More than one where several resources have the same ENI and addresses in state, as after a replacement that ended half-way: which is
   * whose cannot be told.
   */
  successorsOf(networkInterfaceId: string, addresses: readonly string[]): readonly Successor[];
}

/** Tells a resource from another one of the same ENI: hooks learn neither name nor URN. */
export const resourceKey = (id: string, addresses: readonly string[]): string =>
  [id, ...[...addresses].sort()].join(" ");

/** Tells an address on one ENI from the same one on another. */
const addressKey = (id: string, address: string): string => `${id} ${address}`;

/** Whether it is the key of the address, on whichever ENI. */
const isKeyOf = (key: string, address: string): boolean => key.endsWith(` ${address}`);

export function createClaimBook(): ClaimBook {
  const claims = new Map<string, Claim>();
  /** How many checks have declared it and not taken that back: what one takes back may be another resource's too. */
  const declarers = new Map<string, number>();
  const ownerless = new Set<string>();
  const known = new Map<string, KnownEni>();
  const letGo = new Set<string>();
  const going = new Set<string>();
  const successors = new Map<string, readonly Successor[]>();

  const advance = (keys: readonly string[], from: readonly (Claim | undefined)[], to: Claim): void => {
    for (const key of keys) if (from.includes(claims.get(key))) claims.set(key, to);
  };
  const countDeclarers = (key: string, more: 1 | -1): number => {
    const count = Math.max(0, (declarers.get(key) ?? 0) + more);
    declarers.set(key, count);
    return count;
  };

  return {
    take: (event) => {
      const keysOf = (addresses: readonly string[]): string[] =>
        addresses.map((a) => addressKey(event.id, a));
      const keys = keysOf(event.addresses);
      switch (event.what) {
        case "declare":
          keys.forEach((key) => countDeclarers(key, 1));
          advance(keys, [undefined], "declared");
          break;
        case "withdraw":
          for (const key of keys)
            if (countDeclarers(key, -1) === 0 && claims.get(key) === "declared") claims.delete(key);
          break;
        case "reopen":
          advance(keys, ["held"], "declared");
          break;
        case "begin":
          advance(keys, [undefined, "declared", "failed"], "changing");
          break;
        case "settle": {
          const held = keysOf(event.addresses.filter((address) => event.held.includes(address)));
          for (const key of held) {
            ownerless.delete(key);
            letGo.delete(key);
          }
          advance(held, ["declared", "changing", "failed"], "held");
          // the others; and what another resource holds is not up to the one that failed
          advance(keys, ["declared", "changing"], "failed");
          break;
        }
        case "bequeath":
          keys.forEach((key) => ownerless.add(key));
          known.set(event.id, event.eni);
          break;
        case "let go":
          for (const key of keys) {
            letGo.add(key);
            going.add(key);
          }
          break;
        case "went":
          keys.forEach((key) => going.delete(key));
          break;
        case "replace": {
          const [key, { successor }] = [resourceKey(event.id, event.addresses), event];
          const others = (successors.get(key) ?? []).filter(
            ({ comparison, isElsewhere }) =>
              comparison !== successor.comparison || isElsewhere !== successor.isElsewhere,
          );
          successors.set(key, [...others, successor]);
        }
      }
    },
    clear: () => {
      for (const part of [claims, declarers, ownerless, known, letGo, going, successors]) part.clear();
    },
    claimOf: (id, address) => claims.get(addressKey(id, address)),
    isDeclared: (address) => [...claims.keys()].some((key) => isKeyOf(key, address)),
    isOwnerless: (id, address) => ownerless.has(addressKey(id, address)),
    knownEni: (id) => known.get(id),
    wasLetGo: (id, address) => letGo.has(addressKey(id, address)),
    isBeingUnassigned: (id, address) => going.has(addressKey(id, address)),
    successorsOf: (id, addresses) => successors.get(resourceKey(id, addresses)) ?? [],
  };
}
