import { defaultSeed, type Emulator } from "../../../provider/emulator";
import { call, listOf, type Parameters } from "../client";
import {
  assign,
  type DescribedInterface,
  describeInterfaces,
  emulatorPerTest,
  expectRefusal,
  region,
} from "../helpers";

const start = emulatorPerTest();

const ids = async (emulator: Emulator, filters: Parameters) =>
  (await describeInterfaces(emulator, filters)).map((item) => item.NetworkInterfaceId);

/** The demo account with `count` more interfaces, eni-more0, eni-more1, … */
const seedWithMore = (count: number) => ({
  ...defaultSeed,
  networkInterfaces: [
    ...(defaultSeed.networkInterfaces ?? []),
    ...Array.from({ length: count }, (_, index) => ({
      networkInterfaceId: `eni-more${index}`,
      vSwitchId: "vsw-demo",
      primaryIpAddress: `10.0.0.${100 + index}`,
    })),
  ],
});

test("an interface is shown with its primary address in the set, and with every wrapper", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  emulator.updateNetworkInterface("eni-demo", {
    tags: [{ key: "team", value: "web" }],
    publicIpAddresses: { "10.0.0.100": { publicIpAddress: "203.0.113.7", allocationId: "eip-7" } },
  });
  const [item] = await describeInterfaces(emulator, { "NetworkInterfaceId.1": "eni-demo" });
  expect(item).toEqual({
    NetworkInterfaceId: "eni-demo",
    NetworkInterfaceName: "",
    Description: "",
    Status: "InUse",
    Type: "Secondary",
    MacAddress: expect.stringMatching(/^00:16:3e(:[0-9a-f]{2}){3}$/) as unknown,
    CreationTime: "2026-01-01T00:00:00Z",
    VpcId: "vpc-demo",
    VSwitchId: "vsw-demo",
    ZoneId: "cn-hangzhou-h",
    OwnerId: "1234567890123456",
    ResourceGroupId: "",
    InstanceId: "i-demo",
    PrivateIpAddress: "10.0.0.20",
    ServiceManaged: false,
    ServiceID: 0,
    NetworkInterfaceTrafficMode: "Standard",
    QueueNumber: 1,
    QueuePairNumber: 1,
    DeleteOnRelease: true,
    SourceDestCheck: false,
    AssociatedPublicIp: {},
    Attachment: { InstanceId: "i-demo", DeviceIndex: 1 },
    SecurityGroupIds: { SecurityGroupId: ["sg-demo"] },
    Tags: { Tag: [{ TagKey: "team", TagValue: "web" }] },
    PrivateIpSets: {
      PrivateIpSet: [
        { PrivateIpAddress: "10.0.0.20", Primary: true, AssociatedPublicIp: {} },
        {
          PrivateIpAddress: "10.0.0.100",
          Primary: false,
          AssociatedPublicIp: { PublicIpAddress: "203.0.113.7", AllocationId: "eip-7" },
        },
      ],
    },
    Ipv6Sets: { Ipv6Set: [] },
    Ipv4PrefixSets: { Ipv4PrefixSet: [] },
    Ipv6PrefixSets: { Ipv6PrefixSet: [] },
  });
});

test("an Available interface has no attachment, and a managed one hides its instance", async () => {
  const emulator = await start();
  emulator.updateNetworkInterface("eni-demo", { serviceManaged: true });
  const [spare] = await describeInterfaces(emulator, { "NetworkInterfaceId.1": "eni-spare" });
  expect(spare).toMatchObject({ Status: "Available", InstanceId: "", Attachment: {} });
  const [managed] = await describeInterfaces(emulator, { "NetworkInterfaceId.1": "eni-demo" });
  expect(managed).toMatchObject({ ServiceManaged: true, InstanceId: "" });
});

test("an unknown id gives an empty list, beside known ones too", async () => {
  const emulator = await start();
  expect(await ids(emulator, { "NetworkInterfaceId.1": "eni-gone" })).toEqual([]);
  expect(
    await ids(emulator, { "NetworkInterfaceId.1": "eni-gone", "NetworkInterfaceId.2": "eni-demo" }),
  ).toEqual(["eni-demo"]);
});

