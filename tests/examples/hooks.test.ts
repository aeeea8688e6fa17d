import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { createEmulator, defaultAccessKey } from "pulumi-alicloud-secondary-ips/emulator";
import { declareAddresses } from "../../examples/hooks/declare-addresses";

// An inline program: the language host that is built where Pulumi's download is out of reach is older than resource hooks.

jest.setTimeout(180_000);

it("tells a webhook which address an update unassigned, and nothing of an update that unassigned none", async () => {
  const told: unknown[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      told.push(body);
      response.end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const emulator = createEmulator();
  await emulator.listen();
  const state = mkdtempSync(join(tmpdir(), "hooks-"));
  let addresses: readonly string[] = [];
  const program = (): Promise<void> => {
    declareAddresses(`http://127.0.0.1:${port}/unassigned`, "eni-demo", addresses);
    return Promise.resolve();
  };
  try {
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "test", projectName: "hooks", program },
      {
        workDir: join(__dirname, "..", "..", "examples", "hooks"),
        envVars: {
          PULUMI_BACKEND_URL: `file://${state}`,
          PULUMI_CONFIG_PASSPHRASE: "test",
          ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
          ALICLOUD_REGION: "cn-hangzhou",
          ECS_ENDPOINT: emulator.url,
          STS_ENDPOINT: emulator.endpoint,
          ALICLOUD_ACCESS_KEY: defaultAccessKey.accessKeyId,
          ALICLOUD_SECRET_KEY: defaultAccessKey.accessKeySecret,
        },
      },
    );
    addresses = ["10.0.0.101", "10.0.0.102"];
    await stack.up();
    addresses = [...addresses, "10.0.0.103"];
    await stack.up();
    expect(told).toEqual([]);
    addresses = ["10.0.0.101", "10.0.0.103"];
    await stack.up();
    expect(told).toMatchObject([
      {
        ...{ networkInterfaceId: "eni-demo", lastUnassigned: ["10.0.0.102"] },
        staleSecurityGroupRules: [{ securityGroupRuleId: "sgr-web", securityGroupId: "sg-demo" }],
      },
    ]);
  } finally {
    await emulator.close();
    server.close();
    rmSync(state, { recursive: true });
  }
});
