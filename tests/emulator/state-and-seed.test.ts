import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assign, emulatorPerTest, expectRefusal, shownAddresses } from "./helpers";
import { call } from "./wire";
import { createEmulator, defaultSeed, EmulatorError, type Seed } from "../../provider/emulator";

const start = emulatorPerTest();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const failureOf = (seed: unknown): string => {
  try {
    createEmulator({ seed: seed as Seed });
  } catch (error) {
    expect(error).toBeInstanceOf(EmulatorError);
    return (error as Error).message;
  }
  throw new Error("the seed was taken");
};

describe("the state file", () => {
  test("holds addresses, tokens and transitions over a restart, and no temporary file is left", async () => {
    const stateFile = join(folder, "state.json");
    let now = Date.now();
    const options = { stateFile, transitionMs: 1000, visibilityDelayMs: 500, clock: () => now };
    const first = await start(options);
    await assign(first, "eni-demo", ["10.0.0.100"], { ClientToken: "t" });
    await call(first, "StopInstance", { InstanceId: "i-demo" });
    await first.close();
    expect(readdirSync(folder)).toEqual(["state.json"]);

    const second = await start(options);
    expect(second.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100"]);
    expect(await shownAddresses(second, "eni-demo")).toEqual([]);
    expect(second.instance("i-demo")?.status).toBe("Stopping");
    expectRefusal(
      await assign(second, "eni-demo", ["10.0.0.101"], { ClientToken: "t" }),
      400,
      "IdempotentParameterMismatch",
    );
    expect((await assign(second, "eni-demo", ["10.0.0.100"], { ClientToken: "t" })).status).toBe(200);
    now += 1000;
    expect(await shownAddresses(second, "eni-demo")).toEqual(["10.0.0.100"]);
    expect(second.instance("i-demo")?.status).toBe("Stopped");
  });

  test("is written when a test changes something, and at the start", () => {
    const stateFile = join(folder, "state.json");
    const emulator = createEmulator({ stateFile });
    expect(JSON.parse(readFileSync(stateFile, "utf8"))).toMatchObject({ vpcs: [{ vpcId: "vpc-demo" }] });
    emulator.updateNetworkInterface("eni-demo", { description: "changed" });
    expect(readFileSync(stateFile, "utf8")).toContain('"description": "changed"');
  });

  test("is not touched by reads and refused calls", async () => {
    const stateFile = join(folder, "state.json");
    const emulator = await start({ stateFile });
    writeFileSync(stateFile, "marker");
    await shownAddresses(emulator, "eni-demo");
    await assign(emulator, "eni-demo", ["10.0.0.20"]);
    expect(readFileSync(stateFile, "utf8")).toBe("marker");
  });

  test("goes before the seed", () => {
    const stateFile = join(folder, "state.json");
    createEmulator({ stateFile }).updateNetworkInterface("eni-demo", { description: "kept" });
    const again = createEmulator({ stateFile, seed: { vpcs: [], vSwitches: [] } });
    expect(again.networkInterface("eni-demo")?.description).toBe("kept");
  });

  test.each([
    ["is no JSON", '{"vpcs":'],
    ["is another JSON", '{"hello":1}'],
    ["is empty", ""],
    ["is broken on many lines", '{\n  "vpcs": [\n    }\n]'],
  ])("is refused and left alone if it %s", (_, content) => {
    const stateFile = join(folder, "state.json");
    writeFileSync(stateFile, content);
    expect(() => createEmulator({ stateFile })).toThrow(/state\.json.*It was left unchanged: repair it/);
    expect(readFileSync(stateFile, "utf8")).toBe(content);
  });

  test("is found out at the start if it cannot be written, or is a folder", () => {
    expect(() => createEmulator({ stateFile: join(folder, "no", "such", "folder.json") })).toThrow(
      /^cannot write the state file .*ENOENT/,
    );
    expect(() => createEmulator({ stateFile: folder })).toThrow(/^cannot read the state file/);
  });
});

describe("a seed", () => {
  const vpc = { vpcId: "vpc-a", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" };
  const vSwitch = { vSwitchId: "vsw-a", vpcId: "vpc-a", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/24" };
  const item = { networkInterfaceId: "eni-a", vSwitchId: "vsw-a", primaryIpAddress: "10.0.0.5" };
  const base = { vpcs: [vpc], vSwitches: [vSwitch] };

  test("needs little, and the rest has defaults", () => {
    const emulator = createEmulator({ seed: { ...base, networkInterfaces: [item] } });
    expect(emulator.regionIds()).toEqual(["cn-hangzhou"]);
    expect(emulator.networkInterface("eni-a")).toMatchObject({
      status: "Available",
      type: "Secondary",
      zoneId: "cn-hangzhou-h",
      vpcId: "vpc-a",
      privateIpAddresses: [],
    });
  });

  test("is by default the demo account", () => {
    const emulator = createEmulator({ seed: defaultSeed });
    expect(emulator.networkInterfaces()).toMatchObject([
      {
        networkInterfaceId: "eni-demoprimary",
        type: "Primary",
        status: "InUse",
        primaryIpAddress: "10.0.0.10",
      },
      { networkInterfaceId: "eni-demo", type: "Secondary", status: "InUse", primaryIpAddress: "10.0.0.20" },
      {
        networkInterfaceId: "eni-spare",
        type: "Secondary",
        status: "Available",
        primaryIpAddress: "10.0.0.30",
      },
    ]);
    expect(emulator.instance("i-demo")).toMatchObject({ instanceType: "ecs.g7.xlarge", status: "Running" });
  });

  test.each<[string, unknown, string]>([
    ["is no object", 7, "the whole: Invalid input"],
    ["has a misspelt key", { ...base, networkInterface: [] }, "networkInterface"],
    ["has no VPC", { vpcs: [], vSwitches: [] }, "vpcs: at least one VPC is needed"],
    [
      "has an id in another form",
      { ...base, vpcs: [{ ...vpc, vpcId: "VPC" }] },
      "vpcs.0.vpcId: must look like vpc-abc123",
    ],
    [
      "has a block with host bits",
      { ...base, vSwitches: [{ ...vSwitch, cidrBlock: "10.0.0.7/24" }] },
      "vSwitches.0.cidrBlock",
    ],
    [
      "has an address that is none",
      { ...base, networkInterfaces: [{ ...item, primaryIpAddress: "10.0.0" }] },
      "must be an IPv4 address",
    ],
    [
      "has a vSwitch outside of its VPC",
      { ...base, vSwitches: [{ ...vSwitch, cidrBlock: "10.1.0.0/24" }] },
      "10.1.0.0/24 is not inside 10.0.0.0/16",
    ],
    [
      "has a vSwitch of no VPC",
      { ...base, vSwitches: [{ ...vSwitch, vpcId: "vpc-b" }] },
      "vSwitches[0].vpcId: vpc-b is not among vpcs",
    ],
    [
      "has an interface of no vSwitch",
      { ...base, networkInterfaces: [{ ...item, vSwitchId: "vsw-b" }] },
      "networkInterfaces[0].vSwitchId: vsw-b is not among vSwitches",
    ],
    [
      "has an address outside of the vSwitch",
      { ...base, networkInterfaces: [{ ...item, privateIpAddresses: ["10.0.1.1"] }] },
      "10.0.1.1 is outside 10.0.0.0/24",
    ],
    [
      "has a reserved address",
      { ...base, networkInterfaces: [{ ...item, primaryIpAddress: "10.0.0.253" }] },
      "or reserved",
    ],
    [
      "has an address twice",
      { ...base, networkInterfaces: [item, { ...item, networkInterfaceId: "eni-b" }] },
      "10.0.0.5 is already on eni-a",
    ],
    [
      "has an id twice",
      { ...base, networkInterfaces: [item, { ...item, primaryIpAddress: "10.0.0.6" }] },
      "networkInterfaces[1]: eni-a is there twice",
    ],
    [
      "has an unknown security group",
      { ...base, networkInterfaces: [{ ...item, securityGroupIds: ["sg-a"] }] },
      "sg-a is not among securityGroups",
    ],
    [
      "has a security group of no VPC",
      { ...base, securityGroups: [{ securityGroupId: "sg-a", vpcId: "vpc-b" }] },
      "securityGroups[0].vpcId",
    ],
    [
      "has an interface of no instance",
      { ...base, networkInterfaces: [{ ...item, instanceId: "i-a" }] },
      "i-a is not among instances",
    ],
    [
      "has an instance of no vSwitch",
      { ...base, instances: [{ instanceId: "i-a", instanceType: "ecs.g7.large", vSwitchId: "vsw-b" }] },
      "instances[0].vSwitchId",
    ],
    [
      "has an unknown instance type",
      { ...base, instances: [{ instanceId: "i-a", instanceType: "huge", vSwitchId: "vsw-a" }] },
      "huge is unknown: add it to instanceTypes, or use one of ecs.t5-lc1m1.small",
    ],
    [
      "has an InUse interface without an instance",
      { ...base, networkInterfaces: [{ ...item, status: "InUse" }] },
      "an interface that is InUse needs an instanceId",
    ],
    [
      "has an Available interface with an instance",
      {
        ...base,
        instances: [{ instanceId: "i-a", instanceType: "ecs.g7.large", vSwitchId: "vsw-a" }],
        networkInterfaces: [{ ...item, instanceId: "i-a", status: "Available" }],
      },
      "cannot be Available",
    ],
  ])("that %s is refused with its place", (_, seed, problem) => {
    const message = failureOf(seed);
    expect(message).toMatch(/^the seed is not valid: /);
    expect(message).toContain(problem);
    expect(message).not.toContain("\n");
  });

  test("with many problems names the first five", () => {
    const networkInterfaces = Array.from({ length: 8 }, (_, index) => ({
      ...item,
      networkInterfaceId: `eni-${index}`,
      vSwitchId: "vsw-b",
    }));
    expect(failureOf({ ...base, networkInterfaces })).toMatch(/; and 3 more$/);
  });
});
