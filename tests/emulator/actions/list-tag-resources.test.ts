import { call, type Parameters } from "../client";
import { emulatorPerTest, expectRefusal, region } from "../helpers";

const start = emulatorPerTest();

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
  expect(await list({ "ResourceId.1": "eni-demo" })).toEqual([env, team]);
  expect(await list({ "Tag.1.Key": "env", "Tag.1.Value": "test" })).toEqual([env, team]);
  expect(await list({ "Tag.1.Key": "env", "Tag.1.Value": "prod" })).toEqual([]);
  expect(await list({ "ResourceId.1": "eni-spare" })).toEqual([]);
  expect(await list({ ResourceType: "instance" })).toEqual([]);
  expectRefusal(await call(emulator, "ListTagResources", region), 400, "MissingParameter");
  const bogus = { ...region, ResourceType: "bogus" };
  expectRefusal(await call(emulator, "ListTagResources", bogus), 400, "InvalidParameter");
});
