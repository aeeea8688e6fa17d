import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  UNASSIGN,
  untilCalled,
  withProvider,
} from "../helpers/provider";

const wanted = { privateIpAddresses: declared(addresses(2)) };

it("assigns again what vanished from the ENI while the change was under way", async () => {
  await withProvider(async ({ create, update, held, emulator }) => {
    const before = await create({ privateIpAddresses: declared(addresses(3)) });
    emulator.addFault({ action: UNASSIGN, hold: true });
    const received = emulator.waitForCall(UNASSIGN);
    const updating = update(before, wanted);
    await received;
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102", "10.0.0.103"] });
    emulator.release();
    const after = await updating;
    expect([...held()].sort()).toEqual(addresses(2));
    expect(after.privateIpAddresses).toEqual(wanted.privateIpAddresses);
  });
});

it("waits for a status that passes also in the middle of a change", async () => {
  await withProvider(
    async ({ create, update, held, emulator }) => {
      const before = await create({ privateIpAddresses: declared(addresses(3)) });
      emulator.addFault({ action: UNASSIGN, hold: true });
      const updating = update(before, wanted);
      await emulator.waitForCall(UNASSIGN);
      emulator.clearCalls();
      emulator.addFault({ action: DESCRIBE, hold: true });
      emulator.release();
      await emulator.waitForCall(DESCRIBE);
      // there is something to do again, and it cannot be done now
      emulator.updateNetworkInterface("eni-demo", {
        status: "Detaching",
        privateIpAddresses: ["10.0.0.102"],
      });
      emulator.release();
      await untilCalled(emulator, DESCRIBE, 3, updating);
      expect(emulator.calls(ASSIGN)).toEqual([]);
      emulator.updateNetworkInterface("eni-demo", { status: "Available", instanceId: undefined });
      expect((await updating).lastUnassigned).toEqual(["10.0.0.103"]);
      expect([...held()].sort()).toEqual(addresses(2));
    },
    { transitionMs: 3_600_000 },
  );
});

it("is content with what it finds in a status that passes, when nothing is left to do", async () => {
  await withProvider(
    async ({ create, update, emulator }) => {
      const before = await create({ privateIpAddresses: declared(addresses(3)) });
      emulator.addFault({ action: UNASSIGN, hold: true, when: "after" });
      const updating = update(before, wanted);
      await emulator.waitForCall(UNASSIGN);
      emulator.updateNetworkInterface("eni-demo", { status: "Detaching" });
      emulator.release();
      expect((await updating).lastUnassigned).toEqual(["10.0.0.103"]);
    },
    { transitionMs: 3_600_000 },
  );
});

it("records of a later round that fails what the ones before it did", async () => {
  await withProvider(async ({ create, update, emulator }) => {
    const before = await create({ privateIpAddresses: declared(addresses(3)) });
    emulator.addFault({ action: UNASSIGN, hold: true });
    const failing = failureOf(update(before, wanted));
    await emulator.waitForCall(UNASSIGN);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102", "10.0.0.103"] });
    emulator.addFault({ action: ASSIGN, code: "Forbidden.RAM" });
    emulator.release();
    const { properties, reasons } = await failing;
    // state goes on claiming what somebody else took away, and the next up assigns it again
    expect(properties).toMatchObject({
      privateIpAddresses: declared(addresses(2)),
      lastUnassigned: ["10.0.0.103"],
    });
    expect(reasons?.[1]).toBe(
      "ENI eni-demo: the change is half done: not assigned 10.0.0.101; unassigned 10.0.0.103. " +
        "The state records what the ENI holds now; `pulumi up` does the rest.",
    );
  });
});

it("gives up when something else unassigns an address again and again, and says so", async () => {
  await withProvider(async ({ create, update, emulator }) => {
    const before = await create(wanted);
    emulator.clearCalls();
    emulator.addFault({ action: ASSIGN, times: 9, hold: true });
    const failing = failureOf(update(before, { privateIpAddresses: declared(addresses(3)) }));
    let over = false;
    void failing.then(() => (over = true));
    const isOver = (): boolean => over;
    // each time one of the two that are to be kept goes
    for (let round = 1; !isOver(); round++) {
      while (emulator.heldCalls() === 0 && !isOver()) await new Promise((resolve) => setImmediate(resolve));
      const { privateIpAddresses = [] } = emulator.networkInterface("eni-demo") ?? {};
      const victim = round % 2 === 0 ? "10.0.0.101" : "10.0.0.102";
      emulator.updateNetworkInterface("eni-demo", {
        privateIpAddresses: privateIpAddresses.filter((a) => a !== victim),
      });
      emulator.release();
    }
    expect((await failing).reasons?.[0]).toMatch(
      /vanished again after being assigned; something else unassigns it\.$/,
    );
    expect(emulator.calls(ASSIGN)).toHaveLength(3);
  });
});
