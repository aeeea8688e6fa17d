import { defaultSeed } from "../../../provider/emulator";
import { call, listOf } from "../client";
import { emulatorPerTest, expectRefusal } from "../helpers";

const start = emulatorPerTest();

interface Types {
  readonly InstanceTypes: { readonly InstanceType: readonly Record<string, unknown>[] };
}
const typesIn = (json: object): readonly Record<string, unknown>[] =>
  (json as Types).InstanceTypes.InstanceType;

test("DescribeInstanceTypes tells what the types allow, those of the seed too", async () => {
  const instanceTypes = { "ecs.own.large": { eniQuantity: 2, eniPrivateIpAddressQuantity: 3 } };
  const emulator = await start({ seed: { ...defaultSeed, instanceTypes } });
  const wanted = listOf("InstanceTypes", ["ecs.own.large", "ecs.g7.large", "ecs.nobody"]);
  const { json } = await call(emulator, "DescribeInstanceTypes", wanted);
  expect(typesIn(json)).toEqual([
    {
      ...{ InstanceTypeId: "ecs.g7.large", InstanceTypeFamily: "ecs.g7" },
      ...{ EniQuantity: 3, EniPrivateIpAddressQuantity: 6 },
    },
    {
      ...{ InstanceTypeId: "ecs.own.large", InstanceTypeFamily: "ecs.own" },
      ...{ EniQuantity: 2, EniPrivateIpAddressQuantity: 3 },
    },
  ]);
});

test("DescribeInstanceTypes answers by family and by page", async () => {
  const emulator = await start();
  const family = { InstanceTypeFamily: "ecs.g6" };
  const { json } = await call(emulator, "DescribeInstanceTypes", { ...family, MaxResults: "2" });
  const rest = await call(emulator, "DescribeInstanceTypes", {
    ...family,
    NextToken: String(json["NextToken"]),
  });
  const ids = [json, rest.json].flatMap(typesIn).map(({ InstanceTypeId }) => InstanceTypeId);
  expect(ids).toEqual(["ecs.g6.2xlarge", "ecs.g6.large", "ecs.g6.xlarge"]);
});

test("DescribeInstanceTypes takes at most ten names, and no filter that it does not know", async () => {
  const emulator = await start();
  const eleven = listOf(
    "InstanceTypes",
    Array.from({ length: 11 }, (_, i) => `ecs.t${i}`),
  );
  expectRefusal(await call(emulator, "DescribeInstanceTypes", eleven), 400, "InvalidParameter");
  const more = await call(emulator, "DescribeInstanceTypes", { MinimumEniQuantity: "3" });
  expect(more.status).toBeGreaterThanOrEqual(400);
});
