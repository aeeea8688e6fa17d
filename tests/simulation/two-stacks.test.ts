import fc from "fast-check";
import { aSimulatedCloud, clear } from "./cloud";
import { aSimulatedEngine, type Result, type SimulatedEngine } from "./engine";
import { ENIS, POOL, sky } from "./history";
import type { Program } from "./program";
import { declaredIn, expectInTimeAndDiscreet, heldIn, ownedBy, unassignedIn } from "./promises";
import { virtualTime } from "./time";

// Two stacks, each with a process of its own that knows nothing of the other, hold addresses on the same ENIs at the same time; and a
// service like keepalived moves an address of its own from one ENI to another.

const VIP = "10.0.0.200";
const plain = { parallel: 8, continueOnError: false };

const each = (most: number) => fc.array(fc.nat(most), { minLength: POOL.length, maxLength: POOL.length });

/** Which stack an address belongs to, and on which ENI it is after each step, if on any; none goes from one stack to the other. */
const histories = fc.record({
  stackOf: each(1),
  steps: fc.array(fc.record({ places: each(ENIS.length), sky, vip: fc.constantFrom(...ENIS) }), {
    minLength: 1,
    maxLength: 3,
  }),
});
type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

function programOf(stack: number, stackOf: readonly number[], places: readonly number[]): Program {
  const entries = ENIS.map((networkInterfaceId, at) => {
    const privateIpAddresses = POOL.filter((_, i) => stackOf[i] === stack && places[i] === at);
    return [networkInterfaceId, { networkInterfaceId, ownership: "additive", privateIpAddresses }] as const;
  });
  return Object.fromEntries(entries);
}

async function play({ stackOf, steps }: History): Promise<void> {
  const cloud = aSimulatedCloud(ENIS);
  const stacks = [aSimulatedEngine(cloud), aSimulatedEngine(cloud)];
  const held = (): string[] => heldIn(cloud);
  const declaredBy = (i: number, places: readonly number[]) => declaredIn(programOf(i, stackOf, places));
  /** Neither loses what it goes on declaring, whatever the other one does, and each address has an owner. */
  const upBoth = async (places: readonly number[]): Promise<Result[]> => {
    const before = stacks.map((stack) => ownedBy(stack));
    cloud.writes();
    const results = await Promise.all(
      stacks.map((stack, i) => stack.up(programOf(i, stackOf, places), plain)),
    );
    const unassigned = unassignedIn(cloud.writes());
    const stays = stacks.flatMap((_, i) =>
      declaredBy(i, places).filter((one) => before[i]?.includes(one) === true),
    );
    expect(unassigned.filter((one) => stays.includes(one) || one.endsWith(VIP))).toEqual([]);
    const owned = stacks.flatMap((stack) => ownedBy(stack));
    expect(held().filter((one) => !one.endsWith(VIP) && !owned.includes(one))).toEqual([]);
    results.forEach((result, i) => {
      expectInTimeAndDiscreet(result, stacks[i] as SimulatedEngine);
    });
    return results;
  };

  for (const { places, sky: weather, vip } of steps) {
    for (const id of ENIS)
      cloud.put(id, [...cloud.held(id).filter((one) => one !== VIP), ...(id === vip ? [VIP] : [])]);
    cloud.foresee(weather);
    await upBoth(places);
    // nobody touches what is neither's
    expect(held().filter((one) => one.endsWith(` ${VIP}`))).toEqual([`${vip} ${VIP}`]);
    // what a failed change left is found by a refresh
    cloud.foresee(clear);
    for (const stack of stacks) await stack.refresh();
    await upBoth(places);
    const outcome = await upBoth(places);
    expect(outcome.flatMap(({ errors }) => errors)).toEqual([]);
    const declared = stacks.map((_, i) => declaredBy(i, places));
    expect(stacks.map((stack) => ownedBy(stack).sort())).toEqual(declared.map((one) => one.sort()));
    expect(held().sort()).toEqual([...declared.flat(), `${vip} ${VIP}`].sort());
  }
  const [one, other] = stacks as [SimulatedEngine, SimulatedEngine];
  const left = ownedBy(other);
  const vip = `${steps.at(-1)?.vip ?? ""} ${VIP}`;
  expect((await one.destroy()).errors).toEqual([]);
  expect(held().sort()).toEqual([...left, vip].sort());
  expect((await other.destroy()).errors).toEqual([]);
  expect(held()).toEqual([vip]);
}

jest.setTimeout(60_000);

it("two stacks and a service that moves an address keep to their own", async () => {
  const time = virtualTime();
  try {
    await fc.assert(
      fc.asyncProperty(histories, (history) => time.run(() => play(history))),
      { numRuns: 200, seed: 1 },
    );
  } finally {
    time.restore();
  }
});
