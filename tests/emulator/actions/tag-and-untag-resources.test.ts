import { call, listOf, type Parameters } from "../client";
import { emulatorPerTest, expectRefusal, region } from "../helpers";

const start = emulatorPerTest();

const tagsOf = (tags: Readonly<Record<string, string>>): Parameters =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([key, value], i) => [
      [`Tag.${i + 1}.Key`, key],
      [`Tag.${i + 1}.Value`, value],
    ]),
  );

async function open() {
  const emulator = await start();
  const about =
    (action: string) =>
    (ids: readonly string[], more: Parameters, type = "eni") =>
      call(emulator, action, { ...region, ResourceType: type, ...listOf("ResourceId", ids), ...more });
  return {
    emulator,
    tag: about("TagResources"),
    untag: about("UntagResources"),
    tags: (id: string) =>
      Object.fromEntries(emulator.networkInterface(id)?.tags.map(({ key, value }) => [key, value]) ?? []),
  };
}

test("tags are added to each, and a key that is there gets the new value", async () => {
  const { tag, tags } = await open();
  await tag(["eni-demo", "eni-spare"], tagsOf({ team: "web", env: "test" }));
  await tag(["eni-demo"], tagsOf({ env: "prod" }));
  expect([tags("eni-demo"), tags("eni-spare")]).toEqual([
    { team: "web", env: "prod" },
    { team: "web", env: "test" },
  ]);
});

test("keys are taken away by name, or all of them", async () => {
  const { tag, untag, tags } = await open();
  await tag(["eni-demo"], tagsOf({ team: "web", env: "test", cost: "1" }));
  expect((await untag(["eni-demo"], { "TagKey.1": "env", "TagKey.2": "absent" })).status).toBe(200);
  expect(tags("eni-demo")).toEqual({ team: "web", cost: "1" });
  // All counts only where no key is named
  await untag(["eni-demo"], { "TagKey.1": "cost", All: "true" });
  expect(tags("eni-demo")).toEqual({ team: "web" });
  await untag(["eni-demo"], { All: "true" });
  expect(tags("eni-demo")).toEqual({});
});

test("what is missing or not there is refused, and nothing changes", async () => {
  const { tag, untag, tags } = await open();
  const web = tagsOf({ team: "web" });
  expectRefusal(await tag(["eni-demo", "eni-gone"], web), 404, "InvalidResourceId.NotFound");
  expectRefusal(await tag(["d-demo"], web, "disk"), 404, "InvalidResourceId.NotFound");
  expectRefusal(await tag([], web), 400, "MissingParameter");
  expectRefusal(await tag(["eni-demo"], {}), 400, "MissingParameter");
  expectRefusal(await tag(["eni-demo"], web, "bogus"), 400, "InvalidParameter");
  expectRefusal(await untag(["eni-demo"], {}), 400, "MissingParameter");
  expectRefusal(await untag(["eni-gone"], { All: "true" }), 404, "InvalidResourceId.NotFound");
  expect(tags("eni-demo")).toEqual({});
});

test("a 21st tag is refused, in one call or over several", async () => {
  const { tag, tags } = await open();
  const many = (from: number, count: number) =>
    tagsOf(Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${from + i}`, ""])));
  expectRefusal(await tag(["eni-demo"], many(0, 21)), 400, "InvalidParameter");
  await tag(["eni-demo"], many(0, 20));
  expectRefusal(await tag(["eni-demo"], many(20, 1)), 400, "NumberExceed.Tags");
  expect(Object.keys(tags("eni-demo"))).toHaveLength(20);
});

test("groups and instances have tags too, and are found by them", async () => {
  const { emulator, tag, untag } = await open();
  const web = tagsOf({ team: "web" });
  expect((await tag(["sg-demo"], web, "securitygroup")).status).toBe(200);
  expect((await tag(["i-demo"], web, "instance")).status).toBe(200);
  const found = async (action: string, tags: Parameters = web) =>
    (await call(emulator, action, { ...region, ...tags })).text;
  expect(await found("DescribeSecurityGroups")).toMatch(/"SecurityGroupId":"sg-demo".*"TagKey":"team"/);
  expect(await found("DescribeInstances")).toMatch(/"InstanceId":"i-demo".*"TagKey":"team"/);
  expect(await found("DescribeInstances", tagsOf({ team: "data" }))).not.toContain("i-demo");
  await untag(["sg-demo"], { All: "true" }, "securitygroup");
  expect(await found("DescribeSecurityGroups")).not.toContain("sg-demo");
});

test("a key twice, and keys and values that the documents rule out, are refused, also at creation", async () => {
  const { emulator, tag, tags } = await open();
  const refusedBy = async (tag1: Parameters, code: string) => {
    expectRefusal(await tag(["eni-demo"], tag1), 400, code);
    const vSwitch = { ...region, VSwitchId: "vsw-demo", SecurityGroupId: "sg-demo" };
    expectRefusal(await call(emulator, "CreateNetworkInterface", { ...vSwitch, ...tag1 }), 400, code);
  };
  await refusedBy({ "Tag.1.Key": "a", "Tag.2.Key": "a" }, "Duplicate.TagKey");
  for (const key of ["acs:x", "aliyunx", "see http://x", "k".repeat(129)])
    await refusedBy(tagsOf({ [key]: "" }), "InvalidTagKey.Malformed");
  for (const value of ["https://x", "v".repeat(129)])
    await refusedBy(tagsOf({ key: value }), "InvalidTagValue.Malformed");
  expect(tags("eni-demo")).toEqual({});
});
