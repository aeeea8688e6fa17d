import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../../../provider/emulator";
import { call, control } from "../client";
import {
  assign,
  describeInterfaces,
  emulatorPerTest,
  expectRefusal,
  region,
  shownAddresses,
  unassign,
} from "../helpers";

const start = emulatorPerTest();

const replyText = async (emulator: Emulator, action: string, parameters = {}) =>
  JSON.stringify((await call(emulator, action, { ...region, ...parameters })).json);

test("Describe shows what it is told to, and the truth again once it is told so", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  emulator.showAddresses("eni-demo", ["10.0.0.7", "10.0.0.8"]);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.7", "10.0.0.8"]);
  await assign(emulator, "eni-demo", ["10.0.0.101"]);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.7", "10.0.0.8"]);
  emulator.showAddresses("eni-demo", []);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
  emulator.showTruth("eni-demo");
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100", "10.0.0.101"]);
});

test("all actions that describe an interface show the same, its primary address too, and filters find what is shown", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  emulator.showAddresses("eni-demo", ["10.0.0.7"]);
  for (const [action, parameters] of [
    ["DescribeNetworkInterfaces", { "NetworkInterfaceId.1": "eni-demo" }],
    ["DescribeNetworkInterfaceAttribute", { NetworkInterfaceId: "eni-demo" }],
    ["DescribeInstances", {}],
  ] as const) {
    const text = await replyText(emulator, action, parameters);
    expect(text).toContain('"PrivateIpAddress":"10.0.0.20","Primary":true');
    expect(text).toContain('"PrivateIpAddress":"10.0.0.7","Primary":false');
    expect(text).not.toContain("10.0.0.100");
  }
  expect(await describeInterfaces(emulator, { "PrivateIpAddress.1": "10.0.0.7" })).toMatchObject([
    { NetworkInterfaceId: "eni-demo" },
  ]);
  expect(await describeInterfaces(emulator, { "PrivateIpAddress.1": "10.0.0.100" })).toEqual([]);
});

test("writes and the emulator itself go by the truth", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  emulator.showAddresses("eni-demo", ["10.0.0.7"]);
  expectRefusal(await assign(emulator, "eni-spare", ["10.0.0.100"]), 403, "InvalidIp.IpAssigned");
  expectRefusal(await unassign(emulator, "eni-demo", ["10.0.0.7"]), 403, "InvalidIp.IpUnassigned");
  expect((await assign(emulator, "eni-spare", ["10.0.0.7"])).status).toBe(200);
  expect((await unassign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.7"]);
});

test("a view goes before the visibility delay, and a change behind the API's back does not end it", async () => {
  const emulator = await start({ visibilityDelayMs: 60_000 });
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  emulator.showAddresses("eni-demo", ["10.0.0.100"]);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100"]);
  emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [] });
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100"]);
});

test("each interface has a view of its own, and all of them can be ended at once", async () => {
  const emulator = await start();
  emulator.showAddresses("eni-demo", ["10.0.0.7"]);
  emulator.showAddresses("eni-spare", ["10.0.0.8"]);
  emulator.showTruth("eni-demo");
  expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
  expect(await shownAddresses(emulator, "eni-spare")).toEqual(["10.0.0.8"]);
  emulator.showAddresses("eni-demo", ["10.0.0.7"]);
  emulator.showTruth();
  expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
  expect(await shownAddresses(emulator, "eni-spare")).toEqual([]);
});

test("an emulator in another process is told over HTTP", async () => {
  const emulator = await start();
  const show = (networkInterfaceId: string, privateIpAddresses: readonly string[]) =>
    control(emulator, "POST", "/emulator/views", JSON.stringify({ networkInterfaceId, privateIpAddresses }));
  expect((await show("eni-demo", ["10.0.0.7"])).status).toBe(200);
  expect((await show("eni-spare", ["10.0.0.8"])).status).toBe(200);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.7"]);
  const one = "/emulator/views?networkInterfaceId=eni-demo";
  expect((await control(emulator, "DELETE", one)).status).toBe(200);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
  expect(await shownAddresses(emulator, "eni-spare")).toEqual(["10.0.0.8"]);
  expect((await control(emulator, "DELETE", "/emulator/views")).status).toBe(200);
  expect(await shownAddresses(emulator, "eni-spare")).toEqual([]);
});

test.each([
  ["no JSON", "{", "JSON"],
  ["no interface", '{"privateIpAddresses":[]}', "networkInterfaceId"],
  ["no addresses", '{"networkInterfaceId":"eni-demo"}', "privateIpAddresses"],
  [
    "an address that is none",
    '{"networkInterfaceId":"eni-demo","privateIpAddresses":["10.0.0"]}',
    "privateIpAddresses.0: must be an IPv4 address",
  ],
  ["an unknown key", '{"networkInterfaceId":"eni-demo","privateIpAddresses":[],"until":1}', "until"],
  [
    "an interface that is not there",
    '{"networkInterfaceId":"eni-gone","privateIpAddresses":[]}',
    "there is no network interface eni-gone to show",
  ],
])("a view with %s is refused with the reason", async (_, body, reason) => {
  const emulator = await start();
  const reply = await control(emulator, "POST", "/emulator/views", body);
  expect({ status: reply.status, error: reply.json["error"] }).toEqual({
    status: 400,
    error: expect.stringContaining(reason) as unknown,
  });
});

test("there is no view to end of an interface that is not there", async () => {
  const emulator = await start();
  const path = "/emulator/views?networkInterfaceId=eni-gone";
  expect((await control(emulator, "DELETE", path)).status).toBe(400);
  expect(() => {
    emulator.showTruth("eni-gone");
  }).toThrow("there is no network interface eni-gone to show");
});

test("a view is in the state file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-views-"));
  try {
    const stateFile = join(folder, "state.json");
    (await start({ stateFile })).showAddresses("eni-demo", ["10.0.0.7"]);
    const again = await start({ stateFile });
    expect(await shownAddresses(again, "eni-demo")).toEqual(["10.0.0.7"]);
    again.showTruth("eni-demo");
    expect(await shownAddresses(await start({ stateFile }), "eni-demo")).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
