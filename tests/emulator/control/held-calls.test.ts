import { assign, emulatorPerTest, expectRefusal, shownAddresses, unassign } from "../helpers";

const start = emulatorPerTest();

describe("a held call", () => {
  test("changes nothing until it is released, when held before", async () => {
    const emulator = await start();
    emulator.addFault({ action: "AssignPrivateIpAddresses", hold: true });
    const reply = assign(emulator, "eni-demo", ["10.0.0.100"]);
    const received = await emulator.waitForCall("AssignPrivateIpAddresses");
    expect(received).toMatchObject({ httpStatus: 0, parameters: { "PrivateIpAddress.1": "10.0.0.100" } });
    // a second call answers while the first is held: the emulator is not blocked
    expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
    expect(emulator.heldCalls()).toBe(1);
    emulator.release();
    expect((await reply).status).toBe(200);
    expect(emulator.heldCalls()).toBe(0);
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100"]);
  });

  test("has changed everything, when held after, and another write need not wait for it", async () => {
    const emulator = await start();
    emulator.addFault({ action: "AssignPrivateIpAddresses", hold: true, when: "after" });
    const reply = assign(emulator, "eni-demo", ["10.0.0.100"]);
    await emulator.waitForCall("AssignPrivateIpAddresses");
    expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100"]);
    expect((await unassign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);
    emulator.release();
    expect((await reply).status).toBe(200);
  });

  test("can answer an error once it is released", async () => {
    const emulator = await start();
    emulator.addFault({ action: "AssignPrivateIpAddresses", hold: true, code: "ServiceUnavailable" });
    const reply = assign(emulator, "eni-demo", ["10.0.0.100"]);
    await emulator.waitForCall("AssignPrivateIpAddresses");
    emulator.release();
    expectRefusal(await reply, 503, "ServiceUnavailable");
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
  });

  test("does not keep the emulator from closing, and never changes anything then", async () => {
    const emulator = await start();
    emulator.addFault({ action: "AssignPrivateIpAddresses", hold: true });
    const reply = assign(emulator, "eni-demo", ["10.0.0.100"]).catch((error: unknown) => error);
    await emulator.waitForCall("AssignPrivateIpAddresses");
    await emulator.close();
    expect(await reply).toMatchObject({ code: "ECONNRESET" });
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
  });
});
