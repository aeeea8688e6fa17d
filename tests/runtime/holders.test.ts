import { endable } from "../helpers/deadline";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  UNASSIGN,
  untilCalled,
  withoutRequestId,
  withProvider,
} from "../helpers/provider";

const [a, b, c] = addresses(3) as [string, string, string];
const spare = { networkInterfaceId: "eni-spare" };
const wanted = { privateIpAddresses: declared([a, b]) };

afterEach(() => {
  jest.restoreAllMocks();
});

const giveUpFirst =
  "declare another address, or unassign it there first; if a resource of this stack gives it up, apply that first: " +
  "run `pulumi up` without the address here, then with it, or let this one `dependsOn` that one [InvalidIp.IpAssigned, request id R]";

describe("an address that another ENI holds", () => {
  it("is refused at once, naming the ENI, where nothing is changing that one", async () => {
    await withProvider(async ({ create, actions, emulator }) => {
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: [b] });
      const { message } = await failureOf(create(wanted));
      expect(withoutRequestId(message)).toBe(`ENI eni-demo: ${b} is held by ENI eni-spare; ${giveUpFirst}.`);
      // a look at the start, one after the refusal, one for the holder, and one at what is left
      expect(actions()).toEqual([DESCRIBE, ASSIGN, DESCRIBE, DESCRIBE, DESCRIBE]);
    });
  });

  it("is refused at once where a resource of the program declares it there, though that one is changing", async () => {
    await withProvider(async ({ create, update, phase, hooks, emulator }) => {
      const holder = await create({ ...spare, privateIpAddresses: declared([b]) });
      await phase(async () => {
        emulator.addFault({ action: ASSIGN, hold: true });
        const program = { ...spare, regionId: "cn-hangzhou", privateIpAddresses: declared([b, c]) };
        await hooks.check(holder, program);
        const updating = update(holder, program);
        await emulator.waitForCall(ASSIGN);
        const { message } = await failureOf(create(wanted));
        expect(withoutRequestId(message)).toBe(
          `ENI eni-demo: ${b} is held by ENI eni-spare, where this program declares it too; declare it on one of the two [InvalidIp.IpAssigned, request id R].`,
        );
        emulator.release();
        await updating;
      });
    });
  });

  it("is waited for while that one is changing and its resource has given it up", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const holder = await create({ ...spare, privateIpAddresses: declared([b]) });
      emulator.addFault({ action: UNASSIGN, hold: true });
      const letting = update(holder, { ...spare, privateIpAddresses: {} });
      await emulator.waitForCall(UNASSIGN);
      emulator.clearCalls();
      const taking = create(wanted);
      await untilCalled(emulator, ASSIGN, 3, taking);
      emulator.release();
      await Promise.all([letting, taking]);
      expect([held(), held("eni-spare")]).toEqual([[a, b], []]);
    });
  });

  it("is named, with its ENI, when that has not let go until the time is up", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const holder = await create({ ...spare, privateIpAddresses: declared([b]) });
      emulator.addFault({ action: UNASSIGN, hold: true });
      const letting = update(holder, { ...spare, privateIpAddresses: {} });
      await emulator.waitForCall(UNASSIGN);
      emulator.clearCalls();
      const time = endable(60);
      const taking = failureOf(create({ ...wanted, timeoutSeconds: 60 }));
      await untilCalled(emulator, ASSIGN, 3, taking);
      time.end();
      expect((await taking).message).toBe(
        `ENI eni-demo: ${b} (on ENI eni-spare) must be let go there first, still so after 60 s; run \`pulumi up\` again, or raise timeoutSeconds.`,
      );
      emulator.release();
      await letting;
    });
  });

  it("is refused, and no longer waited for, once the change there is over and has not let go", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const holder = await create({ ...spare, privateIpAddresses: declared([b]) });
      emulator.addFault({ action: UNASSIGN, hold: true, code: "Forbidden.RAM" });
      const letting = failureOf(update(holder, { ...spare, privateIpAddresses: {} }));
      await emulator.waitForCall(UNASSIGN);
      emulator.clearCalls();
      const taking = failureOf(create(wanted));
      await untilCalled(emulator, ASSIGN, 2, taking);
      emulator.release();
      expect((await letting).message).toContain("Forbidden.RAM");
      expect((await taking).message).toMatch(new RegExp(`^ENI eni-demo: ${b} is held by ENI eni-spare; `));
    });
  });

  it("is refused where one of two holders does not let go, naming both", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const holder = await create({ ...spare, privateIpAddresses: declared([b]) });
      emulator.updateNetworkInterface("eni-demoprimary", { privateIpAddresses: [a] });
      emulator.addFault({ action: UNASSIGN, hold: true });
      const letting = update(holder, { ...spare, privateIpAddresses: {} });
      await emulator.waitForCall(UNASSIGN);
      // the emulator names one, and a cloud that names none is asked for both
      emulator.addFault({ action: ASSIGN, code: "InvalidIp.IpAssigned", message: "taken" });
      const { message } = await failureOf(create(wanted));
      expect(message).toContain(`${a} is held by ENI eni-demoprimary`);
      expect(message).toContain(`${b} is held by ENI eni-spare`);
      emulator.release();
      await letting;
    });
  });

  it("is refused in the cloud's words where it cannot be learned who that is", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: [b] });
      // after the first look there are two for each refusal: at the ENI, and for the holder
      for (const skip of [2, 4, 6]) emulator.addFault({ action: DESCRIBE, skip, code: "Forbidden.RAM" });
      const { message } = await failureOf(create(wanted));
      expect(withoutRequestId(message)).toBe(
        `ENI eni-demo: ${b} is already in use in the vSwitch; declare another address, or unassign it there first [InvalidIp.IpAssigned, request id R].`,
      );
    });
  });
});

