import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator, defaultSeed } from "../../provider/emulator";
import { type Ended, type Running, start } from "../../tools/processes/start.mts";

jest.setTimeout(240_000);

const timeoutMs = 220_000;
const repository = join(__dirname, "..", "..");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "demo-test-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Settings of a user that the demo must not use: with any of them it would fail, or reach another cloud. */
const wrong = {
  PULUMI_STACK: "production",
  PULUMI_BACKEND_URL: "s3://no-such-bucket",
  PULUMI_ACCESS_TOKEN: "wrong",
  PULUMI_CONFIG_PASSPHRASE: "wrong",
  PULUMI_CONFIG_PASSPHRASE_FILE: "/no/such/file",
  PULUMI_PREVIEW: "wrong",
  ALICLOUD_ACCESS_KEY: "wrong",
  ALICLOUD_SECRET_KEY: "wrong",
  ALICLOUD_REGION: "eu-central-1",
  ALICLOUD_ASSUME_ROLE_ARN: "acs:ram::1:role/wrong",
  ALIBABA_CLOUD_ACCESS_KEY_ID: "wrong",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong",
  ALIBABA_CLOUD_SECURITY_TOKEN: "wrong",
  ALIBABA_CLOUD_PROFILE: "wrong",
  ECS_ENDPOINT: "ecs.invalid",
  HTTP_PROXY: "http://127.0.0.1:9",
  HTTPS_PROXY: "http://127.0.0.1:9",
  NODE_USE_ENV_PROXY: "1",
};

function startTool(tool: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return start(process.execPath, [join(repository, "tools", tool), ...args], {
    cwd: folder,
    env: {
      ...process.env,
      TMPDIR: folder,
      NO_COLOR: "1",
      ...env,
    },
    timeoutMs,
  });
}

const startDemo = (args: readonly string[] = [], env?: NodeJS.ProcessEnv): Running =>
  startTool("demo/demo.mts", args, env);

function writeSeed(
  change: (seed: typeof defaultSeed.networkInterfaces) => typeof defaultSeed.networkInterfaces,
) {
  const file = join(folder, "seed.json");
  writeFileSync(
    file,
    JSON.stringify({ ...defaultSeed, networkInterfaces: change(defaultSeed.networkInterfaces) }),
  );
  return file;
}

