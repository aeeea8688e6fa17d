import type { Emulator } from "../../../provider/emulator";
import { call, type Parameters } from "../client";
import { emulatorPerTest, expectRefusal, region } from "../helpers";

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
