import { changeEni } from "../../provider/runtime/change-eni";
import type { World } from "../../provider/runtime/session";
import { endable } from "../helpers/deadline";
import { aLaggingCloud, type LaggingCloud } from "../helpers/lagging-cloud";
import {
  addresses,
  addressesOf,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  keysFor,
  openProvider,
  UNASSIGN,
  untilCalled,
  withProvider,
} from "../helpers/provider";

// Describe may lag behind the writes; so nothing is lost, dropped or sent twice because of what one look shows

const [a, b, c] = addresses(3) as [string, string, string];
const holding = (...list: string[]) => ({ privateIpAddresses: declared(list) });

afterEach(() => {
  jest.restoreAllMocks();
});

describe("an owned address that is not shown", () => {
  it("is unassigned all the same when its resource is deleted", async () => {
    await withProvider(async ({ create, destroy, held, emulator }) => {
      const before = await create(holding(a, b));
      emulator.showAddresses("eni-demo", []);
      await destroy(before);
      expect([held(), emulator.calls(UNASSIGN).map(addressesOf)]).toEqual([[], [[a, b]]]);
    });
  });

  it("is unassigned all the same when it leaves the code, apart from those that are shown", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create(holding(a, b, c));
      emulator.showAddresses("eni-demo", [a, b]);
      const updating = update(before, holding(a));
      await untilCalled(emulator, UNASSIGN, 2, updating);
      emulator.showTruth();
      const after = await updating;
      expect([held(), after.lastUnassigned, emulator.calls(UNASSIGN).map(addressesOf)]).toEqual([
        [a],
        [b, c],
        [[b], [c]],
      ]);
    });
  });

  it.each([
    ["names it", undefined],
    ["names none", "an address is not assigned"],
  ])(
    "counts as unassigned when the cloud's refusal %s, and the others are unassigned",
    async (_what, message) => {
      await withProvider(async ({ create, destroy, held, emulator }) => {
        const before = await create(holding(a, b, c));
        emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [a, c] });
        emulator.showAddresses("eni-demo", []);
        if (message !== undefined)
          emulator.addFault({ action: UNASSIGN, code: "InvalidIp.IpUnassigned", message });
        await destroy(before);
        expect(held()).toEqual([]);
        expect(emulator.calls(UNASSIGN).map(addressesOf)).toEqual(
          message === undefined
            ? [
                [a, b, c],
                [a, c],
              ]
            : [[a, b, c], [a], [b], [c]],
        );
      });
    },
  );

  it("is not assigned a second time while the first one is not shown", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.showAddresses("eni-demo", []);
      const creating = create(holding(a));
      await untilCalled(emulator, DESCRIBE, 4, creating);
      expect(emulator.calls(ASSIGN)).toHaveLength(1);
      emulator.showTruth();
      expect((await creating).privateIpAddresses).toEqual(declared([a]));
      expect(emulator.calls(ASSIGN)).toHaveLength(1);
    });
  });

  it("is kept where it stays declared, though it is found only by assigning it", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create(holding(a, b));
      emulator.showAddresses("eni-demo", [a]);
      const updating = update(before, holding(a, b, c));
      await untilCalled(emulator, ASSIGN, 3, updating);
      emulator.showTruth();
      expect((await updating).privateIpAddresses).toEqual(declared([a, b, c]));
      expect([held(), emulator.calls(UNASSIGN)]).toEqual([[a, b, c], []]);
    });
  });
});

describe("an unassigned address that is still shown", () => {
  it("is waited for, not unassigned again, and not called foreign", async () => {
    await withProvider(async ({ create, update, emulator, notes }) => {
      const before = await create(holding(a, b));
      emulator.showAddresses("eni-demo", [a, b]);
      emulator.clearCalls();
      const updating = update(before, holding(a));
      await untilCalled(emulator, DESCRIBE, 4, updating);
      emulator.showTruth();
      expect(await updating).toMatchObject({ foreignPrivateIpAddresses: [], lastUnassigned: [b] });
      expect([emulator.calls(UNASSIGN).length, notes]).toEqual([1, []]);
    });
  });

  it("is recorded as unassigned when the time is up, and not assigned again by the same code", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const before = await create(holding(a, b));
      emulator.showAddresses("eni-demo", [a, b]);
      emulator.clearCalls();
      const time = endable(120);
      const failing = failureOf(update(before, holding(a)));
      await untilCalled(emulator, DESCRIBE, 3, failing);
      time.end();
      const { properties, reasons } = await failing;
      expect(reasons?.[0]).toBe(
        `ENI eni-demo: ${b} changed, but DescribeNetworkInterfaces does not show it, still so after 120 s; run \`pulumi up\` again, or raise timeoutSeconds.`,
      );
      expect(properties).toMatchObject({ privateIpAddresses: declared([a]), lastUnassigned: [b] });
    });
  });

  it("is unassigned only once over a deletion", async () => {
    await withProvider(async ({ create, destroy, emulator }) => {
      const before = await create(holding(a));
      emulator.showAddresses("eni-demo", [a]);
      emulator.clearCalls();
      const deleting = destroy(before);
      await untilCalled(emulator, DESCRIBE, 3, deleting);
      emulator.showTruth();
      await deleting;
      expect(emulator.calls(UNASSIGN)).toHaveLength(1);
    });
  });
});

