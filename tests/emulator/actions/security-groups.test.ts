import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSeed, type Seed } from "../../../provider/emulator";
import { call, type Parameters } from "../client";
import { emulatorPerTest, expectRefusal, region } from "../helpers";

const start = emulatorPerTest();

const seed: Seed = {
  ...defaultSeed,
  vpcs: [...defaultSeed.vpcs, { vpcId: "vpc-b", regionId: "cn-beijing", cidrBlock: "10.9.0.0/16" }],
  securityGroups: [
    {
      securityGroupId: "sg-demo",
      vpcId: "vpc-demo",
      securityGroupName: "demo",
      tags: [{ key: "team", value: "web" }],
    },
    {
      securityGroupId: "sg-free",
      vpcId: "vpc-demo",
      resourceGroupId: "rg-a",
      securityGroupType: "enterprise",
    },
    { securityGroupId: "sg-web", vpcId: "vpc-demo" },
    { securityGroupId: "sg-b", vpcId: "vpc-b" },
  ],
  prefixLists: [
    { prefixListId: "pl-a", entries: [{ cidr: "10.0.0.101/32", description: "web" }] },
    { prefixListId: "pl-b", regionId: "cn-beijing", entries: [] },
  ],
};

interface ShownRule {
  readonly SecurityGroupRuleId: string;
  readonly [field: string]: unknown;
}

async function open() {
  const emulator = await start({ seed });
  const about =
    (action: string) =>
    (more: Parameters, id = "sg-demo") =>
      call(emulator, action, { ...region, SecurityGroupId: id, ...more });
  const attribute = about("DescribeSecurityGroupAttribute");
  return {
    emulator,
    attribute,
    authorize: about("AuthorizeSecurityGroup"),
    authorizeEgress: about("AuthorizeSecurityGroupEgress"),
    revoke: about("RevokeSecurityGroup"),
    revokeEgress: about("RevokeSecurityGroupEgress"),
    remove: about("DeleteSecurityGroup"),
    rules: async (more: Parameters = {}): Promise<readonly ShownRule[]> => {
      const { json } = await attribute(more);
      return (json["Permissions"] as { Permission: ShownRule[] }).Permission;
    },
    groups: async (more: Parameters = {}) => {
      const { json } = await call(emulator, "DescribeSecurityGroups", { ...region, ...more });
      const { SecurityGroup } = json["SecurityGroups"] as { SecurityGroup: { SecurityGroupId: string }[] };
      return SecurityGroup.map((group) => group.SecurityGroupId);
    },
  };
}

/** `Permissions.N` of TCP rules, one for each source. */
const from = (...sources: readonly string[]): Parameters =>
  Object.assign(
    {},
    ...sources.map((source, i) => ({
      [`Permissions.${i + 1}.IpProtocol`]: "tcp",
      [`Permissions.${i + 1}.PortRange`]: "443/443",
      [`Permissions.${i + 1}.SourceCidrIp`]: source,
    })),
  ) as Parameters;

test("rules are added, shown with what they say, and taken away by their ids", async () => {
  const { authorize, revoke, rules } = await open();
  expect((await authorize(from("10.0.0.101/32", "10.0.0.102"))).status).toBe(200);
  const [first, second] = await rules();
  const sources = [first?.["SourceCidrIp"], second?.["SourceCidrIp"]].sort();
  expect(sources).toEqual(["10.0.0.101/32", "10.0.0.102"]);
  expect(first).toMatchObject({
    ...{ Direction: "ingress", IpProtocol: "TCP", PortRange: "443/443", Policy: "Accept", Priority: "1" },
    ...{ DestCidrIp: "", SourceGroupId: "", SourcePrefixListId: "" },
  });
  await revoke({ "SecurityGroupRuleId.1": first?.SecurityGroupRuleId ?? "" });
  expect(await rules()).toEqual([second]);
});

test("a rule that is there is not added again, and one that matches none takes nothing away, without an error", async () => {
  const { authorize, revoke, rules } = await open();
  await authorize(from("10.0.0.101"));
  expect((await authorize(from("10.0.0.101"))).status).toBe(200);
  expect(await rules()).toHaveLength(1);
  expect((await revoke(from("10.0.0.99"))).status).toBe(200);
  expect(await rules()).toHaveLength(1);
  await revoke(from("10.0.0.101"));
  expect(await rules()).toEqual([]);
});