test.each<[string, Parameters, readonly string[]]>([
  ["PrivateIpAddress.N, secondary addresses", { "PrivateIpAddress.1": "10.0.0.100" }, ["eni-demo"]],
  ["PrivateIpAddress.N, not the primary one", { "PrivateIpAddress.1": "10.0.0.20" }, []],
  ["PrimaryIpAddress", { PrimaryIpAddress: "10.0.0.20" }, ["eni-demo"]],
  ["InstanceId", { InstanceId: "i-demo" }, ["eni-demo", "eni-demoprimary"]],
  ["VSwitchId", { VSwitchId: "vsw-demo" }, ["eni-demo", "eni-demoprimary", "eni-spare"]],
  ["VSwitchId of another", { VSwitchId: "vsw-other" }, []],
  ["VpcId", { VpcId: "vpc-demo" }, ["eni-demo", "eni-demoprimary", "eni-spare"]],
  ["SecurityGroupId, secondary interfaces only", { SecurityGroupId: "sg-demo" }, ["eni-demo", "eni-spare"]],
  ["NetworkInterfaceName", { NetworkInterfaceName: "spare one" }, ["eni-spare"]],
  ["Type", { Type: "Primary" }, ["eni-demoprimary"]],
  ["an empty Type, which is all", { Type: "" }, ["eni-demo", "eni-demoprimary", "eni-spare"]],
  ["Status", { Status: "Available" }, ["eni-spare"]],
  ["ServiceManaged", { ServiceManaged: "True" }, ["eni-spare"]],
  ["ServiceManaged=false", { ServiceManaged: "false" }, ["eni-demo", "eni-demoprimary"]],
  ["ResourceGroupId", { ResourceGroupId: "rg-a" }, ["eni-spare"]],
  ["Tag with its value", { "Tag.1.Key": "team", "Tag.1.Value": "web" }, ["eni-spare"]],
  ["Tag with another value", { "Tag.1.Key": "team", "Tag.1.Value": "ops" }, []],
  ["Tag by its key", { "Tag.1.Key": "team" }, ["eni-spare"]],
  ["two tags, both needed", { "Tag.1.Key": "team", "Tag.2.Key": "absent" }, []],
])("the filter %s", async (_, filters, expected) => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  emulator.updateNetworkInterface("eni-spare", {
    networkInterfaceName: "spare one",
    resourceGroupId: "rg-a",
    serviceManaged: true,
    tags: [{ key: "team", value: "web" }],
  });
  expect(await ids(emulator, filters)).toEqual(expected);
});

/** All pages by token, each with the ids in it. */
async function pagesOf(emulator: Emulator, parameters: Parameters): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  let token = "";
  do {
    const { json } = await call(emulator, "DescribeNetworkInterfaces", {
      ...region,
      ...parameters,
      NextToken: token,
    });
    const sets = json["NetworkInterfaceSets"] as { NetworkInterfaceSet: DescribedInterface[] };
    pages.push(sets.NetworkInterfaceSet.map((item) => item.NetworkInterfaceId));
    token = json["NextToken"] as string;
  } while (token !== "");
  return pages;
}

test.each([
  ["25 interfaces", 25, [10, 10, 5]],
  ["20 interfaces, without an empty page at the end", 20, [10, 10]],
])("pages by token, 10 unless told otherwise: %s", async (_, count, expected) => {
  const emulator = await start({ seed: seedWithMore(count - 3) });
  const pages = await pagesOf(emulator, {});
  expect(pages.map((page) => page.length)).toEqual(expected);
  expect(new Set(pages.flat()).size).toBe(count);
});