describe("what was assigned, and was never shown", () => {
  it("is looked for again before a refresh forgets it, and kept where it shows", async () => {
    await withProvider(async ({ create, hooks, emulator, actions }) => {
      const before = await create(holding(a, b));
      emulator.showAddresses("eni-demo", [a]);
      actions();
      const refreshing = hooks.read("eni-demo", { ...before });
      await untilCalled(emulator, DESCRIBE, 1, refreshing);
      emulator.showTruth();
      expect((await refreshing).props).toMatchObject({ privateIpAddresses: declared([a, b]) });
    });
  });

  it("is forgotten by a refresh when three looks do not show it", async () => {
    await withProvider(async ({ create, hooks, emulator, actions }) => {
      const before = await create(holding(a, b));
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [a] });
      actions();
      expect((await hooks.read("eni-demo", { ...before })).props).toMatchObject({
        privateIpAddresses: declared([a]),
      });
      expect(actions()).toEqual([DESCRIBE, DESCRIBE, DESCRIBE]);
    });
  });

  it("is forgotten when one look does not show it, where there is no time for more", async () => {
    await withProvider(async ({ create, emulator, actions }) => {
      const before = await create({ ...holding(a, b), timeoutSeconds: 1 });
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [a] });
      actions();
      const { hooks } = openProvider(emulator, keysFor(emulator), { initialDelay: 60_000, maxDelay: 60_000 });
      expect((await hooks.read("eni-demo", { ...before })).props).toMatchObject({
        privateIpAddresses: declared([a]),
      });
      expect(actions()).toEqual([DESCRIBE]);
    });
  });

  it("is forgotten when one look does not show it, where the answer to another one might come too late", async () => {
    await withProvider(async ({ create, hooks, emulator, actions }) => {
      const before = await create({ ...holding(a, b), timeoutSeconds: 3 });
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [a] });
      actions();
      await hooks.read("eni-demo", { ...before });
      expect(actions()).toEqual([DESCRIBE]);
    });
  });

  it("is not lost by a refresh, and is unassigned when it has left the code meanwhile", async () => {
    await withProvider(async ({ create, update, hooks, held, emulator }) => {
      emulator.showAddresses("eni-demo", []);
      const time = endable(120);
      const failing = failureOf(create({ ...holding(a, b), ownership: "additive" }));
      await untilCalled(emulator, DESCRIBE, 3, failing);
      time.end();
      const { properties = {} } = await failing;
      // what follows has time of its own
      jest.restoreAllMocks();
      const { props = {} } = await hooks.read("eni-demo", { ...properties });
      expect(props).toMatchObject({ privateIpAddresses: declared([a, b]), interrupted: true });

      const updating = update(props as never, { ...holding(a), ownership: "additive" });
      await untilCalled(emulator, ASSIGN, 2, updating);
      emulator.showTruth();
      expect((await updating).privateIpAddresses).toEqual(declared([a]));
      expect(held()).toEqual([a]);
    });
  });
});

describe("what is to go, and of which the cloud says that some is not there", () => {
  it("is asked for one by one where no look has shown it, and together where one does", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create(holding(a, b, c));
      emulator.showAddresses("eni-demo", []);
      emulator.addFault({ action: UNASSIGN, hold: true, code: "InvalidIp.IpUnassigned" });
      const received = emulator.waitForCall(UNASSIGN);
      const updating = update(before, holding());
      await received;
      emulator.showAddresses("eni-demo", [a, b]);
      emulator.release();
      await untilCalled(emulator, UNASSIGN, 3, updating);
      emulator.showTruth();
      await updating;
      expect([held(), emulator.calls(UNASSIGN).map(addressesOf)]).toEqual([[], [[a, b, c], [a, b], [c]]]);
    });
  });

  it("is asked for one by one where a look shows each of it", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create(holding(a, b));
      emulator.addFault({ action: UNASSIGN, code: "InvalidIp.IpUnassigned" });
      expect((await update(before, holding())).lastUnassigned).toEqual([a, b]);
      expect([held(), emulator.calls(UNASSIGN).map(addressesOf)]).toEqual([[], [[a, b], [a], [b]]]);
    });
  });
});

