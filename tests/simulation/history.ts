import fc from "fast-check";
import { primaryOf } from "./enis";
import type { Moment } from "./engine";
import { mapValues } from "./in-effect";
import type { Outsider } from "./outsider";
import type { Options, Program } from "./program";
import { clear, type Foreseen, type Sky } from "./sky";
import { WEATHERS } from "./weather";

// What happens to a stack: programs, one after the other, under a cloud and among people who do as they like.

export const ENIS = ["eni-a", "eni-b", "eni-c"] as const;
const NAMES = ["r1", "r2", "r3", "r4"] as const;
/** Addresses that programs declare. */
export const POOL: readonly string[] = Array.from({ length: 8 }, (_, i) => `10.0.0.${101 + i}`);
/** Addresses that none declares. */
export const FOREIGN = ["10.0.0.201", "10.0.0.202"] as const;
export interface Step {
  readonly program: Program;
  readonly sky: Sky;
  readonly parallel: number;
  readonly continueOnError: boolean;
  readonly target: string | undefined;
  readonly killAt: Moment | undefined;
  /** Whether other code comes after a kill, and not the same code once more. */
  readonly movesOn?: boolean;
  readonly outsider: Outsider | undefined;
  /** Whether there is a `pulumi refresh` before the `up`, or it is an `up --refresh`. */
  readonly refreshes: false | "before" | "within";
}

export type History = readonly Step[];

/** Nothing, in most cases. */
const rarely = <T>(value: fc.Arbitrary<T>, oneIn = 6): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

/** A `dependsOn` that is not declared before, and an `alias` that is declared or taken, are left out. */
const options = fc.record({
  dependsOn: rarely(fc.constantFrom(...NAMES)),
  alias: rarely(fc.constantFrom(...NAMES)),
  ignoreChanges: rarely(fc.constant(["privateIpAddresses"] as const)),
  retainOnDelete: rarely(fc.constant(true)),
  provider: rarely(fc.constant("other" as const)),
});

