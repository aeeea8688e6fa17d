import { call, type Parameters } from "../client";
import { assign, emulatorPerTest, expectRefusal, region } from "../helpers";

const start = emulatorPerTest();

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
