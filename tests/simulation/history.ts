import fc from "fast-check";
import { type Sky, WEATHERS } from "./cloud";
import type { Program } from "./engine";

// What happens to a stack: programs, one after the other, under a cloud and among people who do as they like.

export const ENIS = ["eni-a", "eni-b", "eni-c"] as const;
const NAMES = ["r1", "r2", "r3", "r4"] as const;
/** Addresses that programs declare; outsiders assign others. */
export const POOL: readonly string[] = Array.from({ length: 8 }, (_, i) => `10.0.0.${101 + i}`);
const FOREIGN: readonly string[] = ["10.0.0.201", "10.0.0.202"];

interface Outsider {
  readonly id: (typeof ENIS)[number];
  /** An address that they assign, or the number of the one that they unassign. */
  readonly does: string | number;
}

export interface Step {
  readonly program: Program;
  readonly sky: Sky;
  readonly parallel: number;
  readonly continueOnError: boolean;
  readonly target: string | undefined;
  readonly killAt: number | undefined;
  readonly outsider: Outsider | undefined;
  readonly refreshes: boolean;
}

export type History = readonly Step[];

/** No two resources declare the same address; those that share an ENI are additive. */
const program: fc.Arbitrary<Program> = fc
  .record({
    resources: fc.array(
      fc.option(
        fc.record({
          networkInterfaceId: fc.constantFrom(...ENIS),
          ownership: fc.constantFrom("exclusive", "additive"),
        }),
      ),
      { minLength: NAMES.length, maxLength: NAMES.length },
    ),
    owners: fc.array(fc.nat(NAMES.length), { minLength: POOL.length, maxLength: POOL.length }),
    isReversed: fc.boolean(),
  })
  .map(({ resources, owners, isReversed }) => {
    const there = resources.flatMap((one) => one ?? []);
    const isShared = (id: string): boolean =>
      there.filter(({ networkInterfaceId }) => networkInterfaceId === id).length > 1;
    const entries = NAMES.flatMap((name, i) => {
      const resource = resources[i];
      if (resource === null || resource === undefined) return [];
      const ownership = isShared(resource.networkInterfaceId) ? "additive" : resource.ownership;
      const privateIpAddresses = POOL.filter((_, address) => owners[address] === i);
      return [[name, { ...resource, ownership, privateIpAddresses }] as const];
    });
    return Object.fromEntries(isReversed ? entries.reverse() : entries);
  });

/** Mostly as it was: a name, a list or an ENI is another one. */
const sky: fc.Arbitrary<Sky> = fc.record({
  weather: fc.array(fc.constantFrom(...WEATHERS), { maxLength: 6 }),
  lags: fc.array(fc.nat(2), { maxLength: 6 }),
});

const step: fc.Arbitrary<Step> = fc.record({
  ...{ program, sky },
  parallel: fc.constantFrom(1, 8, 8),
  continueOnError: fc.boolean(),
  target: fc.option(fc.constantFrom(...NAMES), { nil: undefined, freq: 6 }),
  killAt: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 4 }),
  outsider: fc.option(
    fc.record({ id: fc.constantFrom(...ENIS), does: fc.oneof(fc.constantFrom(...FOREIGN), fc.nat(3)) }),
    { nil: undefined, freq: 4 },
  ),
  refreshes: fc.boolean(),
});

export const histories: fc.Arbitrary<History> = fc.array(step, { minLength: 1, maxLength: 5 });
