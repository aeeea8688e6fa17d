import type { State } from "../../provider/core/state";
import { defaultSeed } from "../../provider/emulator";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  type Provider,
  UNASSIGN,
  untilCalled,
  withProvider,
} from "../helpers/provider";

const additive = { ownership: "additive" };
const [first, second] = [
  { ...additive, privateIpAddresses: declared(["10.0.0.101"]) },
  { ...additive, privateIpAddresses: declared(["10.0.0.102"]) },
];

/** Two resources on eni-demo, and one that no test writes to. */
async function start({ create }: Provider): Promise<{ states: [State, State]; bystander: State }> {
  return {
    states: [await create(first), await create(second)],
    bystander: await create({ networkInterfaceId: "eni-spare" }),
  };
}

/** Holds the first write, lets time pass in which the other could have been sent, and lets both go on. */
async function expectOneAtATime(
  provider: Provider,
  action: string,
  bystander: State,
  writes: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const { emulator, hooks } = provider;
  emulator.clearCalls();
  emulator.addFault({ action, times: 2, hold: true });
  const both = Promise.all(writes.map((write) => write()));
  await untilCalled(emulator, action, 1, both);
  // both have looked at the ENI with one call, so the other write is due long before these are answered
  for (let i = 0; i < 3; i++) await hooks.read("eni-spare", bystander);
  expect([emulator.calls(action).length, emulator.heldCalls()]).toEqual([1, 1]);
  emulator.release();
  await untilCalled(emulator, action, 2, both);
  expect(emulator.heldCalls()).toBe(1);
  emulator.release();
  await both;
}

describe("two changes of one ENI never overlap", () => {
  it("when both create", async () => {
    await withProvider(async (provider) => {
      const { create, held } = provider;
      const bystander = await create({ networkInterfaceId: "eni-spare" });
      await expectOneAtATime(provider, ASSIGN, bystander, [() => create(first), () => create(second)]);
      expect([...held()].sort()).toEqual(addresses(2));
    });
  });

  it("when both update", async () => {
    await withProvider(async (provider) => {
      const { states, bystander } = await start(provider);
      const { update, held } = provider;
      const leave = states.map((state) => () => update(state, { ...additive, privateIpAddresses: {} }));
      await expectOneAtATime(provider, UNASSIGN, bystander, leave);
      expect(held()).toEqual([]);
    });
  });

  it("when both delete", async () => {
    await withProvider(async (provider) => {
      const { states, bystander } = await start(provider);
      const { destroy, held } = provider;
      await expectOneAtATime(
        provider,
        UNASSIGN,
        bystander,
        states.map((state) => () => destroy(state)),
      );
      expect(held()).toEqual([]);
    });
  });

  it("when one fails, after which the other goes on", async () => {
    await withProvider(async ({ create, held, emulator }) => {
      emulator.addFault({ action: ASSIGN, code: "Forbidden.RAM" });
      const results = await Promise.allSettled([create(first), create(second)]);
      expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
      expect(held()).toEqual(["10.0.0.102"]);
    });
  });
});

it("changes two ENIs at the same time", async () => {
  await withProvider(async ({ create, emulator }) => {
    emulator.addFault({ action: ASSIGN, times: 2, hold: true });
    const both = Promise.all([create(first), create({ ...second, networkInterfaceId: "eni-spare" })]);
    await untilCalled(emulator, ASSIGN, 2, both);
    expect(emulator.heldCalls()).toBe(2);
    emulator.release();
    await both;
  });
});

it("refreshes an ENI while it is being changed", async () => {
  await withProvider(async (provider) => {
    const { bystander } = await start(provider);
    const { update, hooks, emulator } = provider;
    emulator.addFault({ action: ASSIGN, hold: true });
    emulator.clearCalls();
    const updating = update(bystander, {
      networkInterfaceId: "eni-spare",
      privateIpAddresses: declared(["10.0.0.151"]),
    });
    await untilCalled(emulator, ASSIGN, 1, updating);
    expect((await hooks.read("eni-spare", bystander)).id).toBe("eni-spare");
    emulator.release();
    await updating;
  });
});

it("sends the calls of each resource to its own region", async () => {
  const far = { networkInterfaceId: "eni-far", regionId: "cn-beijing" };
  const seed = {
    ...defaultSeed,
    vpcs: [...defaultSeed.vpcs, { vpcId: "vpc-far", regionId: "cn-beijing", cidrBlock: "10.0.0.0/16" }],
    vSwitches: [
      ...defaultSeed.vSwitches,
      { vSwitchId: "vsw-far", vpcId: "vpc-far", zoneId: "cn-beijing-a", cidrBlock: "10.0.0.0/24" },
    ],
    networkInterfaces: [
      ...(defaultSeed.networkInterfaces ?? []),
      { networkInterfaceId: "eni-far", vSwitchId: "vsw-far", primaryIpAddress: "10.0.0.40" },
    ],
  };
  await withProvider(
    async ({ create, destroy, held, emulator }) => {
      const states = await Promise.all([create(first), create({ ...first, ...far })]);
      expect([held(), held("eni-far")]).toEqual([["10.0.0.101"], ["10.0.0.101"]]);
      await Promise.all(states.map(destroy));
      expect([held(), held("eni-far")]).toEqual([[], []]);
      const regionsOf = (action: string): unknown[] =>
        emulator
          .calls(action)
          .map(({ parameters }) => parameters["RegionId"])
          .sort();
      const [beijing, hangzhou] = ["cn-beijing", "cn-hangzhou"];
      expect([regionsOf(ASSIGN), regionsOf(UNASSIGN)]).toEqual([
        [beijing, hangzhou],
        [beijing, hangzhou],
      ]);
      // each looks before and after its two writes
      const looks = regionsOf(DESCRIBE);
      expect(looks.map((region) => region === beijing)).toEqual([
        true,
        true,
        true,
        true,
        false,
        false,
        false,
        false,
      ]);
    },
    { seed },
  );
});
