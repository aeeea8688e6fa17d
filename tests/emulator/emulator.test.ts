import { createEmulator } from "../../provider/emulator";
import { describeInterfaces, emulatorPerTest } from "./helpers";

const start = emulatorPerTest();

test("an emulator has no url before it listens, closes twice without complaint, and refuses a busy port", async () => {
  const idle = createEmulator();
  expect(() => idle.url).toThrow("the emulator does not listen: call listen() first");
  expect(() => idle.endpoint).toThrow("listen()");
  await idle.close();
  const emulator = await start();
  expect(emulator.url).toBe(`http://${emulator.endpoint}`);
  const port = Number(emulator.endpoint.split(":")[1]);
  await expect(createEmulator().listen(port)).rejects.toThrow(
    `port ${port} is in use: choose another, or 0 for a free one`,
  );
  await expect(emulator.listen(port)).rejects.toThrow(/cannot be used \(Listen method has been called/);
  await emulator.close();
  await emulator.close();
});

test("a field that a test sets to undefined is taken away", async () => {
  const emulator = await start();
  emulator.updateNetworkInterface("eni-demo", { status: "Available", instanceId: undefined });
  expect(await describeInterfaces(emulator, { InstanceId: "i-demo" })).toMatchObject([
    { NetworkInterfaceId: "eni-demoprimary" },
  ]);
});

test("there is nothing to update for an unknown id", async () => {
  const emulator = await start();
  expect(() => {
    emulator.updateNetworkInterface("eni-gone", {});
  }).toThrow("there is no network interface eni-gone to update");
  expect(() => {
    emulator.updateInstance("i-gone", {});
  }).toThrow("there is no instance i-gone to update");
  expect(emulator.networkInterface("eni-gone")).toBeUndefined();
  expect(emulator.instance("i-gone")).toBeUndefined();
});

test("what is handed out is a copy", async () => {
  const emulator = await start();
  const item = emulator.networkInterface("eni-demo");
  (item?.privateIpAddresses as string[]).push("10.0.0.9");
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
});
