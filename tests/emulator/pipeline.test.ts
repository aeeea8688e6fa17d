import { defaultAccessKey, type AccessKey } from "../../provider/emulator";
import { call } from "./client";
import { emulatorPerTest, expectRefusal, region } from "./helpers";

const start = emulatorPerTest();

describe("a key of another account", () => {
  const theirs = { accessKeyId: "theirs", accessKeySecret: "their secret", accountId: "42" };
  const options = { accessKeys: [defaultAccessKey, theirs] };
  const demo = { ...region, NetworkInterfaceId: "eni-demo" };

  test("is told that account by GetCallerIdentity, while the other key is told the seed's", async () => {
    const emulator = await start(options);
    const accountOf = async (key: AccessKey) =>
      (await call(emulator, "GetCallerIdentity", {}, { key, version: "2015-04-01" })).json["AccountId"];
    expect(await accountOf(theirs)).toBe("42");
    expect(await accountOf(defaultAccessKey)).toBe("1234567890123456");
  });

  test.each([
    ["DescribeNetworkInterfaces", { "NetworkInterfaceId.1": "eni-demo" }, "NetworkInterfaceSet"],
    ["DescribeNetworkInterfaces", {}, "NetworkInterfaceSet"],
    ["DescribeInstances", {}, "Instance"],
    ["DescribeVSwitches", {}, "VSwitch"],
  ])("sees nothing of the seed's account with %s %j", async (action, parameters, list) => {
    const emulator = await start(options);
    const shown = async (key: AccessKey) => {
      const { status, text } = await call(emulator, action, { ...region, ...parameters }, { key });
      return { status, isEmpty: text.includes(`"${list}":[]`) };
    };
    expect(await shown(defaultAccessKey)).toEqual({ status: 200, isEmpty: false });
    expect(await shown(theirs)).toEqual({ status: 200, isEmpty: true });
  });

  test.each([
    ["DescribeNetworkInterfaceAttribute", demo],
    ["AssignPrivateIpAddresses", { ...demo, "PrivateIpAddress.1": "10.0.0.100" }],
    ["UnassignPrivateIpAddresses", { ...demo, "PrivateIpAddress.1": "10.0.0.7" }],
    ["DeleteNetworkInterface", { ...region, NetworkInterfaceId: "eni-spare" }],
  ])("is told by %s that the interface is not found, and changes nothing", async (action, parameters) => {
    const emulator = await start(options);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.7"] });
    const before = emulator.networkInterfaces();
    expectRefusal(await call(emulator, action, parameters, { key: theirs }), 404, "InvalidEniId.NotFound");
    expect(emulator.networkInterfaces()).toEqual(before);
  });

  test("is not answered what a ClientToken of the seed's account got", async () => {
    const emulator = await start(options);
    const parameters = { ...demo, "PrivateIpAddress.1": "10.0.0.100", ClientToken: "t" };
    const assign = (key: AccessKey) => call(emulator, "AssignPrivateIpAddresses", parameters, { key });
    expect((await assign(defaultAccessKey)).status).toBe(200);
    expectRefusal(await assign(theirs), 404, "InvalidEniId.NotFound");
    expect((await assign(defaultAccessKey)).status).toBe(200);
  });

  test("has a limit of calls of its own", async () => {
    const now = Date.now();
    const emulator = await start({ ...options, callsPerMinute: { DescribeInstances: 1 }, clock: () => now });
    const statusFor = async (key: AccessKey) =>
      (await call(emulator, "DescribeInstances", region, { key })).status;
    expect(await statusFor(defaultAccessKey)).toBe(200);
    expect(await statusFor(theirs)).toBe(200);
    expect(await statusFor(theirs)).toBe(400);
  });
});

test("an unknown action is refused, and the supported ones are named", async () => {
  const emulator = await start();
  for (const action of ["RunInstances", "assignPrivateIpAddresses", "constructor"]) {
    const reply = await call(emulator, action);
    const text = "Specified api is not found, please check your url and method.";
    expectRefusal(reply, 404, "InvalidAction.NotFound", text);
    expect(reply.json["Recommend"]).toContain("AssignPrivateIpAddresses");
  }
});

test("an action is looked for before the key is looked at", async () => {
  const emulator = await start();
  const key = { accessKeyId: "dummy", accessKeySecret: "dummy" };
  expectRefusal(await call(emulator, "RunInstances", region, { key }), 404, "InvalidAction.NotFound");
});

test("an action of another product's version, or of none, is refused", async () => {
  const emulator = await start();
  const asked = (version: string) => call(emulator, "DescribeNetworkInterfaces", region, { version });
  expectRefusal(await asked("2016-04-28"), 404, "InvalidAction.NotFound");
  expectRefusal(
    await asked("1999-01-01"),
    400,
    "InvalidVersion",
    "Specified parameter Version is not valid.",
  );
});
