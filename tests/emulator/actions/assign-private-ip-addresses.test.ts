import { defaultSeed } from "../../../provider/emulator";
import { assign, emulatorPerTest, expectRefusal, freeAddresses, region, shownAddresses } from "../helpers";
import { call } from "../client";

const start = emulatorPerTest();

test("Assign adds the listed addresses, and its reply names those of this call only", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  const reply = await assign(emulator, "eni-demo", ["10.0.0.102", "10.0.0.101"]);
  expect(reply.status).toBe(200);
  expect(reply.json).toEqual({
    RequestId: expect.any(String) as unknown,
    AssignedPrivateIpAddressesSet: {
      NetworkInterfaceId: "eni-demo",
      PrivateIpSet: { PrivateIpAddress: ["10.0.0.102", "10.0.0.101"] },
      Ipv4PrefixSet: { Ipv4Prefixes: [] },
    },
  });
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([
    "10.0.0.100",
    "10.0.0.102",
    "10.0.0.101",
  ]);
});

test("Assign by count picks the lowest free addresses of the vSwitch", async () => {
  const emulator = await start();
  await assign(emulator, "eni-spare", ["10.0.0.2"]);
  const reply = await assign(emulator, "eni-demo", [], { SecondaryPrivateIpAddressCount: "2" });
  expect(reply.json["AssignedPrivateIpAddressesSet"]).toMatchObject({
    PrivateIpSet: { PrivateIpAddress: ["10.0.0.1", "10.0.0.3"] },
  });
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.1", "10.0.0.3"]);
});

test("a list with gaps in its numbers is read in the order of the numbers", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", [], {
    "PrivateIpAddress.10": "10.0.0.110",
    "PrivateIpAddress.2": "10.0.0.102",
  });
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.102", "10.0.0.110"]);
});

test("Assign works on a primary interface while its instance is Stopped", async () => {
  const emulator = await start();
  emulator.updateInstance("i-demo", { status: "Stopped" });
  expect((await assign(emulator, "eni-demoprimary", ["10.0.0.100"])).status).toBe(200);
});

test("49 addresses fit on an Available interface in two calls, and not one more", async () => {
  const emulator = await start();
  const all = freeAddresses(50);
  expect((await assign(emulator, "eni-spare", all.slice(0, 32))).status).toBe(200);
  expect((await assign(emulator, "eni-spare", all.slice(32, 49))).status).toBe(200);
  expectRefusal(await assign(emulator, "eni-spare", all.slice(49)), 403, "MaxEniPrivateIpsCountExceeded");
  expect(emulator.networkInterface("eni-spare")?.privateIpAddresses).toHaveLength(49);
});

test("an InUse interface takes what its instance type allows, less the primary address", async () => {
  const emulator = await start();
  expectRefusal(
    await assign(emulator, "eni-demo", freeAddresses(15)),
    403,
    "InvalidOperation.Ipv4CountExceeded",
  );
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
  expect((await assign(emulator, "eni-demo", freeAddresses(14))).status).toBe(200);
  const byCount = await assign(emulator, "eni-demo", [], { SecondaryPrivateIpAddressCount: "1" });
  expectRefusal(byCount, 403, "InvalidOperation.Ipv4CountExceeded");
});

test("more addresses in one call than the documented 32 are refused, none is assigned", async () => {
  const emulator = await start();
  const message = 'the parameter(s) "PrivateIpAddress" provided is(are) invalid.';
  expectRefusal(await assign(emulator, "eni-spare", freeAddresses(33)), 400, "InvalidParameter", message);
  expect(emulator.networkInterface("eni-spare")?.privateIpAddresses).toEqual([]);
});

test("the limit for one call can be set to the 10 of the older documents", async () => {
  const emulator = await start({ maxAddressesPerCall: 10 });
  expectRefusal(await assign(emulator, "eni-spare", freeAddresses(11)), 400, "InvalidParameter");
  expect((await assign(emulator, "eni-spare", freeAddresses(10))).status).toBe(200);
});

test.each(["Attaching", "Detaching", "Deleting"] as const)(
  "an interface that is %s takes no address",
  async (status) => {
    const emulator = await start();
    emulator.updateNetworkInterface("eni-spare", { status });
    expectRefusal(
      await assign(emulator, "eni-spare", ["10.0.0.100"]),
      400,
      "InvalidOperation.InvalidEniState",
      `The operation is not allowed in the current ENI state. Expecting status is "Available/InUse" while current status is "${status}".`,
    );
  },
);

