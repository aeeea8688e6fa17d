import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createEmulator, defaultSeed } from "../../provider/emulator";

jest.setTimeout(240_000);

const repository = join(__dirname, "..", "..");

interface Run {
  readonly exitCode: number | null;
  readonly output: string;
}

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

interface ToolOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** sends SIGTERM once the output has this text */
  readonly stopAt?: string;
}

/** Async, so that an emulator of the test itself can answer. */
function runTool(
  tool: string,
  args: readonly string[],
  { env = {}, stopAt }: ToolOptions = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(repository, "tools", tool), ...args], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: [process.env["TEST_PULUMI_PATH"], process.env["PATH"]].join(delimiter),
        TMPDIR: folder,
        NO_COLOR: "1",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 220_000,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (stopAt !== undefined && output.includes(stopAt)) child.kill("SIGTERM");
      });
    child.on("error", reject);
    child.on("close", (exitCode) => {
      resolve({ exitCode, output });
    });
  });
}

const runDemo = (args: readonly string[], options?: ToolOptions): Promise<Run> =>
  runTool("demo/demo.mts", args, options);

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
    const { exitCode, output } = await runDemo([], { env: wrong });

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
    expect(output).not.toContain("\u001b[");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("ends with what was expected and what was found when a step goes another way", async () => {
    const seed = writeSeed((enis) =>
      enis?.map((eni) =>
        eni.networkInterfaceId === "eni-spare" ? { ...eni, privateIpAddresses: ["10.0.0.103"] } : eni,
      ),
    );

    const { exitCode, output } = await runDemo(["--seed", seed]);

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
    const { exitCode, output } = await runDemo([], { stopAt: "Updating (emulator)" });

    expect({ exitCode, output }).toMatchObject({ exitCode: 143 });
    expect(output).toMatch(/Stopping …\n$/);
    const url = /listens at (\S+)\.$/m.exec(output)?.[1] ?? "";
    await expect(fetch(`${url}/emulator/state`)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("says how it is used, and refuses what it does not know in one line", async () => {
    const usage = await runDemo(["--help"]);
    expect(usage).toMatchObject({ exitCode: 0 });
    expect(usage.output).toContain("Usage: npm run demo");

    const refusal = await runDemo(["--bogus"]);
    expect(refusal.exitCode).toBe(2);
    expect(refusal.output).toMatch(/^npm run demo: .*--bogus.*; see --help\n$/);
  });
});

describe("npm run ecs", () => {
  const ecs = (...args: string[]): Promise<Run> => runTool("ecs-call.mts", args);

  it("calls the emulator, and prints its answer as JSON", async () => {
    const emulator = createEmulator();
    await emulator.listen();
    const call = (...args: string[]): Promise<Run> => ecs("--endpoint", emulator.endpoint, ...args);
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
