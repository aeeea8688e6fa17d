import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator, EmulatorError } from "../../../provider/emulator";
import { control } from "../client";
import { assign, describeInterfaces, emulatorPerTest } from "../helpers";

const start = emulatorPerTest();
const demo = { networkInterfaceId: "eni-demo", privateIpAddress: "10.0.0.100" };

async function open() {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  return emulator;
}

test("an elastic IP is bound to an address and taken away over HTTP, and Describe shows it", async () => {
  const emulator = await open();
  const bound = await control(emulator, "POST", "/emulator/eips", JSON.stringify(demo));
  expect(bound.json).toEqual({
    publicIpAddress: "203.0.113.1",
    allocationId: expect.stringMatching(/^eip-/) as unknown,
  });
  const shown = async () => JSON.stringify(await describeInterfaces(emulator, {}));
  expect(await shown()).toContain(
    `"AssociatedPublicIp":{"PublicIpAddress":"203.0.113.1","AllocationId":"${String(bound.json["allocationId"])}"}`,
  );
  const { networkInterfaceId, privateIpAddress } = demo;
  const path = `/emulator/eips?networkInterfaceId=${networkInterfaceId}&privateIpAddress=${privateIpAddress}`;
  expect((await control(emulator, "DELETE", path)).status).toBe(200);
  expect(await shown()).not.toContain("203.0.113.1");
  expect((await control(emulator, "DELETE", path)).status).toBe(400);
});

test("an elastic IP of one's own is taken, and what cannot be bound is refused with the reason", async () => {
  const emulator = await open();
  const own = { publicIpAddress: "198.51.100.7", allocationId: "eip-own" };
  expect(emulator.associateEip({ ...demo, ...own })).toEqual(own);
  const refusal = (binding: object): string => {
    try {
      emulator.associateEip({ ...demo, ...binding });
    } catch (error) {
      expect(error).toBeInstanceOf(EmulatorError);
      return (error as Error).message;
    }
    return "bound";
  };
  expect(refusal({})).toBe("an elastic IP is bound to 10.0.0.100 already");
  expect(refusal({ privateIpAddress: "10.0.0.101" })).toBe("eni-demo does not hold 10.0.0.101");
  expect(refusal({ networkInterfaceId: "eni-gone" })).toBe("there is no network interface eni-gone");
  const primary = { privateIpAddress: "10.0.0.30", networkInterfaceId: "eni-spare" };
  expect(refusal({ ...primary, ...own })).toBe("198.51.100.7 (eip-own) is bound already");
  expect(refusal({ ...primary, eip: "x" })).toMatch(/^not a binding of an elastic IP: /);
  expect(refusal(primary)).toBe("bound");
});

test("a binding is kept by the state file, and goes with its address when that is set behind the API's back", () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-eips-"));
  try {
    const stateFile = join(folder, "state.json");
    createEmulator({ stateFile }).associateEip({
      ...demo,
      privateIpAddress: "10.0.0.30",
      networkInterfaceId: "eni-spare",
    });
    const later = createEmulator({ stateFile });
    expect(later.networkInterface("eni-spare")?.publicIpAddresses).toHaveProperty(["10.0.0.30"]);
    later.updateNetworkInterface("eni-spare", { primaryIpAddress: "10.0.0.31" });
    expect(createEmulator({ stateFile }).networkInterface("eni-spare")?.publicIpAddresses).toEqual({});
  } finally {
    rmSync(folder, { recursive: true });
  }
});
