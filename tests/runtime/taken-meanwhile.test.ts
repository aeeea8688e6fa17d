import { changeEni } from "../../provider/runtime/change-eni";
import { aLaggingCloud } from "../helpers/lagging-cloud";
import {
  addresses,
  ASSIGN,
  declared,
  type EngineError,
  failureOf,
  type Provider,
  UNASSIGN,
  untilCalled,
  withProvider,
} from "../helpers/provider";

// Another stack has the ENI and the list too, and assigns after this one has looked: the first look does not show it

const [a, b] = addresses(2) as [string, string];
const one = { privateIpAddresses: declared([a]) };
const both = { privateIpAddresses: declared([a, b]) };
const refusal = new RegExp(
  `^ENI eni-demo: it already holds ${a}, which the code declares with adopt: false; `,
);

function expectPlainRefusal({ message, id, properties }: EngineError): void {
  expect(message).toMatch(refusal);
  // no partial failure, so that the state stays as it was
  expect([id, properties]).toEqual([undefined, undefined]);
}

/** Has another stack assign what is given, after the look and before the call of this work. */
async function overtaken<T>(
  { emulator }: Provider,
  taken: readonly string[],
  work: () => Promise<T>,
  id = "eni-demo",
): Promise<T> {
  emulator.addFault({ action: ASSIGN, hold: true });
  const received = emulator.waitForCall(ASSIGN);
  const working = work();
  await received;
  emulator.updateNetworkInterface(id, { privateIpAddresses: [...taken] });
  emulator.release();
  return working;
}

describe("an address that another stack has assigned since the first look", () => {
  it("is refused with adopt: false, and has one owner", async () => {
    await withProvider(async (provider) => {
      const { create, held, emulator } = provider;
      const failure = await overtaken(provider, [a], () => failureOf(create({ ...one, adopt: false })));
      expectPlainRefusal(failure);
      expect([held(), emulator.calls(ASSIGN).length]).toEqual([[a], 1]);
    });
  });

  it("is refused with adopt: false by an update, whose state stays as it was", async () => {
    await withProvider(async (provider) => {
      const { create, update, held } = provider;
      const before = await create({ privateIpAddresses: declared([b]) });
      const updating = (): Promise<EngineError> => failureOf(update(before, { ...both, adopt: false }));
      const failure = await overtaken(provider, [a, b], updating);
      expectPlainRefusal(failure);
      expect(held()).toEqual([a, b]);
    });
  });

  it("is refused with adopt: false where it is shown only some looks later", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [a] });
      emulator.showAddresses("eni-demo", []);
      const creating = failureOf(create({ ...one, adopt: false }));
      await untilCalled(emulator, ASSIGN, 2, creating);
      emulator.showTruth();
      expectPlainRefusal(await creating);
    });
  });

  it.each([
    ["refused with adopt: false", false],
    ["adopted, and waited for, otherwise", true],
  ])("is %s where it is only known to be held here, and not shown yet", async (_what, adopt) => {
    const cloud = aLaggingCloud({ before: [], held: [a], weather: [], lags: [1, 1, 1], names: true });
    const reader = { ...cloud.api.reader, findHolders: () => Promise.resolve(new Map([[a, "eni-demo"]])) };
    const outcome = await changeEni(
      {
        ...{ networkInterfaceId: "eni-demo", operation: "create", ownership: "exclusive", adopt },
        ...{ desired: declared([a]), recorded: {}, lastUnassigned: [] },
        ...{ maxUnassign: undefined, allowUnassignWithEip: false },
      },
      {
        ...{
          api: { ...cloud.api, reader },
          deadline: cloud.deadline,
          pace: { initialDelay: 0, maxDelay: 0 },
        },
        ...{ newClientToken: () => "token", notify: () => undefined },
        ...{ isClaimed: () => false, isToUnassign: () => false, wasLetGo: () => false },
        ...{ isBeingUnassigned: () => false, untilProgramHasTold: () => Promise.resolve() },
        letGo: (_id, goes, unassign) => unassign(goes),
        aside: (wait) => wait(),
      },
    );
    expect(outcome.failure?.message).toEqual(adopt ? undefined : expect.stringMatching(refusal));
    expect([outcome.first?.privateIpAddresses, cloud.sent.assign]).toEqual([[a], [a]]);
  });

  it("is adopted otherwise, and told", async () => {
    await withProvider(async (provider) => {
      const { create, notes, held } = provider;
      const after = await overtaken(provider, [a], () => create(both));
      expect([after.privateIpAddresses, held()]).toEqual([declared([a, b]), [a, b]]);
      expect(notes).toEqual([`ENI eni-demo: adopted ${a}: it was on the ENI already`]);
    });
  });

  it("is adopted, and told, also where this resource had unassigned it before that", async () => {
    await withProvider(async (provider) => {
      const { create, update, notes, emulator } = provider;
      const before = await update(await create(both), { privateIpAddresses: declared([b]) });
      emulator.clearCalls();
      const after = await overtaken(provider, [a, b], () => update(before, both));
      expect(after.privateIpAddresses).toEqual(declared([a, b]));
      expect(notes).toEqual([`ENI eni-demo: adopted ${a}: it was on the ENI already`]);
      expect(emulator.calls(ASSIGN)).toHaveLength(1);
    });
  });

  it("is not this resource's when the change fails after that, so that the next one tells", async () => {
    await withProvider(async (provider) => {
      const { create, update, notes, emulator } = provider;
      const spare = { networkInterfaceId: "eni-spare", privateIpAddresses: declared(addresses(33)) };
      emulator.addFault({ action: ASSIGN, skip: 2, code: "Forbidden.RAM" });
      const failing = (): Promise<EngineError> => failureOf(create(spare));
      const { properties } = await overtaken(provider, [a], failing, "eni-spare");
      expect(properties?.privateIpAddresses).toEqual(declared(addresses(31, 102)));
      await update(properties as never, spare);
      expect(notes).toEqual([`ENI eni-spare: adopted ${a}: it was on the ENI already`]);
    });
  });
});

