import { defaultSeed, type Emulator, type Seed } from "../../../provider/emulator";
import { call, listOf, type Parameters } from "../client";
import { emulatorPerTest, expectRefusal, freeAddresses, region } from "../helpers";

const start = emulatorPerTest();

const create = (emulator: Emulator, parameters: Parameters = {}) =>
  call(emulator, "CreateNetworkInterface", {
    ...region,
    VSwitchId: "vsw-demo",
    SecurityGroupId: "sg-demo",
    ...parameters,
  });

/** The demo account, and a vSwitch of another VPC. */
const twoVpcs: Seed = {
  ...defaultSeed,
  vpcs: [...defaultSeed.vpcs, { vpcId: "vpc-other", regionId: "cn-hangzhou", cidrBlock: "10.1.0.0/16" }],
  vSwitches: [
    ...defaultSeed.vSwitches,
    { vSwitchId: "vsw-vpc", vpcId: "vpc-other", zoneId: "cn-hangzhou-h", cidrBlock: "10.1.0.0/24" },
  ],
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
    const emulator = await start({ seed: twoVpcs });
    expectRefusal(await create(emulator, { VSwitchId: "vsw-vpc" }), 403, "InvalidOperation.VpcMismatch");
  });
});
