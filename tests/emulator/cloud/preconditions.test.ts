import { refuseBusy } from "../../../provider/emulator/cloud/preconditions";
import { call } from "../client";
import { assign, emulatorPerTest, region, unassign } from "../helpers";

const start = emulatorPerTest();

test("while one write to an interface is under way a second one is refused; other interfaces take theirs", async () => {
  // no reply ever comes: what the calls have done is read from the truth, once they are received
  const emulator = await start({ latencyMs: 600_000 });
  emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.7"] });
  const send = async (action: string, reply: Promise<unknown>) => {
    reply.catch(() => undefined);
    await emulator.waitForCall(action);
  };
  await send("AssignPrivateIpAddresses", assign(emulator, "eni-demo", ["10.0.0.100"]));
  await send("UnassignPrivateIpAddresses", unassign(emulator, "eni-demo", ["10.0.0.7"]));
  await send(
    "DeleteNetworkInterface",
    call(emulator, "DeleteNetworkInterface", { ...region, NetworkInterfaceId: "eni-spare" }),
  );
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.7", "10.0.0.100"]);
  expect(emulator.networkInterface("eni-spare")).toBeUndefined();
});

test("the refusal of a second write is the documented conflict", () => {
  const context = { busyInterfaces: new Set(["eni-a"]) };
  const refusal = expect.objectContaining({ code: "Operation.Conflict", httpStatus: 403 }) as Error;
  expect(() => {
    refuseBusy({ networkInterfaceId: "eni-a" }, context);
  }).toThrow(refusal);
  expect(() => {
    refuseBusy({ networkInterfaceId: "eni-b" }, context);
  }).not.toThrow();
});

test("replies come one after the other without a conflict, however late they are", async () => {
  const emulator = await start({ latencyMs: 1 });
  for (const address of ["10.0.0.100", "10.0.0.101", "10.0.0.102"]) {
    expect((await assign(emulator, "eni-demo", [address])).status).toBe(200);
  }
});