describe("what is shown, and is gone", () => {
  it("counts as unassigned by the cloud's word", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create(holding(a, b, c));
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [a, c] });
      emulator.showAddresses("eni-demo", [a, b, c]);
      const updating = update(before, holding(a));
      await untilCalled(emulator, UNASSIGN, 2, updating);
      emulator.showTruth();
      expect((await updating).lastUnassigned).toEqual([b, c]);
      expect([held(), emulator.calls(UNASSIGN).map(addressesOf)]).toEqual([[a], [[b, c], [c]]]);
    });
  });
});

const change = {
  ...{ networkInterfaceId: "eni-demo", lastUnassigned: [], ownership: "exclusive" as const, adopt: true },
  ...{ maxUnassign: undefined, allowUnassignWithEip: false },
};
/** Of a change that nobody else of the program has to do with. */
const worldOf = (cloud: LaggingCloud): World => ({
  ...{ api: cloud.api, deadline: cloud.deadline, pace: { initialDelay: 0, maxDelay: 0 } },
  ...{ newClientToken: () => "token", notify: () => undefined },
  ...{
    isClaimed: () => false,
    isToUnassign: () => false,
    wasLetGo: () => false,
    isBeingUnassigned: () => false,
  },
  untilProgramHasTold: () => Promise.resolve(),
  letGo: (_id, goes, unassign) => unassign(goes),
  aside: (wait) => wait(),
});

const notAsked = (): Promise<void> => Promise.reject(new Error("nothing goes"));

it("no refusal rests on the first look, which may be one that another change asked for before", async () => {
  const cloud = aLaggingCloud({ before: ["10.0.0.99"], held: [], weather: [], lags: [1], names: true });
  const outcome = await changeEni(
    { ...change, operation: "create", desired: declared([a]), recorded: {} },
    { ...worldOf(cloud), letGo: notAsked },
  );
  expect([outcome.failure, cloud.truth()]).toEqual([undefined, [a]]);
});

it("an address that is taken by this very ENI, which no look shows, is waited for and not asked for again", async () => {
  const cloud = aLaggingCloud({ before: [], held: [a], weather: [], lags: [1, 1, 2], names: true });
  const world = worldOf(cloud);
  const holders = new Map([[a, "eni-demo"]]);
  const reader = { ...world.api.reader, findHolders: () => Promise.resolve(holders) };
  const outcome = await changeEni(
    { ...change, operation: "create", desired: declared([a, b]), recorded: {} },
    { ...world, api: { ...world.api, reader } },
  );
  expect([outcome.failure, outcome.plan?.assign, cloud.sent.assign, cloud.truth()]).toEqual([
    ...[undefined, [], [a, b, b], [a, b]],
  ]);
});

describe("what another process of the run is unassigning", () => {
  const create = { ...change, operation: "create" as const, desired: declared([a, b]), recorded: {} };

  it("is waited for, looked at again, and assigned", async () => {
    const cloud = aLaggingCloud({ held: [a, b], weather: [], lags: [], names: true });
    let asked = 0;
    const isBeingUnassigned = (_id: string, address: string): boolean => {
      if (address !== a || ++asked > 3) return false;
      // they are done when this is asked for the third time
      if (asked === 3) void cloud.api.writer.unassign("eni-demo", [a], cloud);
      return asked < 3;
    };
    const outcome = await changeEni(create, { ...worldOf(cloud), isBeingUnassigned });
    expect([outcome.failure, cloud.sent, cloud.truth()]).toEqual([
      ...[undefined, { assign: [a], unassign: [a] }, [b, a]],
    ]);
  });

  it("is named when the time is up", async () => {
    const cloud = aLaggingCloud({ held: [a, b], weather: [], lags: [], names: true });
    const deadline = { ...cloud.deadline, remaining: () => 0 };
    const isBeingUnassigned = (_id: string, address: string): boolean => address === a;
    const { failure } = await changeEni(create, { ...worldOf(cloud), deadline, isBeingUnassigned });
    expect(failure?.message).toContain(
      `ENI eni-demo: another resource of the program is unassigning ${a}, still so after 1 s`,
    );
    expect(cloud.sent).toEqual({ assign: [], unassign: [] });
  });
});

it("others are told what is to be unassigned before it is, so that none takes it for held in between", async () => {
  const cloud = aLaggingCloud({ held: [a, b], weather: [], lags: [], names: true });
  const world = worldOf(cloud);
  const heldWhenTold: (readonly string[])[] = [];
  const letGo: World["letGo"] = (_id, addresses, unassign) => {
    heldWhenTold.push(addresses, cloud.truth());
    return unassign(addresses);
  };
  const { failure } = await changeEni(
    { ...change, operation: "update", desired: declared([a]), recorded: declared([a, b]) },
    { ...world, letGo },
  );
  expect([failure, heldWhenTold, cloud.truth()]).toEqual([undefined, [[b], [a, b]], [a]]);
});
