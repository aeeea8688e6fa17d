import {
  assign,
  describeInterfaces,
  emulatorPerTest,
  expectRefusal,
  shownAddresses,
  unassign,
} from "../helpers";

const start = emulatorPerTest();

test("Describe shows a change only after the visibility delay; the truth and the next writes know it at once", async () => {
  let now = Date.now();
  const emulator = await start({ visibilityDelayMs: 1000, clock: () => now });
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  now += 600;
  await assign(emulator, "eni-demo", ["10.0.0.101"]);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100", "10.0.0.101"]);
  expectRefusal(await assign(emulator, "eni-spare", ["10.0.0.100"]), 403, "InvalidIp.IpAssigned");
  now += 400;
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100"]);
  expect(await describeInterfaces(emulator, { "PrivateIpAddress.1": "10.0.0.101" })).toEqual([]);
  now += 600;
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100", "10.0.0.101"]);

  await unassign(emulator, "eni-demo", ["10.0.0.100", "10.0.0.101"]);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100", "10.0.0.101"]);
  expectRefusal(await unassign(emulator, "eni-demo", ["10.0.0.100"]), 403, "InvalidIp.IpUnassigned");
  now += 1000;
  expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
});

test("what a test sets behind the API's back is visible at once, in spite of a delay", async () => {
  const emulator = await start({ visibilityDelayMs: 60_000 });
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.7"] });
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.7"]);
});

test("an elastic IP goes with its address: at once from the truth, and from what Describe shows after the delay", async () => {
  let now = Date.now();
  const emulator = await start({ visibilityDelayMs: 1000, clock: () => now });
  emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.100"] });
  emulator.associateEip({ networkInterfaceId: "eni-demo", privateIpAddress: "10.0.0.100" });
  await unassign(emulator, "eni-demo", ["10.0.0.100"]);
  const shown = async () => JSON.stringify(await describeInterfaces(emulator, {}));
  expect(emulator.networkInterface("eni-demo")?.publicIpAddresses["10.0.0.100"]).toBeUndefined();
  expect(await shown()).toMatch(/"PrivateIpAddress":"10.0.0.100","Primary":false,"AssociatedPublicIp":{"Pu/);
  now += 1000;
  expect(await shown()).not.toContain("10.0.0.100");
});