describe("an address that is taken, and may be what this change has assigned", () => {
  it("is its own where the cloud refused another one of the call by name", async () => {
    await withProvider(async (provider) => {
      const { create } = provider;
      const creating = (): Promise<EngineError> => failureOf(create({ ...both, adopt: false }));
      const { reasons, properties } = await overtaken(provider, [a, b], creating);
      expect(reasons).toEqual([
        expect.stringMatching(refusal),
        expect.stringContaining(`the change is half done: assigned ${b}; not assigned ${a}. `),
      ]);
      expect(properties?.privateIpAddresses).toEqual(declared([b]));
    });
  });

  it("is its own where the reply to an earlier call for it was lost", async () => {
    await withProvider(async ({ create, notes, emulator }) => {
      emulator.addFault({ action: ASSIGN, when: "after", dropReply: true });
      emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidIp.IpAssigned", message: `${a} is taken` });
      const after = await create({ ...one, adopt: false });
      expect([after.privateIpAddresses, notes]).toEqual([declared([a]), []]);
    });
  });

  it.each([
    ["because of another address", "InvalidIp.IpAssigned", `${b} is taken`],
    ["for want of room", "MaxEniPrivateIpsCountExceeded", "no room"],
  ])("is its own where an earlier call for it was refused %s", async (_what, code, message) => {
    await withProvider(async ({ create, update, notes, held, emulator }) => {
      const before = await create({ privateIpAddresses: declared(["10.0.0.151"]) });
      emulator.clearCalls();
      // the cloud assigns the one, refuses the other, and shows neither
      emulator.addFault({ action: ASSIGN, hold: true, code, message });
      const received = emulator.waitForCall(ASSIGN);
      const updating = update(before, { ...both, adopt: false });
      await received;
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [a, "10.0.0.151"] });
      emulator.showAddresses("eni-demo", ["10.0.0.151"]);
      emulator.release();
      await untilCalled(emulator, ASSIGN, 3, updating);
      emulator.showTruth();
      expect((await updating).privateIpAddresses).toEqual(declared([a, b]));
      expect([notes, [...held()].sort(), emulator.calls(UNASSIGN).length]).toEqual([[], [a, b], 1]);
    });
  });
});
