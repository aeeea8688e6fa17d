import { call } from "../client";
import { assign, emulatorPerTest, expectRefusal } from "../helpers";

const start = emulatorPerTest();

test("an instance stops and starts by way of Stopping and Starting", async () => {
  let now = Date.now();
  const emulator = await start({ transitionMs: 1000, clock: () => now });
  const status = () => emulator.instance("i-demo")?.status;
  const stop = () => call(emulator, "StopInstance", { InstanceId: "i-demo" });
  const startIt = () => call(emulator, "StartInstance", { InstanceId: "i-demo" });

  expectRefusal(await startIt(), 403, "IncorrectInstanceStatus");
  expect((await stop()).status).toBe(200);
  expect(status()).toBe("Stopping");
  expectRefusal(
    await assign(emulator, "eni-demoprimary", ["10.0.0.100"]),
    400,
    "InvalidOperation.InvalidEcsState",
  );
  now += 1000;
  expect(status()).toBe("Stopped");
  expect((await assign(emulator, "eni-demoprimary", ["10.0.0.100"])).status).toBe(200);
  expectRefusal(await stop(), 403, "IncorrectInstanceStatus");
  expect((await startIt()).status).toBe(200);
  expect(status()).toBe("Starting");
  now += 1000;
  expect(status()).toBe("Running");
});

test("an unknown instance is not started, and a malformed id is an invalid parameter", async () => {
  const emulator = await start();
  expectRefusal(
    await call(emulator, "StartInstance", { InstanceId: "i-gone" }),
    404,
    "InvalidInstanceId.NotFound",
  );
  expectRefusal(await call(emulator, "StopInstance", { InstanceId: "demo" }), 400, "InvalidParameter");
  expectRefusal(await call(emulator, "StopInstance"), 400, "MissingParameter");
});