test("the older form with one rule in flat parameters does the same", async () => {
  const { authorizeEgress, revokeEgress, rules } = await open();
  const rule = {
    IpProtocol: "ALL",
    PortRange: "-1/-1",
    DestCidrIp: "10.0.0.101/32",
    Policy: "drop",
    Priority: "7",
  };
  await authorizeEgress(rule);
  expect(await rules({ Direction: "ingress" })).toEqual([]);
  expect(await rules({ Direction: "egress" })).toMatchObject([
    { Direction: "egress", DestCidrIp: "10.0.0.101/32", Policy: "Drop", Priority: "7", Description: "" },
  ]);
  await revokeEgress(rule);
  expect(await rules()).toEqual([]);
});

test("a rule speaks of one block, group or prefix list that is there", async () => {
  const { authorize, rules } = await open();
  const rule = { "Permissions.1.IpProtocol": "UDP", "Permissions.1.PortRange": "53/53" };
  const speakingOf = (party: Parameters) => authorize({ ...rule, ...party });
  await speakingOf({ "Permissions.1.SourceGroupId": "sg-web" });
  await speakingOf({ "Permissions.1.SourcePrefixListId": "pl-a" });
  expect((await rules()).map((one) => [one["SourceGroupId"], one["SourcePrefixListId"]]).sort()).toEqual([
    ["", "pl-a"],
    ["sg-web", ""],
  ]);
  expectRefusal(
    await speakingOf({}),
    ...([
      400,
      "MissingParameter.Source",
      "One of the parameters SourceCidrIp, Ipv6SourceCidrIp, SourceGroupId or SourcePrefixListId in Permissions.1 must be specified.",
    ] as const),
  );
  expect((await speakingOf({ "Permissions.1.SourceCidrIp": "64.0.0.0/4" })).status).toBe(200);
  const wrong = { "Permissions.1.SourceCidrIp": "10.0.0.300" };
  expectRefusal(await speakingOf(wrong), 400, "InvalidParam.SourceCidrIp");
  const ipv6 = { "Permissions.1.Ipv6SourceCidrIp": "fd00::/8" };
  expectRefusal(await speakingOf(ipv6), 400, "UnsupportedParameter");
  const group = (id: string) => speakingOf({ "Permissions.1.SourceGroupId": id });
  expectRefusal(await group("sg-gone"), 404, "InvalidSourceGroupId.NotFound");
  expectRefusal(await group("sg-b"), 400, "InvalidSourceGroupId.Mismatch");
  expectRefusal(await group("sg-demo"), 400, "InvalidParamter.Conflict");
  expectRefusal(await group("sg-free"), 400, "InvalidGroupAuthParameter.OperationDenied");
  for (const list of ["pl-gone", "pl-b"])
    expectRefusal(
      await speakingOf({ "Permissions.1.SourcePrefixListId": list }),
      404,
      "InvalidPrefixListId.NotFound",
    );
  expect(await rules()).toHaveLength(3);
});

test("of several parties that a call names, the block counts, then the group", async () => {
  const { authorize, rules } = await open();
  const rule = { "Permissions.1.IpProtocol": "UDP", "Permissions.1.PortRange": "53/53" };
  const group = { "Permissions.1.SourceGroupId": "sg-web", "Permissions.1.SourcePrefixListId": "pl-a" };
  await authorize({ ...rule, ...group });
  await authorize({ ...rule, ...group, "Permissions.1.SourceCidrIp": "10.0.0.1" });
  expect((await rules()).map((one) => [one["SourceCidrIp"], one["SourceGroupId"]]).sort()).toEqual([
    ["", "sg-web"],
    ["10.0.0.1", ""],
  ]);
});

test("an address and its own /32 are one rule", async () => {
  const { authorize, revoke, rules } = await open();
  await authorize(from("10.0.0.55"));
  await authorize(from("10.0.0.55/32"));
  expect(await rules()).toHaveLength(1);
  await revoke(from("10.0.0.55/32"));
  expect(await rules()).toEqual([]);
});

