import { call } from "../client";
import { emulatorPerTest } from "../helpers";

const start = emulatorPerTest();

test("DescribeRegions names the regions that have a VPC", async () => {
  const emulator = await start();
  const { json } = await call(emulator, "DescribeRegions", {});
  expect(json["Regions"]).toEqual({
    Region: [
      {
        ...{ RegionId: "cn-hangzhou", LocalName: "cn-hangzhou", Status: "available" },
        RegionEndpoint: "ecs.cn-hangzhou.aliyuncs.com",
      },
    ],
  });
});
