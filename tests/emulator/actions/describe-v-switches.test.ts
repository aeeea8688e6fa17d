import { call, type Parameters } from "../client";
import { assign, emulatorPerTest, expectRefusal, region } from "../helpers";

const start = emulatorPerTest();

test.each(["2014-05-26", "2016-04-28"])(
  "DescribeVSwitches of version %s counts the free addresses",
  async (version) => {
    const emulator = await start();
    await assign(emulator, "eni-demo", ["10.0.0.100"]);
    const { json } = await call(
      emulator,
      "DescribeVSwitches",
      { ...region, VSwitchId: "vsw-demo" },
      { version },
    );
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
  [{ RegionId: "", VpcId: "vpc-demo" }, 1],
  [{ ...region, VpcId: "vpc-demo", ZoneId: "cn-hangzhou-h", PageSize: "50" }, 1],
  [{ VpcId: "vpc-other" }, 0],
  [{ ...region, ZoneId: "cn-hangzhou-i" }, 0],
  [{ ...region, PageNumber: "2" }, 0],
])("DescribeVSwitches with %p finds %d", async (parameters, expected) => {
  const emulator = await start();
  const { json } = await call(emulator, "DescribeVSwitches", parameters, { version: "2016-04-28" });
  expect(json["VSwitches"]).toMatchObject({ VSwitch: { length: expected } });
});

test("DescribeVSwitches refuses a page above 50", async () => {
  const emulator = await start();
  const parameters = { ...region, PageSize: "51" };
  expectRefusal(await call(emulator, "DescribeVSwitches", parameters), 400, "InvalidParameter");
});

test("DescribeVSwitches wants the region or the VPC", async () => {
  const emulator = await start();
  const parameters = { VSwitchId: "vsw-demo" };
  expectRefusal(await call(emulator, "DescribeVSwitches", parameters), 400, "MissingParameter");
});
