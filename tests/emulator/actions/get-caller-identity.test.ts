import { defaultSeed } from "../../../provider/emulator";
import { call } from "../client";
import { describeInterfaces, emulatorPerTest, region } from "../helpers";

const start = emulatorPerTest();

test("the account that GetCallerIdentity names is the OwnerId of each interface", async () => {
  const emulator = await start({ seed: { ...defaultSeed, accountId: "42" } });
  const { json } = await call(emulator, "GetCallerIdentity", {}, { version: "2015-04-01" });
  expect(json["AccountId"]).toBe("42");
  const owners = (await describeInterfaces(emulator)).map(({ OwnerId }) => OwnerId);
  expect(owners).toEqual(["42", "42", "42"]);
  const one = { ...region, NetworkInterfaceId: "eni-demo" };
  expect((await call(emulator, "DescribeNetworkInterfaceAttribute", one)).json["OwnerId"]).toBe("42");
});

test("GetCallerIdentity names the account of the seed", async () => {
  const emulator = await start();
  const { json } = await call(emulator, "GetCallerIdentity", {}, { version: "2015-04-01" });
  expect(json).toMatchObject({ AccountId: "1234567890123456", Arn: "acs:ram::1234567890123456:root" });
});
