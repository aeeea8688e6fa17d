import { createEmulator, defaultSeed, EmulatorError, type Seed } from "../../../provider/emulator";

const failureOf = (seed: unknown): string => {
  try {
    createEmulator({ seed: seed as Seed });
  } catch (error) {
    expect(error).toBeInstanceOf(EmulatorError);
    return (error as Error).message;
  }
  throw new Error("the seed was taken");
};

describe("a seed", () => {
  const vpc = { vpcId: "vpc-a", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" };
  const vSwitch = { vSwitchId: "vsw-a", vpcId: "vpc-a", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/24" };
  const item = { networkInterfaceId: "eni-a", vSwitchId: "vsw-a", primaryIpAddress: "10.0.0.5" };
  const base = { vpcs: [vpc], vSwitches: [vSwitch] };
  const eip = { publicIpAddress: "203.0.113.1", allocationId: "eip-a" };
  const rules = (...parties: readonly object[]) => ({
    ...base,
    securityGroups: [
      {
        securityGroupId: "sg-a",
        vpcId: "vpc-a",
        rules: parties.map((party) => ({ securityGroupRuleId: "sgr-a", direction: "ingress", ...party })),
      },
    ],
  });

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
    [
      "has an elastic IP on an address that the interface does not hold",
      { ...base, networkInterfaces: [{ ...item, publicIpAddresses: { "10.0.0.9": eip } }] },
      "networkInterfaces[0].publicIpAddresses: eni-a does not hold 10.0.0.9",
    ],
    [
      "has an elastic IP on two addresses",
      {
        ...base,
        networkInterfaces: [
          {
            ...item,
            privateIpAddresses: ["10.0.0.9"],
            publicIpAddresses: { "10.0.0.5": eip, "10.0.0.9": { ...eip, publicIpAddress: "203.0.113.2" } },
          },
        ],
      },
      "networkInterfaces[0].publicIpAddresses: eip-a is bound to 10.0.0.5 already",
    ],
    [
      "has a rule that speaks of nobody",
      rules({}),
      "rules[0]: one of sourceCidrIp, groupId and prefixListId",
    ],
    [
      "has a rule that speaks of two",
      rules({ sourceCidrIp: "10.0.0.1", groupId: "sg-a" }),
      "rules[0]: one of sourceCidrIp, groupId and prefixListId",
    ],
    ["has a rule of an unknown group", rules({ groupId: "sg-b" }), "sg-b is not among securityGroups"],
    ["has a rule of an unknown list", rules({ prefixListId: "pl-b" }), "pl-b is not among prefixLists"],
    [
      "has a rule twice",
      rules({ sourceCidrIp: "10.0.0.1" }, { sourceCidrIp: "10.0.0.2" }),
      "sgr-a is there twice",
    ],
    [
      "has a prefix list twice",
      { ...base, prefixLists: [{ prefixListId: "pl-a" }, { prefixListId: "pl-a" }] },
      "prefixLists[1]: pl-a is there twice",
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
