import { type AccessKey, defaultAccessKey, defaultSeed, type Seed } from "../../provider/emulator";
import { type Answer, type Client, clients } from "./clients/clients";
import { emulatorPerTest } from "./helpers";

// Clients of the vendor that share no code with ours: what the emulator takes for a valid request must be
// what they send, and what it answers must be what they read.

// an interpreter and an SDK of that size take seconds to load on a busy machine
jest.setTimeout(120_000);
const start = emulatorPerTest();
const temporaryKey: AccessKey = { accessKeyId: "STS.k", accessKeySecret: "s/+&=", securityToken: "t/+& =" };
const accessKeys = [defaultAccessKey, temporaryKey];

const refused = (Code: string, HttpStatus: number) => ({ Code, HttpStatus });
const textOf = (answer: Answer, name: string): string => answer[name] as string;

/** What a set of answers holds: `NetworkInterfaceSets.NetworkInterfaceSet`. */
const itemsOf = (answer: Answer, set: string, item: string): readonly Answer[] =>
  (answer[set] as Record<string, Answer[]>)[item] ?? [];

async function expectLifeOfAnInterface({ call }: Client): Promise<void> {
  const created = await call("CreateNetworkInterface", {
    VSwitchId: "vsw-demo",
    SecurityGroupId: "sg-demo",
    Tag: [{ Key: "team", Value: "web" }],
  });
  const NetworkInterfaceId = textOf(created, "NetworkInterfaceId");
  const it = { NetworkInterfaceId };
  const shown = async () => {
    const all = await call("DescribeNetworkInterfaces", { NetworkInterfaceId: [NetworkInterfaceId] });
    return itemsOf(all, "NetworkInterfaceSets", "NetworkInterfaceSet")[0] ?? {};
  };
  const tagged = { ResourceType: "eni", ResourceId: [NetworkInterfaceId] };
  await call("TagResources", { ...tagged, Tag: [{ Key: "env", Value: "it's a (test)*~" }] });
  await call("UntagResources", { ...tagged, TagKey: ["team"] });
  await call("ModifyNetworkInterfaceAttribute", {
    ...it,
    Description: "the web & more",
    SecurityGroupId: ["sg-data"],
  });
  expect(await shown()).toMatchObject({
    Status: "Available",
    Description: "the web & more",
    SecurityGroupIds: { SecurityGroupId: ["sg-data"] },
    Tags: { Tag: [{ TagKey: "env", TagValue: "it's a (test)*~" }] },
  });
  expect(itemsOf(await call("ListTagResources", tagged), "TagResources", "TagResource")).toMatchObject([
    { ResourceId: NetworkInterfaceId, TagKey: "env" },
  ]);

  await call("AttachNetworkInterface", { ...it, InstanceId: "i-demo" });
  const PrivateIpAddress = ["10.0.0.150", "10.0.0.151"];
  expect(
    await call("AssignPrivateIpAddresses", { ...it, PrivateIpAddress, ClientToken: "a!'()*~b" }),
  ).toMatchObject({ AssignedPrivateIpAddressesSet: { PrivateIpSet: { PrivateIpAddress } } });
  const ips = async () =>
    itemsOf(await call("DescribeNetworkInterfaceAttribute", it), "PrivateIpSets", "PrivateIpSet").map(
      (one) => [one["PrivateIpAddress"], one["Primary"]],
    );
  expect(await ips()).toEqual([
    [textOf(created, "PrivateIpAddress"), true],
    ...PrivateIpAddress.map((address) => [address, false]),
  ]);
  await call("UnassignPrivateIpAddresses", { ...it, PrivateIpAddress });
  expect(await call("UnassignPrivateIpAddresses", { ...it, PrivateIpAddress })).toEqual(
    refused("InvalidIp.IpUnassigned", 403),
  );
  await call("DetachNetworkInterface", { ...it, InstanceId: "i-demo" });
  await call("DeleteNetworkInterface", it);
  expect(await shown()).toEqual({});
}

async function expectInstancesAndPlaces({ call }: Client): Promise<void> {
  const status = async () =>
    itemsOf(await call("DescribeInstances", { InstanceIds: '["i-demo"]' }), "Instances", "Instance").map(
      (one) => one["Status"],
    );
  await call("StopInstance", { InstanceId: "i-demo" });
  expect(await status()).toEqual(["Stopped"]);
  await call("StartInstance", { InstanceId: "i-demo" });
  expect(await status()).toEqual(["Running"]);
  const places = await call("DescribeVSwitches", { VSwitchId: "vsw-demo" });
  expect(itemsOf(places, "VSwitches", "VSwitch")).toMatchObject([{ CidrBlock: "10.0.0.0/24" }]);
}