test.each(["Pending", "Starting", "Stopping"] as const)(
  "a primary interface takes no address while its instance is %s; a secondary one does",
  async (status) => {
    const emulator = await start();
    emulator.updateInstance("i-demo", { status });
    expectRefusal(
      await assign(emulator, "eni-demoprimary", ["10.0.0.100"]),
      400,
      "InvalidOperation.InvalidEcsState",
      "The operation is not allowed in the current ECS state.",
    );
    expect((await assign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);
  },
);

test("an interface of another cloud service is left alone", async () => {
  const emulator = await start();
  emulator.updateNetworkInterface("eni-spare", { serviceManaged: true });
  expectRefusal(
    await assign(emulator, "eni-spare", ["10.0.0.100"]),
    403,
    "InvalidOperation.EniServiceManaged",
  );
});

test("an unknown interface is refused", async () => {
  const emulator = await start();
  const message = 'The specified EniId "eni-gone" is not found.';
  expectRefusal(await assign(emulator, "eni-gone", ["10.0.0.100"]), 404, "InvalidEniId.NotFound", message);
});

test.each([
  ["outside of the vSwitch", "10.0.1.5"],
  ["the first of the vSwitch", "10.0.0.0"],
  ["the third from last", "10.0.0.253"],
  ["the last but one", "10.0.0.254"],
  ["the last", "10.0.0.255"],
])("an address that is %s is not valid there", async (_, address) => {
  const emulator = await start();
  expectRefusal(
    await assign(emulator, "eni-demo", ["10.0.0.100", address]),
    403,
    "InvalidVSwitchId.IpInvalid",
    `The specified IpAddress "${address}" is not valid in VSwitch CIDR block "10.0.0.0/24".`,
  );
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
});

test("the addresses next to the reserved ones can be assigned", async () => {
  const emulator = await start();
  expect((await assign(emulator, "eni-demo", ["10.0.0.1", "10.0.0.252"])).status).toBe(200);
});

test("a taken address refuses the whole call: on another interface, as a primary one, or on this one already", async () => {
  const emulator = await start();
  await assign(emulator, "eni-spare", ["10.0.0.100"]);
  await assign(emulator, "eni-demo", ["10.0.0.101"]);
  for (const taken of ["10.0.0.100", "10.0.0.30", "10.0.0.20", "10.0.0.101"]) {
    const message = `The specified IP "${taken}" is already assigned.`;
    expectRefusal(
      await assign(emulator, "eni-demo", ["10.0.0.102", taken]),
      403,
      "InvalidIp.IpAssigned",
      message,
    );
  }
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
});

test("an address that is there twice is refused", async () => {
  const emulator = await start();
  const twice = await assign(emulator, "eni-demo", ["10.0.0.100", "10.0.0.101", "10.0.0.100"]);
  expectRefusal(twice, 403, "InvalidIp.IpRepeated", 'The specified IP "10.0.0.100" is repeated.');
});

test("a vSwitch with too few free addresses gives none", async () => {
  const seed = {
    vpcs: [{ vpcId: "vpc-a", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" }],
    vSwitches: [{ vSwitchId: "vsw-a", vpcId: "vpc-a", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/29" }],
    networkInterfaces: [{ networkInterfaceId: "eni-a", vSwitchId: "vsw-a", primaryIpAddress: "10.0.0.1" }],
  };
  const emulator = await start({ seed });
  const message = 'The specified VSwitch "vsw-a" has not enough IpAddress.';
  const tooMany = await assign(emulator, "eni-a", [], { SecondaryPrivateIpAddressCount: "4" });
  expectRefusal(tooMany, 403, "InvalidVSwitchId.IpNotEnough", message);
  const exact = await assign(emulator, "eni-a", [], { SecondaryPrivateIpAddressCount: "3" });
  expect(exact.status).toBe(200);
  expect(emulator.networkInterface("eni-a")?.privateIpAddresses).toEqual([
    "10.0.0.2",
    "10.0.0.3",
    "10.0.0.4",
  ]);
});

test("a list and a count exclude each other, and one of them is needed", async () => {
  const emulator = await start();
  const both = await assign(emulator, "eni-demo", ["10.0.0.100"], { SecondaryPrivateIpAddressCount: "1" });
  expectRefusal(
    both,
    400,
    "InvalidParameter.Conflict",
    'The parameters "PrivateIpAddress" and "SecondaryPrivateIpAddressCount" cannot be specified at the same time.',
  );
  expectRefusal(await assign(emulator, "eni-demo", []), 400, "MissingParameter");
});

test.each([
  ["a count of zero", { SecondaryPrivateIpAddressCount: "0" }],
  ["a count that is no number", { SecondaryPrivateIpAddressCount: "two" }],
  ["an address that is none", { "PrivateIpAddress.1": "10.0.0.300" }],
  ["an address in another notation", { "PrivateIpAddress.1": "10.0.0.010" }],
  ["an interface id in capitals", { NetworkInterfaceId: "ENI-DEMO", "PrivateIpAddress.1": "10.0.0.100" }],
  ["a token of 65 characters", { "PrivateIpAddress.1": "10.0.0.100", ClientToken: "x".repeat(65) }],
  ["a token that is not ASCII", { "PrivateIpAddress.1": "10.0.0.100", ClientToken: "tökén" }],
])("%s is an invalid parameter", async (_, parameters) => {
  const emulator = await start();
  const reply = await call(emulator, "AssignPrivateIpAddresses", {
    ...region,
    NetworkInterfaceId: "eni-demo",
    ...parameters,
  });
  expectRefusal(reply, 400, "InvalidParameter");
});

test.each(["RegionId", "NetworkInterfaceId"])("%s is mandatory", async (name) => {
  const emulator = await start();
  const all = { ...region, NetworkInterfaceId: "eni-demo", "PrivateIpAddress.1": "10.0.0.100" };
  const reply = await call(emulator, "AssignPrivateIpAddresses", { ...all, [name]: "" });
  const message = `The input parameter "${name}" that is mandatory for processing this request is not supplied.`;
  expectRefusal(reply, 400, "MissingParameter", message);
});

test("prefixes are refused rather than ignored", async () => {
  const emulator = await start();
  for (const parameters of [{ "Ipv4Prefix.1": "10.0.0.16/28" }, { Ipv4PrefixCount: "1" }]) {
    expectRefusal(await assign(emulator, "eni-demo", [], parameters), 400, "UnsupportedParameter");
  }
});

test("a region that is not in the seed is refused, and names the ones that are", async () => {
  const emulator = await start();
  const reply = await assign(emulator, "eni-demo", ["10.0.0.100"], { RegionId: "cn-nowhere" });
  expectRefusal(reply, 400, "InvalidRegionId.MalFormed", "The specified parameter RegionId is not valid.");
  expect(reply.json["Recommend"]).toContain("cn-hangzhou");
});

test("a parameter that is given twice is refused", async () => {
  const emulator = await start();
  const reply = await call(
    emulator,
    "AssignPrivateIpAddresses",
    { ...region, Action: "DeleteNetworkInterface" },
    {
      layout: "V1 POST signature in query, parameters in form",
    },
  );
  expectRefusal(reply, 400, "InvalidParameter", 'the parameter(s) "Action" provided is(are) invalid.');
});

test("parameters that no model has are ignored, and those of the model that are not emulated are refused by name", async () => {
  const emulator = await start();
  expect((await assign(emulator, "eni-demo", ["10.0.0.100"], { Whatever: "x" })).status).toBe(200);
  for (const name of ["OwnerId", "ResourceOwnerAccount", "Ipv4PrefixCount", "Ipv4Prefix.1"]) {
    const reply = await assign(emulator, "eni-demo", ["10.0.0.101"], { [name]: "1" });
    const told = `This emulator does not have ${name.split(".")[0] ?? ""}.`;
    expectRefusal(reply, 400, "UnsupportedParameter", `The parameters is unsupported. ${told}`);
  }
});

test("more than 32 addresses go to an interface in use, which the instance type limits, and not to one that is Available", async () => {
  const instanceTypes = { "ecs.g7.xlarge": { eniQuantity: 4, eniPrivateIpAddressQuantity: 50 } };
  const emulator = await start({ seed: { ...defaultSeed, instanceTypes } });
  expect((await assign(emulator, "eni-demo", freeAddresses(40))).status).toBe(200);
  expectRefusal(await assign(emulator, "eni-spare", freeAddresses(33)), 400, "InvalidParameter");
});
