import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator } from "pulumi-alicloud-secondary-ips/emulator";

it("keeps what the cloud holds from one emulator to the next", async () => {
  const folder = await mkdtemp(join(tmpdir(), "emulator-"));
  const stateFile = join(folder, "cloud.json");

  const before = createEmulator({ stateFile });
  before.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101"] });
  const after = createEmulator({ stateFile });

  expect(after.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
  await rm(folder, { recursive: true });
});
