import { assign, emulatorPerTest, expectRefusal, region } from "./helpers";
import { call, type Parameters } from "./wire";
import type { Emulator } from "../../provider/emulator";

const start = emulatorPerTest();

const instances = async (emulator: Emulator, parameters: Parameters = {}) => {
  const { json } = await call(emulator, "DescribeInstances", { ...region, ...parameters });
  return (json["Instances"] as { Instance: Record<string, unknown>[] }).Instance;
};

test("DescribeInstances shows an instance with its interfaces and locks", async () => {
  const emulator = await start();
  emulator.updateInstance("i-demo", { operationLocks: ["security"] });
  expect(await instances(emulator, { InstanceIds: '["i-demo"]' })).toMatchObject([
    {
      InstanceId: "i-demo",
      Status: "Running",
      InstanceType: "ecs.g7.xlarge",
      RegionId: "cn-hangzhou",
      ZoneId: "cn-hangzhou-h",
      VpcAttributes: {
        VpcId: "vpc-demo",
        VSwitchId: "vsw-demo",
        PrivateIpAddress: { IpAddress: ["10.0.0.10"] },
      },
      OperationLocks: { LockReason: [{ LockReason: "security" }] },
      NetworkInterfaces: {
        NetworkInterface: [
          { NetworkInterfaceId: "eni-demoprimary", Type: "Primary", PrimaryIpAddress: "10.0.0.10" },
          {
            NetworkInterfaceId: "eni-demo",
            Type: "Secondary",
            PrivateIpSets: { PrivateIpSet: [{ Primary: true }] },
          },
        ],
      },
    },
  ]);
});

test.each<[Parameters, number]>([
  [{}, 1],
  [{ InstanceIds: '["i-gone"]' }, 0],
  [{ InstanceIds: "[]" }, 0],
  [{ Status: "Running" }, 1],
  [{ Status: "Stopped" }, 0],
  [{ VpcId: "vpc-demo", VSwitchId: "vsw-demo", ZoneId: "cn-hangzhou-h" }, 1],
  [{ VpcId: "vpc-other" }, 0],
  [{ VSwitchId: "vsw-other" }, 0],
  [{ ZoneId: "cn-hangzhou-i" }, 0],
])("DescribeInstances with %p finds %d", async (parameters, expected) => {
  const emulator = await start();
  expect(await instances(emulator, parameters)).toHaveLength(expected);
});

test.each(["i-demo", "{}", '["i-demo", 1]', JSON.stringify(Array(101).fill("i-demo"))])(
  "InstanceIds that is no JSON array of up to 100 strings is refused (case %#)",
  async (InstanceIds) => {
    const emulator = await start();
    expectRefusal(
      await call(emulator, "DescribeInstances", { ...region, InstanceIds }),
      400,
      "InvalidParameter",
    );
  },
);

test("an instance stops and starts by way of Stopping and Starting", async () => {
  let now = Date.now();
  const emulator = await start({ transitionMs: 1000, clock: () => now });
  const status = async () => (await instances(emulator))[0]?.["Status"];
  const stop = () => call(emulator, "StopInstance", { InstanceId: "i-demo" });
  const startIt = () => call(emulator, "StartInstance", { InstanceId: "i-demo" });

  expectRefusal(await startIt(), 403, "IncorrectInstanceStatus");
  expect((await stop()).status).toBe(200);
  expect(await status()).toBe("Stopping");
  expectRefusal(
    await assign(emulator, "eni-demoprimary", ["10.0.0.100"]),
    400,
    "InvalidOperation.InvalidEcsState",
  );
  now += 1000;
  expect(await status()).toBe("Stopped");
  expect((await assign(emulator, "eni-demoprimary", ["10.0.0.100"])).status).toBe(200);
  expectRefusal(await stop(), 403, "IncorrectInstanceStatus");
  expect((await startIt()).status).toBe(200);
  expect(await status()).toBe("Starting");
  now += 1000;
  expect(emulator.instance("i-demo")?.status).toBe("Running");
});

test("an unknown instance is not started, and a malformed id is an invalid parameter", async () => {
  const emulator = await start();
  expectRefusal(
    await call(emulator, "StartInstance", { InstanceId: "i-gone" }),
    404,
    "InvalidInstanceId.NotFound",
  );
  expectRefusal(await call(emulator, "StopInstance", { InstanceId: "demo" }), 400, "InvalidParameter");
  expectRefusal(await call(emulator, "StopInstance"), 400, "MissingParameter");
});

