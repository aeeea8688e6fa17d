import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { createEmulator, defaultAccessKey, type Emulator } from "pulumi-alicloud-secondary-ips/emulator";
import { declareWebAddresses } from "./web-addresses";

jest.setTimeout(120_000);

let emulator: Emulator;
let state: string;
let count: number;
let stack: Stack;

beforeEach(async () => {
  emulator = createEmulator();
  await emulator.listen(); // a free port of 127.0.0.1
  state = await mkdtemp(join(tmpdir(), "state-"));
  const program = (): Promise<void> => {
    declareWebAddresses("eni-demo", count);
    return Promise.resolve();
  };
  stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "test", projectName: "testing", program },
    {
      workDir: __dirname, // Pulumi looks for its SDK and for this package from here
      envVars: {
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        ALICLOUD_REGION: "cn-hangzhou",
        ECS_ENDPOINT: emulator.url,
        STS_ENDPOINT: emulator.endpoint,
        ALICLOUD_ACCESS_KEY: defaultAccessKey.accessKeyId,
        ALICLOUD_SECRET_KEY: defaultAccessKey.accessKeySecret,
      },
    },
  );
});

afterEach(async () => {
  await emulator.close();
  await rm(state, { recursive: true });
});

const held = () => emulator.networkInterface("eni-demo")?.privateIpAddresses;

it("assigns what the code declares, and unassigns what leaves it", async () => {
  count = 3;
  await stack.up();
  expect(held()).toEqual(["10.0.0.101", "10.0.0.102", "10.0.0.103"]);

  count = 2;
  await stack.up();
  expect(held()).toEqual(["10.0.0.101", "10.0.0.102"]);
  expect(emulator.calls("UnassignPrivateIpAddresses")).toHaveLength(1);
});

it("outlasts throttling, and a reply that is lost after the addresses were assigned", async () => {
  emulator.addFault({ action: "AssignPrivateIpAddresses", code: "Throttling", times: 2 });
  emulator.addFault({ action: "AssignPrivateIpAddresses", when: "after", dropReply: true });
  count = 2;
  await stack.up();
  expect(held()).toEqual(["10.0.0.101", "10.0.0.102"]);
});

it("names the ENI that has an address already", async () => {
  emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.102"] });
  count = 2;
  await expect(stack.up()).rejects.toThrow("10.0.0.102 is held by ENI eni-spare");
});

it("sees what is done behind Pulumi's back, and repairs it", async () => {
  count = 2;
  await stack.up();
  emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101"] });
  await stack.refresh();
  await stack.up();
  expect(held()).toEqual(["10.0.0.101", "10.0.0.102"]);
});