/** No two resources declare the same address; those that share an ENI are additive. */
const program: fc.Arbitrary<Program> = fc
  .record({
    resources: fc.array(
      fc.option(
        fc.record({
          networkInterfaceId: fc.constantFrom(...ENIS),
          ownership: fc.constantFrom("exclusive", "additive"),
          timeoutSeconds: rarely(fc.integer({ min: 1, max: 30 })),
          options,
        }),
      ),
      { minLength: NAMES.length, maxLength: NAMES.length },
    ),
    owners: fc.array(fc.nat(NAMES.length), { minLength: POOL.length, maxLength: POOL.length }),
    /** Which resource declares the primary address of an ENI, by mistake: of its own ENI or of another one. */
    mistaken: rarely(fc.record({ owner: fc.nat(NAMES.length - 1), eni: fc.nat(ENIS.length - 1) }), 20),
    isReversed: fc.boolean(),
  })
  .map(({ resources, owners, mistaken, isReversed }) => {
    const there = resources.flatMap((one) => one ?? []);
    const isShared = (id: string): boolean =>
      there.filter(({ networkInterfaceId }) => networkInterfaceId === id).length > 1;
    const entries = NAMES.flatMap((name, i) => {
      const resource = resources[i];
      if (resource === null || resource === undefined) return [];
      const ownership = isShared(resource.networkInterfaceId) ? "additive" : resource.ownership;
      const own = POOL.filter((_, address) => owners[address] === i);
      const privateIpAddresses = mistaken?.owner === i ? [...own, primaryOf(mistaken.eni)] : own;
      return [[name, { ...resource, ownership, privateIpAddresses }] as const];
    });
    if (isReversed) entries.reverse();
    const names = entries.map(([name]) => name);
    const aliased = new Set<string>();
    return Object.fromEntries(
      entries.map(
        ([
          name,
          {
            options: { dependsOn, alias, ...rest },
            timeoutSeconds,
            ...others
          },
        ]) => {
          const declared = { ...others, ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
          const isBefore = dependsOn !== undefined && names.indexOf(dependsOn) < names.indexOf(name);
          // a name that two have for an alias, or that one still has, is Pulumi's to refuse
          const isFree = alias !== undefined && !names.includes(alias) && !aliased.has(alias);
          if (isFree) aliased.add(alias);
          const options: Options = {
            ...(isBefore && names.includes(dependsOn) && { dependsOn: [dependsOn] }),
            ...(isFree && { aliases: [alias] }),
            ...(rest.ignoreChanges !== undefined && { ignoreChanges: rest.ignoreChanges }),
            ...(rest.retainOnDelete !== undefined && { retainOnDelete: rest.retainOnDelete }),
            ...(rest.provider !== undefined && { provider: rest.provider }),
          };
          return [name, Object.keys(options).length === 0 ? declared : { ...declared, options }];
        },
      ),
    );
  });

const weather = (call: Foreseen) =>
  fc.array(
    fc.oneof(
      { weight: 1, arbitrary: fc.constant("fine" as const) },
      { weight: 1, arbitrary: fc.constantFrom(...WEATHERS[call]) },
    ),
    { maxLength: 4 },
  );

export const sky: fc.Arbitrary<Sky> = fc.record({
  ...{ assign: weather("assign"), unassign: weather("unassign"), describe: weather("describe") },
  lags: fc.array(fc.nat(3_000), { maxLength: 6 }),
  refusesUnknown: fc.boolean(),
});

const unassign = fc.record({ unassign: fc.nat(3) });
const foreign = fc.record({ assign: fc.constantFrom(...FOREIGN) });
const declared = fc.record({ assign: fc.constantFrom(...POOL.slice(0, 2)) });

const stepBeside = (outsider: fc.Arbitrary<Outsider>): fc.Arbitrary<Step> =>
  fc.record({
    program,
    // under a clear one, each failure has to be right
    sky: fc.oneof({ weight: 1, arbitrary: fc.constant(clear) }, { weight: 3, arbitrary: sky }),
    parallel: fc.constantFrom(1, 2, 3, 8),
    continueOnError: fc.boolean(),
    target: rarely(fc.constantFrom(...NAMES)),
    // while a write is under way, while it is waited for, and in between
    killAt: rarely(
      fc.record({
        write: fc.nat(3),
        afterMs: fc.oneof(fc.constant(0), fc.nat(200), fc.nat(5_000)),
      }),
    ),
    outsider: rarely(outsider),
    refreshes: fc.constantFrom(false as const, false as const, "before" as const, "within" as const),
  });

/** Each step has a program of its own, and nobody attaches or detaches an ENI: for the real engine, where that would take real time. */
export const changingHistories: fc.Arbitrary<History> = fc.array(
  stepBeside(
    fc.record({
      id: fc.constantFrom(...ENIS),
      does: fc.oneof(
        fc.record({ assign: fc.constantFrom(...FOREIGN, ...POOL.slice(0, 2)) }),
        ...[unassign, fc.constant("delete" as const)],
      ),
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

/** Now and then the code stays as it was: what others did meanwhile is found in an `up` then, and a failure made up for. */
const eventful: fc.Arbitrary<History> = fc
  .array(
    fc.record({
      its: stepBeside(
        fc.record({
          id: fc.constantFrom(...ENIS),
          does: fc.oneof(
            ...[foreign, foreign, declared, unassign],
            fc.constantFrom("attach or detach" as const, "delete" as const),
          ),
          isLate: fc.boolean(),
        }),
      ),
      isUnchanged: rarely(fc.constant(true), 4),
      movesOn: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((steps) => {
    let program: Program = {};
    return steps.map(({ its, isUnchanged, movesOn }, i) => {
      if (i === 0 || isUnchanged !== true) ({ program } = its);
      return { ...its, program, movesOn };
    });
  });

/** Programs alone, one after the other: what they may not be refused, something else stands against in nearly all others. */
const quiet: fc.Arbitrary<History> = eventful.map((steps) =>
  steps.map(({ program, parallel, continueOnError }) => ({
    ...{ parallel, continueOnError, sky: clear, refreshes: false },
    ...{ target: undefined, killAt: undefined, outsider: undefined },
    program: mapValues(program, ({ timeoutSeconds: _, options: __, ...declared }) => declared),
  })),
);

export const histories: fc.Arbitrary<History> = fc.oneof(
  { weight: 9, arbitrary: eventful },
  { weight: 1, arbitrary: quiet },
);
