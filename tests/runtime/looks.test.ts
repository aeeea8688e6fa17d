import type { State } from "../../provider/core/state";
import { UNKNOWN } from "../../provider/core/unknown";
import type { Emulator } from "../../provider/emulator";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  type Provider,
  UNASSIGN,
  withProvider,
} from "../helpers/provider";

// the engine begins with its resources one after the other; what check and diff have named is looked at in one request

const [a, b] = ["10.0.0.101", "10.0.0.102"] as const;
const on = (networkInterfaceId: string, ...list: string[]) => ({
  networkInterfaceId,
  regionId: "cn-hangzhou",
  privateIpAddresses: declared(list),
});

/** The ids that each Describe named, and the other calls by their action. */
function asked(emulator: Emulator): unknown[] {
  return emulator
    .calls()
    .map(({ action, parameters }) =>
      action === DESCRIBE
        ? Object.entries(parameters).flatMap(([key, value]) =>
            key.startsWith("NetworkInterfaceId.") ? [value] : [],
          )
        : action,
    );
}

/** Runs `check` and, for what there is already, `diff` of each resource, and then the work, all in one process. */
function up<T>(
  { phase, hooks }: Provider,
  resources: readonly (readonly [State | undefined, Record<string, unknown>])[],
  work: () => Promise<T>,
): Promise<T> {
  return phase(async () => {
    for (const [before, program] of resources) {
      const { inputs = {} } = await hooks.check(before === undefined ? {} : { ...before }, program);
      if (before !== undefined) await hooks.diff(before.networkInterfaceId, before, inputs);
    }
    return work();
  });
}

describe("the first look of an up", () => {
  it("fetches all ENIs that shall get a resource", async () => {
    await withProvider(async (provider) => {
      const { create, emulator } = provider;
      const [demo, spare] = [on("eni-demo", a), on("eni-spare", b)];
      await up(
        provider,
        [
          [undefined, demo],
          [undefined, spare],
        ],
        async () => {
          await create(demo);
          await create(spare);
        },
      );
      expect(asked(emulator)).toEqual([
        ["eni-demo", "eni-spare"],
        ASSIGN,
        ["eni-demo"],
        ASSIGN,
        ["eni-spare"],
      ]);
    });
  });

  it("fetches all ENIs whose resources change, and none of the others", async () => {
    await withProvider(async (provider) => {
      const { create, update, emulator } = provider;
      const demo = await create(on("eni-demo", a));
      const [spare, same] = [await create(on("eni-spare", b)), await create(on("eni-demoprimary"))];
      emulator.clearCalls();
      const programs = [on("eni-demo"), on("eni-spare")] as const;
      await up(
        provider,
        [
          [same, on("eni-demoprimary")],
          [demo, programs[0]],
          [spare, programs[1]],
        ],
        async () => {
          await update(demo, programs[0]);
          await update(spare, programs[1]);
        },
      );
      expect(asked(emulator)).toEqual([
        ["eni-demo", "eni-spare"],
        UNASSIGN,
        ["eni-demo"],
        UNASSIGN,
        ["eni-spare"],
      ]);
    });
  });

  it("does not ask for an ENI or a region that is not known yet", async () => {
    await withProvider(async (provider) => {
      const { create, emulator } = provider;
      await up(
        provider,
        [
          [undefined, { ...on("eni-spare", b), networkInterfaceId: UNKNOWN }],
          [undefined, { ...on("eni-spare", b), regionId: UNKNOWN }],
          [undefined, { ...on("eni-spare", b), regionId: "cn-beijing" }],
        ],
        () => create(on("eni-demo", a)),
      );
      expect(asked(emulator)).toEqual([["eni-demo"], ASSIGN, ["eni-demo"]]);
    });
  });

  it("does not ask for what the program has wrong", async () => {
    await withProvider(async (provider) => {
      const { create, emulator } = provider;
      await up(provider, [[undefined, on("eni-spare", "10.0.0.256")]], () => create(on("eni-demo", a)));
      expect(asked(emulator)[0]).toEqual(["eni-demo"]);
    });
  });
});

