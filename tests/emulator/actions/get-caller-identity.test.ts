import { call } from "../client";
import { emulatorPerTest } from "../helpers";

const start = emulatorPerTest();

test("GetCallerIdentity names the account of the seed", async () => {
  const emulator = await start();
  const { json } = await call(emulator, "GetCallerIdentity", {}, { version: "2015-04-01" });
  expect(json).toMatchObject({ AccountId: "1234567890123456", Arn: "acs:ram::1234567890123456:root" });
});
