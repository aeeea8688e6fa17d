import { createCallLog } from "../../../provider/emulator/control/call-log";
import type { Call } from "../../../provider/emulator";
import { assign, describeInterfaces, emulatorPerTest, region, unassign } from "../helpers";

const start = emulatorPerTest();

test("the log lists calls in order, by action if asked, and forgets them when cleared", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  await describeInterfaces(emulator);
  await unassign(emulator, "eni-demo", ["10.0.0.100"]);
  expect(emulator.calls().map(({ action }) => action)).toEqual([
    "AssignPrivateIpAddresses",
    "DescribeNetworkInterfaces",
    "UnassignPrivateIpAddresses",
  ]);
  const [only, ...more] = emulator.calls("UnassignPrivateIpAddresses");
  expect(more).toEqual([]);
  expect(only).toEqual({
    action: "UnassignPrivateIpAddresses",
    parameters: { ...region, NetworkInterfaceId: "eni-demo", "PrivateIpAddress.1": "10.0.0.100" },
    requestId: expect.any(String) as unknown,
    httpStatus: 200,
    time: expect.any(Date) as unknown,
  });
  emulator.clearCalls();
  expect(emulator.calls()).toEqual([]);
});

test("onCall is told of each call once it is over", async () => {
  const told: Call[] = [];
  const emulator = await start({ onCall: (item) => told.push(item) });
  await assign(emulator, "eni-demo", ["10.0.0.20"]);
  expect(told).toMatchObject([
    {
      action: "AssignPrivateIpAddresses",
      httpStatus: 403,
      code: "InvalidIp.IpAssigned",
      time: expect.any(Date) as Date,
    },
  ]);
});

test("waitForCall waits for the next call if none is under way, not for one that is over", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  const next = emulator.waitForCall("AssignPrivateIpAddresses");
  await assign(emulator, "eni-demo", ["10.0.0.101"]);
  expect((await next).parameters).toMatchObject({ "PrivateIpAddress.1": "10.0.0.101" });
});

test("the log keeps the newest hundred thousand calls", () => {
  const log = createCallLog();
  for (let index = 0; index <= 100_000; index++)
    log.begin("A", { index: String(index) }, "", new Date(0)).finish(200);
  const calls = log.list();
  expect(calls).toHaveLength(100_000);
  expect(calls[0]?.parameters).toEqual({ index: "1" });
});