test.each(["2014-05-26", "2016-04-28"])(
  "DescribeVSwitches of version %s counts the free addresses",
  async (version) => {
    const emulator = await start();
    await assign(emulator, "eni-demo", ["10.0.0.100"]);
    const { json } = await call(emulator, "DescribeVSwitches", { VSwitchId: "vsw-demo" }, { version });
    expect(json).toEqual({
      RequestId: expect.any(String) as unknown,
      TotalCount: 1,
      PageNumber: 1,
      PageSize: 10,
      VSwitches: {
        VSwitch: [
          {
            VSwitchId: "vsw-demo",
            VpcId: "vpc-demo",
            ZoneId: "cn-hangzhou-h",
            CidrBlock: "10.0.0.0/24",
            Status: "Available",
            AvailableIpAddressCount: 256 - 4 - 3 - 1,
          },
        ],
      },
    });
  },
);

test.each<[Parameters, number]>([
  [{ RegionId: "" }, 1],
  [{ ...region, VpcId: "vpc-demo", ZoneId: "cn-hangzhou-h", PageSize: "50" }, 1],
  [{ VpcId: "vpc-other" }, 0],
  [{ ZoneId: "cn-hangzhou-i" }, 0],
  [{ PageNumber: "2" }, 0],
])("DescribeVSwitches with %p finds %d", async (parameters, expected) => {
  const emulator = await start();
  const { json } = await call(emulator, "DescribeVSwitches", parameters, { version: "2016-04-28" });
  expect(json["VSwitches"]).toMatchObject({ VSwitch: { length: expected } });
});

test("DescribeVSwitches refuses a page above 50", async () => {
  const emulator = await start();
  expectRefusal(await call(emulator, "DescribeVSwitches", { PageSize: "51" }), 400, "InvalidParameter");
});

test("ListTagResources lists the tags of interfaces", async () => {
  const emulator = await start();
  emulator.updateNetworkInterface("eni-demo", {
    tags: [
      { key: "team", value: "web" },
      { key: "env", value: "test" },
    ],
  });
  const list = async (parameters: Parameters) => {
    const { json } = await call(emulator, "ListTagResources", {
      ...region,
      ResourceType: "eni",
      ...parameters,
    });
    return (json["TagResources"] as { TagResource: unknown[] }).TagResource;
  };
  const team = { ResourceType: "eni", ResourceId: "eni-demo", TagKey: "team", TagValue: "web" };
  const env = { ResourceType: "eni", ResourceId: "eni-demo", TagKey: "env", TagValue: "test" };
  expect(await list({ "ResourceId.1": "eni-demo" })).toEqual([team, env]);
  expect(await list({ "Tag.1.Key": "env", "Tag.1.Value": "test" })).toEqual([team, env]);
  expect(await list({ "Tag.1.Key": "env", "Tag.1.Value": "prod" })).toEqual([]);
  expect(await list({ "ResourceId.1": "eni-spare" })).toEqual([]);
  expect(await list({ ResourceType: "instance" })).toEqual([]);
  expectRefusal(await call(emulator, "ListTagResources", region), 400, "MissingParameter");
});

test("GetCallerIdentity names the account of the seed", async () => {
  const emulator = await start();
  const { json } = await call(emulator, "GetCallerIdentity", {}, { version: "2015-04-01" });
  expect(json).toMatchObject({ AccountId: "1234567890123456", Arn: "acs:ram::1234567890123456:root" });
});

test("an unknown action is refused, and the supported ones are named", async () => {
  const emulator = await start();
  for (const action of ["RunInstances", "assignPrivateIpAddresses", "constructor"]) {
    const reply = await call(emulator, action);
    expectRefusal(reply, 400, "InvalidAction", `The action "${action}" is not valid.`);
    expect(reply.json["Recommend"]).toContain("AssignPrivateIpAddresses");
  }
});

test("an action of another product's version is refused", async () => {
  const emulator = await start();
  expectRefusal(
    await call(emulator, "DescribeNetworkInterfaces", region, { version: "2016-04-28" }),
    400,
    "InvalidVersion",
    "Specified parameter Version is not valid.",
  );
});