describe("a look of some seconds ago", () => {
  const both = [
    [undefined, on("eni-demo", a)],
    [undefined, on("eni-spare", b)],
  ] as const;

  it("is no reason to refuse: what stands against a change is looked at again", async () => {
    await withProvider(async (provider) => {
      const { create, emulator, held } = provider;
      emulator.showAddresses("eni-spare", ["10.0.0.99"]);
      await up(provider, both, async () => {
        await create(both[0][1]);
        emulator.showTruth();
        expect((await create(both[1][1])).privateIpAddresses).toEqual(declared([b]));
      });
      expect(held("eni-spare")).toEqual([b]);
      expect(asked(emulator).slice(3)).toEqual([["eni-spare"], ASSIGN, ["eni-spare"]]);
    });
  });

  it("refuses once it is confirmed", async () => {
    await withProvider(async (provider) => {
      const { create, emulator } = provider;
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.99"] });
      await up(provider, both, async () => {
        await create(both[0][1]);
        const { message } = await failureOf(create(both[1][1]));
        expect(message).toMatch(/^ENI eni-spare: it already holds 10\.0\.0\.99, /);
      });
      expect(asked(emulator).slice(3)).toEqual([["eni-spare"]]);
    });
  });

  it("of a status that passes is not waited for, but looked at again", async () => {
    await withProvider(
      async (provider) => {
        const { create, emulator } = provider;
        emulator.updateNetworkInterface("eni-spare", { status: "Attaching" });
        await up(provider, both, async () => {
          await create(both[0][1]);
          emulator.updateNetworkInterface("eni-spare", { status: "InUse", instanceId: "i-demo" });
          expect((await create(both[1][1])).privateIpAddresses).toEqual(declared([b]));
        });
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("says nothing any more of an ENI that another resource has written to", async () => {
    await withProvider(async (provider) => {
      const { create, emulator, held } = provider;
      const additive = [a, b].map((address) => ({ ...on("eni-demo", address), ownership: "additive" }));
      await up(
        provider,
        [
          [undefined, additive[0] ?? {}],
          [undefined, additive[1] ?? {}],
        ],
        async () => {
          await create(additive[0]);
          expect((await create(additive[1])).foreignPrivateIpAddresses).toEqual([a]);
        },
      );
      expect([held(), asked(emulator)]).toEqual([
        [a, b],
        [["eni-demo"], ASSIGN, ["eni-demo"], ASSIGN, ["eni-demo"]],
      ]);
    });
  });
});

it("changes from the second look on with what else the vSwitch has", async () => {
  await withProvider(async ({ phase, create, update, actions }) => {
    const ids = ["eni-demo", "eni-spare", "eni-demoprimary"];
    const states: State[] = [];
    for (const [i, id] of ids.entries()) states.push(await create(on(id, ...addresses(1, 101 + i))));
    actions();
    await phase(async () => {
      for (const before of states) await update(before, on(before.networkInterfaceId));
    });
    // one for each before and one after, but that the second one before has the third ENI too
    expect(actions().filter((action) => action === DESCRIBE)).toHaveLength(5);
  });
});

it("refreshes from the second look on with what else the vSwitch has", async () => {
  await withProvider(async (provider) => {
    const { create, phase, hooks, emulator } = provider;
    const states: State[] = [];
    for (const id of ["eni-demo", "eni-spare", "eni-demoprimary"]) states.push(await create(on(id)));
    emulator.clearCalls();
    await phase(async () => {
      for (const state of states)
        expect((await hooks.read(state.networkInterfaceId, { ...state })).id).toBe(state.networkInterfaceId);
    });
    expect(emulator.calls().map(({ parameters }) => parameters["VSwitchId"])).toEqual([
      undefined,
      "vsw-demo",
    ]);
  });
});

it("asks the cloud nothing in an up that changes nothing", async () => {
  await withProvider(async (provider) => {
    const state = await provider.create(on("eni-demo", ...addresses(3)));
    provider.actions();
    await up(provider, [[state, on("eni-demo", ...addresses(3))]], () => Promise.resolve());
    expect(provider.actions()).toEqual([]);
  });
});
