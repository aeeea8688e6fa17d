import {
  assign,
  describeInterfaces,
  emulatorPerTest,
  expectRefusal,
  freeAddresses,
  region,
  unassign,
} from "./helpers";
import { call, listOf, type Parameters } from "./wire";
import { defaultSeed, type Emulator, type Seed } from "../../provider/emulator";

const start = emulatorPerTest();

const create = (emulator: Emulator, parameters: Parameters = {}) =>
  call(emulator, "CreateNetworkInterface", {
    ...region,
    VSwitchId: "vsw-demo",
    SecurityGroupId: "sg-demo",
    ...parameters,
  });
const deleteInterface = (emulator: Emulator, id: string) =>
  call(emulator, "DeleteNetworkInterface", { ...region, NetworkInterfaceId: id });
const attach = (emulator: Emulator, id: string, instance = "i-demo") =>
  call(emulator, "AttachNetworkInterface", { ...region, NetworkInterfaceId: id, InstanceId: instance });
const detach = (emulator: Emulator, id: string, instance = "i-demo") =>
  call(emulator, "DetachNetworkInterface", { ...region, NetworkInterfaceId: id, InstanceId: instance });

const twoPlaces: Seed = {
  ...defaultSeed,
  vpcs: [...defaultSeed.vpcs, { vpcId: "vpc-other", regionId: "cn-hangzhou", cidrBlock: "10.1.0.0/16" }],
  vSwitches: [
    ...defaultSeed.vSwitches,
    { vSwitchId: "vsw-zone", vpcId: "vpc-demo", zoneId: "cn-hangzhou-i", cidrBlock: "10.0.1.0/24" },
    { vSwitchId: "vsw-vpc", vpcId: "vpc-other", zoneId: "cn-hangzhou-h", cidrBlock: "10.1.0.0/24" },
  ],
  instances: [
    ...(defaultSeed.instances ?? []),
    { instanceId: "i-zone", instanceType: "ecs.g7.xlarge", vSwitchId: "vsw-zone" },
    { instanceId: "i-vpc", instanceType: "ecs.g7.xlarge", vSwitchId: "vsw-vpc" },
    { instanceId: "i-small", instanceType: "ecs.t5-lc1m1.small", vSwitchId: "vsw-demo" },
    { instanceId: "i-tiny", instanceType: "tiny", vSwitchId: "vsw-demo" },
  ],
  instanceTypes: { tiny: { eniQuantity: 2, eniPrivateIpAddressQuantity: 2 } },
};

