import type { Emulator } from "../../../provider/emulator";
import { call } from "../client";
import { assign, describeInterfaces, emulatorPerTest, expectRefusal, region } from "../helpers";

const start = emulatorPerTest();

const deleteInterface = (emulator: Emulator, id: string) =>
  call(emulator, "DeleteNetworkInterface", { ...region, NetworkInterfaceId: id });

describe("DeleteNetworkInterface", () => {
  test("an interface is Deleting first, then gone, and its addresses are free", async () => {
    let now = Date.now();
    const emulator = await start({ transitionMs: 1000, clock: () => now });
    await assign(emulator, "eni-spare", ["10.0.0.100"]);
    expect((await deleteInterface(emulator, "eni-spare")).status).toBe(200);
    expect(await describeInterfaces(emulator, { Status: "Deleting" })).toMatchObject([
      { NetworkInterfaceId: "eni-spare" },
    ]);
    // again while it is under way: no error, and no longer wait
    expect((await deleteInterface(emulator, "eni-spare")).status).toBe(200);
    now += 1000;
    expect(await describeInterfaces(emulator, { "NetworkInterfaceId.1": "eni-spare" })).toEqual([]);
    expectRefusal(await deleteInterface(emulator, "eni-spare"), 404, "InvalidEniId.NotFound");
    expect((await assign(emulator, "eni-demo", ["10.0.0.100", "10.0.0.30"])).status).toBe(200);
  });

  test("an interface that is InUse or managed is not deleted", async () => {
    const emulator = await start();
    expectRefusal(await deleteInterface(emulator, "eni-demo"), 400, "InvalidOperation.InvalidEniState");
    emulator.updateNetworkInterface("eni-spare", { serviceManaged: true });
    expectRefusal(await deleteInterface(emulator, "eni-spare"), 403, "InvalidOperation.EniServiceManaged");
  });
});