test.each([
  ["tcp", "99999/99999"],
  ["tcp", "2/1"],
  ["udp", "0/0"],
  ["tcp", "-1/-1"],
  ["icmp", "80/80"],
  ["all", "1/65535"],
  ["tcp", "80"],
])("ports that the protocol does not have are refused: %s %s", async (IpProtocol, PortRange) => {
  const { authorize, rules } = await open();
  const reply = await authorize({ IpProtocol, PortRange, SourceCidrIp: "10.0.0.1" });
  expectRefusal(reply, 400, "InvalidParam.PortRange");
  expect(await rules()).toEqual([]);
});

test("the two forms of a rule do not go together, and no rule twice in one call", async () => {
  const { authorize, revoke, rules } = await open();
  const flat = { IpProtocol: "tcp", PortRange: "22/22", SourceCidrIp: "10.0.0.9" };
  for (const act of [authorize, revoke]) {
    expectRefusal(await act({ ...from("10.0.0.101"), ...flat }), 400, "InvalidParam.Permissions");
    expectRefusal(await act(from("10.0.0.9", "10.0.0.9")), 400, "InvalidParam.DuplicatePermissions");
  }
  const missing = (left: keyof typeof flat) => {
    const { [left]: gone, ...rest } = flat;
    return authorize(rest);
  };
  expectRefusal(await missing("IpProtocol"), 400, "InvalidIpProtocol.ValueNotSupported");
  expectRefusal(await missing("PortRange"), 400, "InvalidPortRange.Malformed");
  expectRefusal(await missing("SourceCidrIp"), 400, "MissingParameter.Source");
  expect(await rules()).toEqual([]);
});

test("the network card of a rule is intranet, as in any VPC, and fields of a rule are refused like parameters", async () => {
  const { authorize, revoke, attribute, rules } = await open();
  const flat = { IpProtocol: "tcp", PortRange: "22/22", SourceCidrIp: "10.0.0.9", NicType: "intranet" };
  await authorize(flat);
  expect(await rules({ NicType: "intranet" })).toHaveLength(1);
  expectRefusal(await authorize({ ...flat, NicType: "internet" }), 400, "InvalidNicType.ValueNotSupported");
  expectRefusal(await attribute({ NicType: "internet" }), 400, "InvalidNicType.ValueNotSupported");
  const owner = { ...from("10.0.0.1"), "Permissions.1.SourceGroupOwnerAccount": "x@y.z" };
  expectRefusal(
    await authorize(owner),
    400,
    "UnsupportedParameter",
    "The parameters is unsupported. This emulator does not have Permissions.1.SourceGroupOwnerAccount.",
  );
  await revoke(flat);
  expect(await rules()).toEqual([]);
});

test("what cannot be revoked or found is refused", async () => {
  const { authorize, attribute, revoke, revokeEgress, rules } = await open();
  await authorize(from("10.0.0.101"));
  const [rule] = await rules();
  const byId = { "SecurityGroupRuleId.1": rule?.SecurityGroupRuleId ?? "" };
  expectRefusal(await revokeEgress(byId), 400, "InvalidParam.SecurityGroupRuleId");
  expectRefusal(
    await revoke({ "SecurityGroupRuleId.1": "sgr-gone" }),
    400,
    "InvalidParam.SecurityGroupRuleId",
  );
  const twice = { "SecurityGroupRuleId.1": "sgr-a", "SecurityGroupRuleId.2": "sgr-a" };
  expectRefusal(await revoke(twice), 400, "InvalidParam.SecurityGroupRuleIdRepeated");
  expectRefusal(await revoke({}), 400, "MissingParameter");
  expectRefusal(await authorize({}), 400, "MissingParameter");
  const text = "The specified SecurityGroupId does not exist.";
  expectRefusal(await attribute({}, "sg-gone"), 404, "InvalidSecurityGroupId.NotFound", text);
  expectRefusal(await attribute({}, "sg-b"), 404, "InvalidSecurityGroupId.NotFound", text);
});