describe("CreateNetworkInterface", () => {
  test("gives an Available interface with what was asked for", async () => {
    const emulator = await start();
    const reply = await create(emulator, {
      PrimaryIpAddress: "10.0.0.50",
      ...listOf("PrivateIpAddress", ["10.0.0.51", "10.0.0.52"]),
      NetworkInterfaceName: "made",
      Description: "for a test",
      "Tag.1.Key": "team",
      "Tag.1.Value": "web",
      "Tag.2.Key": "empty",
      DeleteOnRelease: "false",
    });
    expect(reply.status).toBe(200);
    const id = reply.json["NetworkInterfaceId"] as string;
    expect(id).toMatch(/^eni-bp1[a-z0-9]{17}$/);
    expect(reply.json).toMatchObject({
      Status: "Available",
      Type: "Secondary",
      PrivateIpAddress: "10.0.0.50",
    });
    expect(emulator.networkInterface(id)).toMatchObject({
      primaryIpAddress: "10.0.0.50",
      privateIpAddresses: ["10.0.0.51", "10.0.0.52"],
      networkInterfaceName: "made",
      deleteOnRelease: false,
      tags: [
        { key: "team", value: "web" },
        { key: "empty", value: "" },
      ],
      vpcId: "vpc-demo",
      zoneId: "cn-hangzhou-h",
    });
  });

  test("picks the primary address, and as many others as asked for", async () => {
    const emulator = await start();
    const { json } = await create(emulator, { SecondaryPrivateIpAddressCount: "2" });
    expect(emulator.networkInterface(json["NetworkInterfaceId"] as string)).toMatchObject({
      primaryIpAddress: "10.0.0.1",
      privateIpAddresses: ["10.0.0.2", "10.0.0.3"],
    });
    const listed = await create(emulator, { "PrivateIpAddress.1": "10.0.0.4" });
    expect(emulator.networkInterface(listed.json["NetworkInterfaceId"] as string)).toMatchObject({
      primaryIpAddress: "10.0.0.5",
      privateIpAddresses: ["10.0.0.4"],
    });
  });

  test("answers the same again to the same ClientToken", async () => {
    const emulator = await start();
    const first = await create(emulator, { ClientToken: "once" });
    const second = await create(emulator, { ClientToken: "once" });
    expect(second.json["NetworkInterfaceId"]).toBe(first.json["NetworkInterfaceId"]);
    expect(emulator.networkInterfaces()).toHaveLength(4);
    const other = await create(emulator, { ClientToken: "once", Description: "another" });
    expectRefusal(other, 400, "IdempotentParameterMismatch");
  });

  test.each<[string, Parameters, number, string]>([
    ["11 listed addresses", listOf("PrivateIpAddress", freeAddresses(11)), 400, "InvalidParameter"],
    ["a count above 49", { SecondaryPrivateIpAddressCount: "50" }, 400, "InvalidParameter"],
    [
      "a list and a count",
      { "PrivateIpAddress.1": "10.0.0.50", SecondaryPrivateIpAddressCount: "1" },
      400,
      "InvalidParameter.Conflict",
    ],
    ["both kinds of security group", { "SecurityGroupIds.1": "sg-demo" }, 400, "InvalidParameter.Conflict"],
    ["no security group", { SecurityGroupId: "" }, 400, "MissingParameter"],
    ["an unknown security group", { SecurityGroupId: "sg-gone" }, 404, "InvalidSecurityGroupId.NotFound"],
    ["an unknown vSwitch", { VSwitchId: "vsw-gone" }, 404, "InvalidVSwitchId.NotFound"],
    ["no vSwitch", { VSwitchId: "" }, 400, "MissingParameter"],
    ["a taken primary address", { PrimaryIpAddress: "10.0.0.20" }, 403, "InvalidIp.IpAssigned"],
    ["a primary address from elsewhere", { PrimaryIpAddress: "10.9.0.1" }, 403, "InvalidVSwitchId.IpInvalid"],
    [
      "the same address as primary and secondary",
      { PrimaryIpAddress: "10.0.0.50", "PrivateIpAddress.1": "10.0.0.50" },
      403,
      "InvalidIp.IpRepeated",
    ],
    ["a name of one character", { NetworkInterfaceName: "x" }, 400, "InvalidParameter"],
    ["a Trunk interface", { InstanceType: "Trunk" }, 400, "InvalidParameter"],
    ["an IPv6 count", { Ipv6AddressCount: "1" }, 400, "UnsupportedParameter"],
  ])("refuses %s, and creates nothing", async (_, parameters, httpStatus, code) => {
    const emulator = await start();
    expectRefusal(await create(emulator, parameters), httpStatus, code);
    expect(emulator.networkInterfaces()).toHaveLength(3);
  });

  test("refuses a security group of another VPC", async () => {
    const emulator = await start({ seed: twoPlaces });
    expectRefusal(await create(emulator, { VSwitchId: "vsw-vpc" }), 403, "InvalidOperation.VpcMismatch");
  });
});

