import { assign, emulatorPerTest, expectRefusal, freeAddresses, region, unassign } from "../helpers";
import { call } from "../client";

const start = emulatorPerTest();

test("Unassign removes the listed addresses and no other", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", freeAddresses(3));
  const reply = await unassign(emulator, "eni-demo", ["10.0.0.100", "10.0.0.102"]);
  expect(reply.status).toBe(200);
  expect(Object.keys(reply.json)).toEqual(["RequestId"]);
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
});

test("an address that was let go can be assigned to another interface", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  await unassign(emulator, "eni-demo", ["10.0.0.100"]);
  expect((await assign(emulator, "eni-spare", ["10.0.0.100"])).status).toBe(200);
});

test("an address that is not on the interface refuses the whole call", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  const reply = await unassign(emulator, "eni-demo", ["10.0.0.100", "10.0.0.101"]);
  expectRefusal(
    reply,
    403,
    "InvalidIp.IpUnassigned",
    'The specified IP "10.0.0.101" is not assigned on this ENI.',
  );
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100"]);
});

test("the primary address cannot be unassigned", async () => {
  const emulator = await start();
  expectRefusal(await unassign(emulator, "eni-demo", ["10.0.0.20"]), 403, "InvalidIp.IpUnassigned");
  expect(emulator.networkInterface("eni-demo")?.primaryIpAddress).toBe("10.0.0.20");
});

test("an address with an elastic IP bound is let go, and the binding with it", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", freeAddresses(2));
  const bound = (n: number) => ({ publicIpAddress: `203.0.113.${n}`, allocationId: `eip-${n}` });
  emulator.updateNetworkInterface("eni-demo", {
    publicIpAddresses: { "10.0.0.20": bound(1), "10.0.0.100": bound(2), "10.0.0.101": bound(3) },
  });
  expect((await unassign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);
  expect(emulator.networkInterface("eni-demo")?.publicIpAddresses).toEqual({
    "10.0.0.20": bound(1),
    "10.0.0.101": bound(3),
  });
});

test("a call without addresses has an error of its own", async () => {
  const emulator = await start();
  const message = "These parameters PrivateIpAddress,Ipv4Prefix cannot be both empty.";
  expectRefusal(await unassign(emulator, "eni-demo", []), 403, "MissingParameter", message);
});

test("a ClientToken, which the action does not have, is ignored", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  expect((await unassign(emulator, "eni-demo", ["10.0.0.100"], { ClientToken: "t" })).status).toBe(200);
  expectRefusal(
    await unassign(emulator, "eni-demo", ["10.0.0.100"], { ClientToken: "t" }),
    403,
    "InvalidIp.IpUnassigned",
  );
});

test.each([
  ["a malformed interface id", { NetworkInterfaceId: "demo" }, 400, "InvalidEniId.Malformed"],
  ["an unknown interface", { NetworkInterfaceId: "eni-gone" }, 404, "InvalidEniId.NotFound"],
  ["a malformed address", { "PrivateIpAddress.1": "ten" }, 403, "InvalidPrivateIpAddress.Malformed"],
  ["an address that is there twice", { "PrivateIpAddress.2": "10.0.0.100" }, 403, "InvalidIp.IpRepeated"],
  ["a prefix", { "Ipv4Prefix.1": "10.0.0.16/28" }, 400, "UnsupportedParameter"],
  ["another region", { RegionId: "cn-beijing" }, 400, "InvalidRegionId.MalFormed"],
  ["no region", { RegionId: "" }, 400, "MissingParameter"],
])("%s is refused", async (_, parameters, httpStatus, code) => {
  const emulator = await start();
  const reply = await call(emulator, "UnassignPrivateIpAddresses", {
    ...region,
    NetworkInterfaceId: "eni-demo",
    "PrivateIpAddress.1": "10.0.0.100",
    ...parameters,
  });
  expectRefusal(reply, httpStatus, code);
});

test("more than 32 addresses in one call are refused", async () => {
  const emulator = await start();
  await assign(emulator, "eni-spare", freeAddresses(32));
  await assign(emulator, "eni-spare", ["10.0.0.132"]);
  expectRefusal(await unassign(emulator, "eni-spare", freeAddresses(33)), 400, "InvalidParameter");
  expect(emulator.networkInterface("eni-spare")?.privateIpAddresses).toHaveLength(33);
});

test("states are checked as for Assign", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demoprimary", ["10.0.0.100"]);
  await assign(emulator, "eni-spare", ["10.0.0.101"]);
  emulator.updateInstance("i-demo", { status: "Stopping" });
  expectRefusal(
    await unassign(emulator, "eni-demoprimary", ["10.0.0.100"]),
    400,
    "InvalidOperation.InvalidEcsState",
  );
  emulator.updateNetworkInterface("eni-spare", { status: "Attaching" });
  expectRefusal(
    await unassign(emulator, "eni-spare", ["10.0.0.101"]),
    400,
    "InvalidOperation.InvalidEniState",
  );
  emulator.updateNetworkInterface("eni-spare", { status: "Available", serviceManaged: true });
  expectRefusal(
    await unassign(emulator, "eni-spare", ["10.0.0.101"]),
    403,
    "InvalidOperation.EniServiceManaged",
  );
});
