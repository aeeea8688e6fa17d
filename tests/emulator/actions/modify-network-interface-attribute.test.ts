import { defaultSeed } from "../../../provider/emulator";
import { call, type Parameters } from "../client";
import { emulatorPerTest, expectRefusal, region } from "../helpers";

const start = emulatorPerTest();

const seed = {
  ...defaultSeed,
  vpcs: [...defaultSeed.vpcs, { vpcId: "vpc-b", regionId: "cn-hangzhou", cidrBlock: "10.9.0.0/16" }],
  securityGroups: [
    { securityGroupId: "sg-demo", vpcId: "vpc-demo" },
    { securityGroupId: "sg-web", vpcId: "vpc-demo" },
    { securityGroupId: "sg-b", vpcId: "vpc-b" },
  ],
};

async function open() {
  const emulator = await start({ seed });
  const modify = (more: Parameters, id = "eni-demo") =>
    call(emulator, "ModifyNetworkInterfaceAttribute", { ...region, NetworkInterfaceId: id, ...more });
  return { modify, item: () => emulator.networkInterface("eni-demo") };
}

test("what is named changes, and what is not stays", async () => {
  const { modify, item } = await open();
  const before = item();
  await modify({ NetworkInterfaceName: "web-1", Description: "the web", DeleteOnRelease: "false" });
  await modify({ "SecurityGroupId.1": "sg-web", SourceDestCheck: "true" });
  expect(item()).toEqual({
    ...before,
    ...{ networkInterfaceName: "web-1", description: "the web", deleteOnRelease: false },
    ...{ securityGroupIds: ["sg-web"], sourceDestCheck: true },
  });
});

test("a group that is named twice is there once", async () => {
  const { modify, item } = await open();
  await modify({ "SecurityGroupId.1": "sg-web", "SecurityGroupId.2": "sg-web" });
  expect(item()?.securityGroupIds).toEqual(["sg-web"]);
});

test.each<[Parameters, number, string]>([
  [{ NetworkInterfaceName: "1-begins-with-a-digit" }, 400, "InvalidParameter"],
  [{ NetworkInterfaceName: "http://name" }, 400, "InvalidParameter"],
  [{ Description: "https://description" }, 400, "InvalidParameter"],
  [{ "SecurityGroupId.1": "sg-gone" }, 404, "InvalidSecurityGroupId.NotFound"],
  [{ "SecurityGroupId.1": "sg-b" }, 403, "InvalidOperation.VpcMismatch"],
  [{ QueueNumber: "2" }, 400, "UnsupportedParameter"],
])("%p is refused, and nothing changes", async (parameters, status, code) => {
  const { modify, item } = await open();
  const before = item();
  expectRefusal(await modify({ Description: "new text", ...parameters }), status, code);
  expect(item()).toEqual(before);
});

test("an interface that is not there is not found", async () => {
  const { modify } = await open();
  expectRefusal(await modify({ Description: "new text" }, "eni-gone"), 404, "InvalidEniId.NotFound");
});