describe("DeleteNetworkInterface", () => {
  test("an interface is Deleting first, then gone, and its addresses are free", async () => {
    let now = Date.now();
    const emulator = await start({ transitionMs: 1000, clock: () => now });
    await assign(emulator, "eni-spare", ["10.0.0.100"]);
    expect((await deleteInterface(emulator, "eni-spare")).status).toBe(200);
    expect(await describeInterfaces(emulator, { Status: "Deleting" })).toMatchObject([
      { NetworkInterfaceId: "eni-spare" },
    ]);
    expectRefusal(await deleteInterface(emulator, "eni-spare"), 400, "InvalidOperation.InvalidEniState");
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

describe("AttachNetworkInterface and DetachNetworkInterface", () => {
  test("an interface goes through Attaching and Detaching and keeps its addresses", async () => {
    let now = Date.now();
    const emulator = await start({ transitionMs: 1000, clock: () => now });
    await assign(emulator, "eni-spare", ["10.0.0.100"]);
    const shown = async () =>
      (await describeInterfaces(emulator, { "NetworkInterfaceId.1": "eni-spare" }))[0];

    expect((await attach(emulator, "eni-spare")).status).toBe(200);
    expect(await shown()).toMatchObject({ Status: "Attaching", InstanceId: "i-demo" });
    expectRefusal(
      await assign(emulator, "eni-spare", ["10.0.0.101"]),
      400,
      "InvalidOperation.InvalidEniState",
    );
    now += 1000;
    expect(await shown()).toMatchObject({ Status: "InUse", InstanceId: "i-demo" });

    expect((await detach(emulator, "eni-spare")).status).toBe(200);
    expect(await shown()).toMatchObject({ Status: "Detaching", InstanceId: "i-demo" });
    expectRefusal(
      await unassign(emulator, "eni-spare", ["10.0.0.100"]),
      400,
      "InvalidOperation.InvalidEniState",
    );
    now += 1000;
    expect(await shown()).toMatchObject({ Status: "Available", InstanceId: "" });
    expect(emulator.networkInterface("eni-spare")?.privateIpAddresses).toEqual(["10.0.0.100"]);
  });

  test("with no transition time the new status is there at the next call", async () => {
    const emulator = await start();
    await attach(emulator, "eni-spare");
    expect(emulator.networkInterface("eni-spare")?.status).toBe("InUse");
    await detach(emulator, "eni-spare");
    const [item] = await describeInterfaces(emulator, { "NetworkInterfaceId.1": "eni-spare" });
    expect(item?.Status).toBe("Available");
  });

  test("attaching is refused for what does not fit", async () => {
    const emulator = await start({ seed: twoPlaces });
    expectRefusal(await attach(emulator, "eni-gone"), 404, "InvalidEniId.NotFound");
    expectRefusal(await attach(emulator, "eni-spare", "i-gone"), 404, "InvalidInstanceId.NotFound");
    expectRefusal(await attach(emulator, "eni-demo"), 400, "InvalidOperation.InvalidEniState");
    expectRefusal(await attach(emulator, "eni-spare", "i-vpc"), 403, "InvalidOperation.VpcMismatch");
    expectRefusal(
      await attach(emulator, "eni-spare", "i-zone"),
      403,
      "InvalidOperation.AvailabilityZoneMismatch",
    );
    emulator.updateInstance("i-small", { status: "Starting" });
    expectRefusal(await attach(emulator, "eni-spare", "i-small"), 400, "InvalidOperation.InvalidEcsState");
    await assign(emulator, "eni-spare", freeAddresses(2));
    expectRefusal(await attach(emulator, "eni-spare", "i-tiny"), 403, "InvalidOperation.Ipv4CountExceeded");
    await unassign(emulator, "eni-spare", freeAddresses(1));
    expect((await attach(emulator, "eni-spare", "i-tiny")).status).toBe(200);
  });

  test("an instance takes no more interfaces than its type allows", async () => {
    const emulator = await start();
    for (const status of [200, 200, 403]) {
      const { json } = await create(emulator);
      expect((await attach(emulator, json["NetworkInterfaceId"] as string)).status).toBe(status);
    }
    expectRefusal(await attach(emulator, "eni-spare"), 403, "EniPerInstanceLimitExceeded");
  });

  test("detaching is refused for a primary interface, another instance, or one that is not attached", async () => {
    const emulator = await start({ seed: twoPlaces });
    expectRefusal(
      await detach(emulator, "eni-demoprimary"),
      400,
      "InvalidOperation.DetachPrimaryEniNotAllowed",
    );
    expectRefusal(await detach(emulator, "eni-demo", "i-zone"), 404, "InvalidInstanceId.NotFound");
    expectRefusal(await detach(emulator, "eni-spare"), 400, "InvalidOperation.InvalidEniState");
  });
});