it("a holder is named also where less than ten seconds are left", async () => {
  await withProvider(async ({ create, emulator }) => {
    emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: [b] });
    const { message } = await failureOf(create({ ...wanted, timeoutSeconds: 9 }));
    expect(message).toContain(`${b} is held by ENI eni-spare; `);
  });
});

it("a holder that is not found out in ten seconds is not waited for", async () => {
  await withProvider(async ({ create, emulator }) => {
    emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: [b] });
    // the looks for the holder: each with its second half, for primary addresses
    for (const skip of [2, 4, 6]) emulator.addFault({ action: DESCRIBE, skip, hold: true });
    const time = endable(10);
    const failing = failureOf(create(wanted));
    while (emulator.heldCalls() === 0) await new Promise((resolve) => setImmediate(resolve));
    time.end();
    expect(withoutRequestId((await failing).message)).toContain(`${b} is already in use in the vSwitch`);
  });
});

describe("an address that no ENI shows", () => {
  it("is asked for three times, and then refused", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, times: 99, code: "InvalidIp.IpAssigned" });
      const { message } = await failureOf(create({ privateIpAddresses: declared([a]) }));
      expect(withoutRequestId(message)).toBe(
        `ENI eni-demo: ${a} is already in use in the vSwitch; declare another address, or unassign it there first [InvalidIp.IpAssigned, request id R].`,
      );
      expect(emulator.calls(ASSIGN)).toHaveLength(3);
    });
  });

  it("is asked for more often where it is ours and may only not be shown yet", async () => {
    await withProvider(async ({ create, update, emulator, held }) => {
      const wanted = { privateIpAddresses: declared([a]) };
      const before = await create(wanted);
      emulator.showAddresses("eni-demo", []);
      emulator.clearCalls();
      const updating = update(before, wanted);
      await untilCalled(emulator, ASSIGN, 5, updating);
      emulator.showTruth();
      expect((await updating).privateIpAddresses).toEqual(wanted.privateIpAddresses);
      expect(held()).toEqual([a]);
    });
  });
});
