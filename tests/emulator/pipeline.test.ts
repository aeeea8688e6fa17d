import { call } from "./client";
import { emulatorPerTest, expectRefusal, region } from "./helpers";

const start = emulatorPerTest();

test("an unknown action is refused, and the supported ones are named", async () => {
  const emulator = await start();
  for (const action of ["RunInstances", "assignPrivateIpAddresses", "constructor"]) {
    const reply = await call(emulator, action);
    expectRefusal(reply, 400, "InvalidAction", `The action "${action}" is not valid.`);
    expect(reply.json["Recommend"]).toContain("AssignPrivateIpAddresses");
  }
});

test("an action of another product's version is refused", async () => {
  const emulator = await start();
  expectRefusal(
    await call(emulator, "DescribeNetworkInterfaces", region, { version: "2016-04-28" }),
    400,
    "InvalidVersion",
    "Specified parameter Version is not valid.",
  );
});