async function expectGroupsAndRules({ call }: Client): Promise<void> {
  const created = await call("CreateSecurityGroup", { VpcId: "vpc-demo", SecurityGroupName: "new-group" });
  const SecurityGroupId = textOf(created, "SecurityGroupId");
  const it = { SecurityGroupId };
  const tcp = (port: number, more: object) => ({ IpProtocol: "TCP", PortRange: `${port}/${port}`, ...more });
  const everybody = { IpProtocol: "ALL", PortRange: "-1/-1", DestCidrIp: "0.0.0.0/0" };
  await call("AuthorizeSecurityGroup", {
    ...it,
    Permissions: [tcp(80, { SourceCidrIp: "10.0.0.101" }), tcp(81, { SourcePrefixListId: "pl-web" })],
  });
  // the older form
  await call("AuthorizeSecurityGroup", { ...it, ...tcp(82, { SourceGroupId: "sg-data" }) });
  await call("AuthorizeSecurityGroupEgress", { ...it, Permissions: [everybody] });
  const rules = async (Direction: string) =>
    itemsOf(await call("DescribeSecurityGroupAttribute", { ...it, Direction }), "Permissions", "Permission");
  const ingress = await rules("ingress");
  expect(ingress.map((rule) => rule["PortRange"]).sort()).toEqual(["80/80", "81/81", "82/82"]);
  await call("RevokeSecurityGroup", {
    ...it,
    SecurityGroupRuleId: ingress.map((rule) => rule["SecurityGroupRuleId"]),
  });
  expect(await rules("ingress")).toEqual([]);
  expect(await rules("egress")).toMatchObject([{ DestCidrIp: "0.0.0.0/0", Policy: "Accept" }]);
  await call("RevokeSecurityGroupEgress", { ...it, Permissions: [everybody] });
  expect(await rules("all")).toEqual([]);
  const groups = async () =>
    itemsOf(
      await call("DescribeSecurityGroups", { SecurityGroupIds: JSON.stringify([SecurityGroupId]) }),
      "SecurityGroups",
      "SecurityGroup",
    ).map((group) => group["SecurityGroupName"]);
  expect(await groups()).toEqual(["new-group"]);
  await call("DeleteSecurityGroup", it);
  expect(await groups()).toEqual([]);
  const list = await call("DescribePrefixListAttributes", { PrefixListId: "pl-web" });
  expect(itemsOf(list, "Entries", "Entry")).toHaveLength(2);
}

const all = Array.from({ length: 250 }, (_, i) => `eni-walk${String(i).padStart(3, "0")}`);
const manyInterfaces: Seed = {
  ...defaultSeed,
  vSwitches: [
    { vSwitchId: "vsw-demo", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/20" },
  ],
  networkInterfaces: all.map((networkInterfaceId, i) => ({
    networkInterfaceId,
    vSwitchId: "vsw-demo",
    primaryIpAddress: `10.0.${1 + Math.floor(i / 200)}.${1 + (i % 200)}`,
  })),
};

/** All pages, while of each some that were seen are deleted. */
async function walk({ call }: Client): Promise<readonly string[]> {
  const seen: string[] = [];
  let NextToken = "";
  do {
    const page = await call("DescribeNetworkInterfaces", {
      MaxResults: 60,
      ...(NextToken !== "" && { NextToken }),
    });
    const ids = itemsOf(page, "NetworkInterfaceSets", "NetworkInterfaceSet").map((item) =>
      textOf(item, "NetworkInterfaceId"),
    );
    for (const id of ids.slice(0, 5)) await call("DeleteNetworkInterface", { NetworkInterfaceId: id });
    seen.push(...ids);
    NextToken = textOf(page, "NextToken");
  } while (NextToken !== "");
  return seen;
}

describe.each(clients)("%s", (name, open) => {
  let client: Client | undefined;
  afterEach(() => client?.close());
  const led = async (key: AccessKey, seed: Seed = defaultSeed): Promise<Client> => {
    const { endpoint } = await start({ accessKeys, seed });
    return (client = open(endpoint, key));
  };

  test("plays the life of an interface", async () => {
    await expectLifeOfAnInterface(await led(defaultAccessKey));
  });

  test("plays it with a temporary key", async () => {
    await expectLifeOfAnInterface(await led(temporaryKey));
  });

  test("stops and starts an instance, and finds its vSwitch", async () => {
    await expectInstancesAndPlaces(await led(defaultAccessKey));
  });

  test("adds rules to a group of its own, and takes them away", async () => {
    await expectGroupsAndRules(await led(defaultAccessKey));
  });

  test("walks over 250 interfaces by tokens while some that it has seen are deleted", async () => {
    expect(await walk(await led(defaultAccessKey, manyInterfaces))).toEqual(all);
  });

  test("says that the key is unknown", async () => {
    const { call } = await led({ ...defaultAccessKey, accessKeyId: "unknown" });
    expect(await call("DescribeNetworkInterfaces")).toEqual(refused("InvalidAccessKeyId.NotFound", 404));
  });

  test("says that the secret is wrong", async () => {
    const { call } = await led({ ...defaultAccessKey, accessKeySecret: "wrong" });
    // the legacy SDK cuts the string to sign out of the message, compares it with its own, and so knows that the signing is right
    const code = name.includes("legacy") ? "InvalidAccessKeySecret" : "SignatureDoesNotMatch";
    expect(await call("DescribeNetworkInterfaces")).toEqual(refused(code, 400));
  });

  test("says that the emulator does not have an action", async () => {
    const { call } = await led(defaultAccessKey);
    expect(await call("DescribeDisks")).toEqual(refused("InvalidAction.NotFound", 404));
  });
});
