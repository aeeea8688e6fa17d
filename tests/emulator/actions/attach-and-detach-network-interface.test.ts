import { defaultSeed, type Emulator, type Seed } from "../../../provider/emulator";
import { call } from "../client";
import {
  assign,
  describeInterfaces,
  emulatorPerTest,
  expectRefusal,
  freeAddresses,
  region,
  unassign,
} from "../helpers";

const start = emulatorPerTest();

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
    expectRefusal(
      await attach(emulator, "eni-spare", "i-gone"),
      404,
      "InvalidEcsId.NotFound",
      "The specified EcsId is not found.",
    );
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
      const { json } = await call(emulator, "CreateNetworkInterface", {
        ...region,
        VSwitchId: "vsw-demo",
        SecurityGroupId: "sg-demo",
      });
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
    expectRefusal(
      await detach(emulator, "eni-demo", "i-zone"),
      404,
      "InvalidEcsId.NotFound",
      "The specified EcsId is not found.",
    );
    expectRefusal(await detach(emulator, "eni-spare"), 400, "InvalidOperation.InvalidEniState");
  });

  test("detaching again while it is under way is no error, and has no further effect", async () => {
    let now = Date.now();
    const emulator = await start({ transitionMs: 1000, clock: () => now });
    for (const after of [0, 600]) {
      now += after;
      expect((await detach(emulator, "eni-demo")).status).toBe(200);
    }
    now += 400;
    expect(emulator.networkInterface("eni-demo")?.status).toBe("Available");
  });

  test("an attached interface has the next place on its instance, and a card only where one was named", async () => {
    const emulator = await start();
    await attach(emulator, "eni-spare");
    const shown = await describeInterfaces(emulator);
    expect(shown.map(({ Attachment }) => Attachment)).toEqual([
      { InstanceId: "i-demo", DeviceIndex: 1 },
      { InstanceId: "i-demo", DeviceIndex: 0 },
      { InstanceId: "i-demo", DeviceIndex: 2 },
    ]);
    await detach(emulator, "eni-spare");
    const named = { NetworkInterfaceId: "eni-spare", InstanceId: "i-demo", NetworkCardIndex: "0" };
    await call(emulator, "AttachNetworkInterface", { ...region, ...named });
    const [spare] = await describeInterfaces(emulator, { "NetworkInterfaceId.1": "eni-spare" });
    expect(spare?.["Attachment"]).toEqual({ InstanceId: "i-demo", DeviceIndex: 2, NetworkCardIndex: 0 });
  });
});