test("a filter and pages of up to 500 go together: each interface of the vSwitch once, and no other", async () => {
  const inBig = Array.from({ length: 1001 }, (_, index) => ({
    networkInterfaceId: `eni-big${String(index).padStart(4, "0")}`,
    vSwitchId: "vsw-big",
    primaryIpAddress: `10.0.${16 + Math.floor(index / 250)}.${1 + (index % 250)}`,
  }));
  const [first, ...others] = defaultSeed.networkInterfaces ?? [];
  const seed = {
    ...defaultSeed,
    vSwitches: [
      ...defaultSeed.vSwitches,
      { vSwitchId: "vsw-big", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.16.0/20" },
    ],
    // those of the other vSwitch before, between and after
    networkInterfaces: [...(first ? [first] : []), ...inBig.slice(0, 500), ...others, ...inBig.slice(500)],
  };
  const emulator = await start({ seed });
  const expected = inBig.map((item) => item.networkInterfaceId);
  for (const [MaxResults, sizes] of [
    ["500", [500, 500, 1]],
    ["501", [500, 500, 1]],
    ["499", [499, 499, 3]],
  ] as const) {
    const pages = await pagesOf(emulator, { VSwitchId: "vsw-big", MaxResults });
    expect(pages.map((page) => page.length)).toEqual(sizes);
    expect(pages.flat()).toEqual(expected);
  }
  expect((await pagesOf(emulator, { VSwitchId: "vsw-demo", MaxResults: "500" })).flat()).toEqual([
    "eni-demo",
    "eni-demoprimary",
    "eni-spare",
  ]);
});

test.each([
  ["below 10 means 10", "3", 10],
  ["in the range means itself", "12", 12],
])("MaxResults %s", async (_, MaxResults, expected) => {
  const emulator = await start({ seed: seedWithMore(22) });
  expect(await ids(emulator, { MaxResults })).toHaveLength(expected);
});

test("pages by number, as older clients do", async () => {
  const emulator = await start({ seed: seedWithMore(22) });
  const reply = await call(emulator, "DescribeNetworkInterfaces", {
    ...region,
    PageNumber: "3",
    PageSize: "11",
  });
  expect(reply.json).toMatchObject({ TotalCount: 25, PageNumber: 3, PageSize: 11, NextToken: "" });
  expect(reply.json["NetworkInterfaceSets"]).toMatchObject({ NetworkInterfaceSet: { length: 3 } });
  const first = await call(emulator, "DescribeNetworkInterfaces", { ...region, PageNumber: "1" });
  expect(first.json).toMatchObject({ PageSize: 10 });
});

test.each<[string, Parameters]>([
  [
    "101 ids",
    listOf(
      "NetworkInterfaceId",
      Array.from({ length: 101 }, (_, index) => `eni-a${index}`),
    ),
  ],
  ["a malformed id", { "NetworkInterfaceId.1": "not an id" }],
  ["an unknown Type", { Type: "Trunk" }],
  ["an unknown Status", { Status: "Gone" }],
  ["a ServiceManaged that is neither true nor false", { ServiceManaged: "yes" }],
  ["a NextToken of somebody else", { NextToken: "abc" }],
  ["a MaxResults that is no number", { MaxResults: "many" }],
  ["a PageSize above 1000", { PageSize: "1001" }],
])("%s is an invalid parameter", async (_, filters) => {
  const emulator = await start();
  expectRefusal(
    await call(emulator, "DescribeNetworkInterfaces", { ...region, ...filters }),
    400,
    "InvalidParameter",
  );
});

test("100 ids in one call are fine, RegionId is mandatory, IPv6 filters are refused", async () => {
  const emulator = await start();
  const hundred = listOf(
    "NetworkInterfaceId",
    Array.from({ length: 99 }, (_, index) => `eni-a${index}`),
  );
  expect(await ids(emulator, { ...hundred, "NetworkInterfaceId.100": "eni-spare" })).toEqual(["eni-spare"]);
  expectRefusal(await call(emulator, "DescribeNetworkInterfaces"), 400, "MissingParameter");
  const ipv6 = await call(emulator, "DescribeNetworkInterfaces", {
    ...region,
    "Ipv6Address.1": "2001:db8::1",
  });
  expectRefusal(ipv6, 400, "UnsupportedParameter");
});

test("a tag without a key is refused", async () => {
  const emulator = await start();
  const reply = await call(emulator, "DescribeNetworkInterfaces", { ...region, "Tag.1.Value": "web" });
  expectRefusal(reply, 400, "MissingParameter");
});

test("an interface of another region is not shown", async () => {
  const seed = {
    vpcs: [
      { vpcId: "vpc-a", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" },
      { vpcId: "vpc-b", regionId: "cn-beijing", cidrBlock: "10.0.0.0/16" },
    ],
    vSwitches: [{ vSwitchId: "vsw-b", vpcId: "vpc-b", zoneId: "cn-beijing-a", cidrBlock: "10.0.0.0/24" }],
    networkInterfaces: [{ networkInterfaceId: "eni-b", vSwitchId: "vsw-b", primaryIpAddress: "10.0.0.5" }],
  };
  const emulator = await start({ seed });
  expect(await ids(emulator, {})).toEqual([]);
  expect(await ids(emulator, { RegionId: "cn-beijing" })).toEqual(["eni-b"]);
  expectRefusal(await assign(emulator, "eni-b", ["10.0.0.6"]), 404, "InvalidEniId.NotFound");
  const elsewhere = await call(emulator, "DescribeNetworkInterfaceAttribute", {
    ...region,
    NetworkInterfaceId: "eni-b",
  });
  expectRefusal(elsewhere, 404, "InvalidEniId.NotFound");
});

test("a walk by tokens skips none that is left when others are deleted on the way", async () => {
  const all = Array.from({ length: 60 }, (_, index) => `eni-many${String(index).padStart(2, "0")}`);
  const seed = {
    ...defaultSeed,
    networkInterfaces: all.map((networkInterfaceId, index) => ({
      ...{ networkInterfaceId, vSwitchId: "vsw-demo", primaryIpAddress: `10.0.0.${101 + index}` },
    })),
  };
  const emulator = await start({ seed });
  const page = async (more: Parameters) => {
    const { json } = await call(emulator, "DescribeNetworkInterfaces", {
      ...region,
      MaxResults: "20",
      ...more,
    });
    const { NetworkInterfaceSet } = json["NetworkInterfaceSets"] as {
      NetworkInterfaceSet: DescribedInterface[];
    };
    return {
      ids: NetworkInterfaceSet.map((item) => item.NetworkInterfaceId),
      next: json["NextToken"] as string,
    };
  };
  const first = await page({});
  for (const id of first.ids)
    await call(emulator, "DeleteNetworkInterface", { ...region, NetworkInterfaceId: id });
  const second = await page({ NextToken: first.next });
  const third = await page({ NextToken: second.next });
  expect([...first.ids, ...second.ids, ...third.ids]).toEqual(all);
  expect(third.next).toBe("");
});
