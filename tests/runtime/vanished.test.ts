import { addresses, ASSIGN, declared, failureOf, UNASSIGN, withProvider } from "../helpers/provider";

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

it("gives up when something else unassigns an address again and again, and says so", async () => {
  await withProvider(async ({ create, update, emulator }) => {
    const before = await create(wanted);
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
      /vanished again after being assigned; something else unassigns them\.$/,
    );
  });
});