test("a group takes 200 rules, in calls of at most 100, and shows them in pages", async () => {
  const { authorize, attribute } = await open();
  const many = (third: number, count: number) =>
    from(...Array.from({ length: count }, (_, i) => `10.0.${third}.${i}`));
  await authorize(many(1, 100));
  await authorize(many(2, 100));
  expectRefusal(await authorize(many(3, 1)), 403, "AuthorizationLimitExceed");
  expectRefusal(await authorize(many(4, 101)), 400, "InvalidParameter");
  const pages: string[][] = [];
  for (let NextToken = ""; pages.length === 0 || NextToken !== "";) {
    const { json } = await attribute({ MaxResults: "150", ...(NextToken !== "" && { NextToken }) });
    const { Permission } = json["Permissions"] as { Permission: ShownRule[] };
    pages.push(Permission.map((rule) => rule.SecurityGroupRuleId));
    NextToken = json["NextToken"] as string;
  }
  expect(pages.map((page) => page.length)).toEqual([150, 50]);
  expect(new Set(pages.flat()).size).toBe(200);
  // hundreds of rules over the wire, on a machine that may be busy
}, 30_000);

test("groups are created, found by each filter, and deleted unless something uses them", async () => {
  const { emulator, authorize, groups, remove, attribute } = await open();
  const create = (more: Parameters) => call(emulator, "CreateSecurityGroup", { ...region, ...more });
  const token = { VpcId: "vpc-demo", SecurityGroupName: "new-one", ClientToken: "t" };
  const { json } = await create(token);
  const id = json["SecurityGroupId"] as string;
  expect((await create(token)).json["SecurityGroupId"]).toBe(id);
  expect((await groups()).sort()).toEqual([id, "sg-demo", "sg-free", "sg-web"].sort());
  expect(await groups({ SecurityGroupName: "new-one" })).toEqual([id]);
  expect(await groups({ SecurityGroupId: "sg-demo" })).toEqual(["sg-demo"]);
  expect(await groups({ SecurityGroupIds: '["sg-free","sg-gone"]' })).toEqual(["sg-free"]);
  expect(await groups({ VpcId: "vpc-gone" })).toEqual([]);
  expect(await groups({ ResourceGroupId: "rg-a" })).toEqual(["sg-free"]);
  expect(await groups({ SecurityGroupType: "enterprise" })).toEqual(["sg-free"]);
  expect(await groups({ "Tag.1.Key": "team" })).toEqual(["sg-demo"]);
  expectRefusal(await create({ VpcId: "vpc-b" }), 404, "InvalidVpcId.NotFound");

  expectRefusal(await remove({}), 403, "DependencyViolation");
  const rule = { IpProtocol: "ALL", PortRange: "-1/-1", SourceGroupId: "sg-web" };
  await authorize(rule, id);
  expectRefusal(await remove({}, "sg-web"), 403, "DependencyViolation");
  expect((await remove({}, id)).status).toBe(200);
  expect((await remove({}, "sg-web")).status).toBe(200);
  expectRefusal(await attribute({}, id), 404, "InvalidSecurityGroupId.NotFound");
});

test("a prefix list tells its entries", async () => {
  const { emulator } = await open();
  const of = (PrefixListId: string) =>
    call(emulator, "DescribePrefixListAttributes", { ...region, PrefixListId });
  expect((await of("pl-a")).json["Entries"]).toEqual({
    Entry: [{ Cidr: "10.0.0.101/32", Description: "web" }],
  });
  expect((await of("pl-a")).json).toMatchObject({ MaxEntries: 200, CreationTime: "2026-01-01T00:00Z" });
  expectRefusal(await of("pl-gone"), 404, "InvalidPrefixListId.NotFound");
  expectRefusal(await of("pl-b"), 404, "InvalidPrefixListId.NotFound");
});

test("a rule that speaks of everybody is kept by a state file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-groups-"));
  try {
    const stateFile = join(folder, "state.json");
    const before = await start({ seed, stateFile });
    const asked = { ...region, SecurityGroupId: "sg-demo", ...from("0.0.0.0/0") };
    await call(before, "AuthorizeSecurityGroup", asked);
    const after = await start({ stateFile });
    expect(after.securityGroups()[0]?.rules).toMatchObject([{ sourceCidrIp: "0.0.0.0/0" }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an interface can be created in a group with rules", async () => {
  const { emulator, authorize } = await open();
  await authorize(from("10.0.0.101"), "sg-free");
  const wanted = { VSwitchId: "vsw-demo", SecurityGroupId: "sg-free" };
  expect((await call(emulator, "CreateNetworkInterface", { ...region, ...wanted })).status).toBe(200);
  const { text } = await call(emulator, "DescribeNetworkInterfaces", {
    ...region,
    SecurityGroupId: "sg-free",
  });
  expect(text).toContain('"sg-free"');
});