describe("npm run demo", () => {
  it("shows every step as expected, whatever the user has set, and leaves nothing behind", async () => {
    const { exitCode, output } = await startDemo([], wrong).done;

    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    const lines = output.split("\n").map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        "Emulated: the ECS API, on 127.0.0.1. It is not Alibaba Cloud: no account, no cost.",
        '- 10.0.0.102: "declared"',
        '- 10.0.0.105: "declared"',
        "UnassignPrivateIpAddresses eni-demo 10.0.0.102 10.0.0.105",
        "$ npm run ecs -- UnassignPrivateIpAddresses NetworkInterfaceId=eni-demo PrivateIpAddress.1=10.0.0.103",
        '+ 10.0.0.103: "declared"',
        '- 10.0.0.200: "foreign"',
        "API calls, by the emulator's log: 0",
        "5 of 5 steps as expected.",
      ]),
    );
    // the brackets of what a refresh has found are closed
    expect(output).toMatch(/- 10\.0\.0\.103: "declared"\n +\+ 10\.0\.0\.200: "foreign"\n +}\n +Resources:/);
    expect(output).not.toContain("\u001b[");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("ends with what was expected and what was found when a step goes another way", async () => {
    const seed = writeSeed((enis) =>
      enis?.map((eni) =>
        eni.networkInterfaceId === "eni-spare" ? { ...eni, privateIpAddresses: ["10.0.0.103"] } : eni,
      ),
    );

    const { exitCode, output } = await startDemo(["--seed", seed]).done;

    expect({ exitCode, output }).toMatchObject({ exitCode: 1 });
    expect(output).toContain("10.0.0.103 is held by ENI eni-spare");
    expect(output).toMatch(
      /Not as expected: .*\n {2}expected: .*\n {2}found: {4}.*\nThe demo ends here\.\n$/,
    );
    expect(output).not.toMatch(/^\s+at /m);
    expect(output).not.toContain("steps as expected");
    expect(readdirSync(folder)).toEqual(["seed.json"]);
  });

  it("stops what it has started when it is interrupted", async () => {
    const demo = startDemo();
    await demo.waitForOutput(/Updating \(emulator\)/, timeoutMs);
    demo.kill("SIGTERM");
    const { exitCode, output } = await demo.done;

    expect({ exitCode, output }).toMatchObject({ exitCode: 143 });
    expect(output).toMatch(/Stopping …\n( {2}… .*\n)*$/);
    const url = /listens at (\S+)\.$/m.exec(output)?.[1] ?? "";
    await expect(fetch(`${url}/emulator/state`)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("says how it is used, and refuses what it does not know in one line", async () => {
    const usage = await startDemo(["--help"]).done;
    expect(usage).toMatchObject({ exitCode: 0 });
    expect(usage.output).toContain("Usage: npm run demo");

    const refusal = await startDemo(["--bogus"]).done;
    expect(refusal.exitCode).toBe(2);
    expect(refusal.output).toMatch(/^npm run demo: .*--bogus.*; see --help\n$/);
  });
});

describe("npm run ecs", () => {
  const ecs = (...args: string[]): Promise<Ended> => startTool("ecs-call.mts", args).done;

  it("calls the emulator, and prints its answer as JSON", async () => {
    const emulator = createEmulator();
    await emulator.listen();
    const call = (...args: string[]): Promise<Ended> => ecs("--endpoint", emulator.endpoint, ...args);
    try {
      const address = ["NetworkInterfaceId=eni-demo", "PrivateIpAddress.1=10.0.0.101"];
      const assigned = await call("AssignPrivateIpAddresses", ...address);
      expect(assigned.exitCode).toBe(0);
      expect(JSON.parse(assigned.output)).toHaveProperty("AssignedPrivateIpAddressesSet");
      expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);

      await call("UnassignPrivateIpAddresses", ...address);
      const again = await call("UnassignPrivateIpAddresses", ...address);
      expect(again.exitCode).toBe(1);
      expect(JSON.parse(again.output)).toMatchObject({ Code: "InvalidIp.IpUnassigned" });
    } finally {
      await emulator.close();
    }
  });

  it("says what to start when nothing listens", async () => {
    const emulator = createEmulator();
    await emulator.listen();
    const { endpoint } = emulator;
    await emulator.close();

    const { exitCode, output } = await ecs("--endpoint", endpoint, "DescribeNetworkInterfaces");

    expect(exitCode).toBe(2);
    expect(output).toBe(
      `npm run ecs: nothing listens at http://${endpoint}: start \`npm run emulator\` in another terminal\n`,
    );
  });

  it.each([
    "ecs.aliyuncs.com",
    "https://127.0.0.1:8190",
    "127.0.0.1.example.com",
    "10.0.0.1:8190",
    "127.0.0.1@example.com",
  ])("refuses the endpoint %s", async (endpoint) => {
    const { exitCode, output } = await ecs("--endpoint", endpoint, "DescribeNetworkInterfaces");

    expect(exitCode).toBe(2);
    expect(output).toContain("this command is for an emulator on this machine");
  });

  it.each([
    [[], "which action?"],
    [["NetworkInterfaceId=eni-demo"], "the action comes first"],
    [["DescribeNetworkInterfaces", "eni-demo"], '"eni-demo" must be Key=Value'],
    [["DescribeNetworkInterfaces", "A=1", "A=2"], "A is given twice"],
    [["--bogus"], "--bogus"],
  ])("refuses %j in one line", async (args, remedy) => {
    const { exitCode, output } = await ecs(...args);

    expect(exitCode).toBe(2);
    expect(output).toContain(remedy);
    expect(output).not.toContain("    at ");
  });
});
