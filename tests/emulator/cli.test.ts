import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { emulatorPerTest } from "./helpers";
import { call, type Parameters } from "./client";
import { defaultSeed } from "../../provider/emulator";

// The compiled command, as it is installed: `npm test` builds it first.
const cli = join(__dirname, "..", "..", "dist", "emulator", "cli.js");

jest.setTimeout(60_000);
const start = emulatorPerTest();

let folder: string;
const running = new Set<ChildProcessWithoutNullStreams>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
  });
  running.add(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code, ...output });
    });
  });
  return { child, ended };
}

/** Launches the command and waits for its first line. */
async function launched(...args: readonly string[]) {
  const { child, ended } = launch(["--port", "0", ...args]);
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve)),
    ended.then(({ stderr }) => {
      throw new Error(`ended before its first line: ${stderr}`);
    }),
  ]);
  const { url } = JSON.parse(line) as { url: string };
  return {
    firstLine: line,
    target: { url, endpoint: url.replace("http://", "") },
    stop: (signal: NodeJS.Signals = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}

const demo: Parameters = { RegionId: "cn-hangzhou", NetworkInterfaceId: "eni-demo" };

test.each(["SIGTERM", "SIGINT"] as const)(
  "prints its url first, serves, logs each call, and %s ends it with 0",
  async (signal) => {
    const { firstLine, target, stop } = await launched();
    expect(firstLine).toMatch(/^\{"url":"http:\/\/127\.0\.0\.1:\d+"\}$/);
    await call(target, "AssignPrivateIpAddresses", { ...demo, "PrivateIpAddress.1": "10.0.0.100" });
    await call(target, "AssignPrivateIpAddresses", { ...demo, "PrivateIpAddress.1": "10.0.0.100" });
    await call(target, "DescribeNetworkInterfaces", { RegionId: "cn-hangzhou" });
    const { code, stdout, stderr } = await stop(signal);
    expect(code).toBe(0);
    expect(stdout).toBe(`${firstLine}\n`);
    // the time in front of a call is its own
    const lines = stderr.split("\n").map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""));
    for (const line of [
      "AssignPrivateIpAddresses eni-demo 10.0.0.100 -> 200",
      "AssignPrivateIpAddresses eni-demo 10.0.0.100 -> 403 InvalidIp.IpAssigned",
      "DescribeNetworkInterfaces -> 200",
    ]) {
      expect(lines).toContain(line);
    }
    expect(stderr).toContain("not Alibaba Cloud");
    expect(stderr).toContain("emulator-access-key-id");
    expect(stderr).toMatch(/eni-demo {2}InUse {2}Secondary {2}primary 10\.0\.0\.20/);
    expect(lines).toContain(
      "  eni-spare  Available  Secondary  primary 10.0.0.30  secondary none  resource group rg-spare",
    );
    expect(stderr).toContain("EIP 203.0.113.20 on 10.0.0.20");
    expect(lines).toContain("    accept ingress TCP 5432/5432 from 10.0.0.104");
    for (const line of [
      `  export ALICLOUD_REGION=cn-hangzhou ECS_ENDPOINT=${target.url} STS_ENDPOINT=${target.endpoint}`,
      `  pulumi config set --path 'alicloud:endpoints[0].ecs' ${target.endpoint}`,
      '  provider "alicloud" {',
      `      ecs = "${target.endpoint}"`,
      `  aliyun ecs DescribeNetworkInterfaces --region cn-hangzhou --endpoint ${target.endpoint} --insecure \\`,
    ])
      expect(lines).toContain(line);
    expect(stderr).not.toContain("\u001b[");
    expect(stderr).toContain("Ctrl-C");
  },
);

test("ends at once although a client keeps a connection open and a call is held", async () => {
  const { target, stop } = await launched();
  const fault = JSON.stringify({ action: "DescribeNetworkInterfaces", hold: true });
  await fetch(`${target.url}/emulator/faults`, { method: "POST", body: fault });
  const held = call(target, "DescribeNetworkInterfaces", { RegionId: "cn-hangzhou" }).catch(
    (error: unknown) => error,
  );
  let calls: unknown[] = [];
  while (calls.length === 0)
    calls = (await (await fetch(`${target.url}/emulator/calls`)).json()) as unknown[];
  expect((await stop()).code).toBe(0);
  expect(await held).toMatchObject({ code: "ECONNRESET" });
});

test("--help tells what each option does", async () => {
  const { code, stdout } = await launch(["--help"]).ended;
  expect(code).toBe(0);
  for (const option of [
    "-h, --help",
    "--port <number>",
    "--state <file>",
    "--seed <file>",
    "--latency-ms <ms>",
    "--transition-ms <ms>",
    "--visibility-delay-ms <ms>",
    "--json",
  ]) {
    const at = stdout.indexOf(option);
    expect({
      option,
      told: at > 0 && /\w{3}/.test(stdout.slice(at + option.length).split("\n")[0] ?? ""),
    }).toEqual({
      option,
      told: true,
    });
  }
  expect(stdout).toContain("Examples:");
  expect(stdout).toContain("(default: 8190)");
});

test("--json gives each call as one line on stdout, and nothing to people", async () => {
  const { target, stop } = await launched("--json");
  await call(target, "AssignPrivateIpAddresses", { ...demo, "PrivateIpAddress.1": "10.0.0.300" });
  const { stdout, stderr } = await stop();
  const [first, second, ...rest] = stdout.trim().split("\n");
  expect(JSON.parse(first ?? "")).toEqual({ url: target.url });
  expect(JSON.parse(second ?? "")).toMatchObject({
    ...{ action: "AssignPrivateIpAddresses", httpStatus: 400, code: "InvalidParameter" },
    parameters: { "PrivateIpAddress.1": "10.0.0.300" },
  });
  expect([rest, stderr]).toEqual([[], ""]);
});

test("colours are shown where they are wanted, and the addresses of a long call are counted", async () => {
  const lines = async (env: Readonly<Record<string, string>>) => {
    const { child, ended } = launch(["--port", "0"], env);
    const line = await new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
    const { url } = JSON.parse(line) as { url: string };
    const many = Array.from({ length: 5 }, (_, i) => [`PrivateIpAddress.${i + 1}`, `10.0.0.10${i}`]);
    const target = { url, endpoint: url.replace("http://", "") };
    await call(target, "AssignPrivateIpAddresses", { ...demo, ...(Object.fromEntries(many) as Parameters) });
    child.kill("SIGTERM");
    return (await ended).stderr;
  };
  const colours = await lines({ FORCE_COLOR: "1" });
  expect(colours).toContain("\u001b[32m200\u001b[39m");
  expect(await lines({ NO_COLOR: "1" })).toMatch(
    /^\d\d:\d\d:\d\d AssignPrivateIpAddresses eni-demo 10\.0\.0\.100 … 10\.0\.0\.104 \(5\) -> 200$/m,
  );
});

test("the state survives a restart", async () => {
  const state = join(folder, "state.json");
  const first = await launched("--state", state);
  await call(first.target, "AssignPrivateIpAddresses", { ...demo, "PrivateIpAddress.1": "10.0.0.100" });
  expect((await first.stop()).code).toBe(0);
  const seed = join(folder, "seed.json");
  writeFileSync(seed, JSON.stringify(defaultSeed));
  const second = await launched("--state", state, "--seed", seed);
  const reply = await call(second.target, "DescribeNetworkInterfaceAttribute", demo);
  expect(JSON.stringify(reply.json["PrivateIpSets"])).toContain("10.0.0.100");
  expect((await second.stop()).stderr).toContain("the seed is not used");
});

test("a seed file and the times are taken", async () => {
  const seed = join(folder, "seed.json");
  writeFileSync(seed, JSON.stringify({ ...defaultSeed, accountId: "42" }));
  const { target, stop } = await launched(
    ...["--seed", seed, "--latency-ms", "1", "--transition-ms", "600000", "--visibility-delay-ms", "600000"],
  );
  await call(target, "AssignPrivateIpAddresses", { ...demo, "PrivateIpAddress.1": "10.0.0.100" });
  const { json } = await call(target, "DescribeNetworkInterfaceAttribute", demo);
  expect(json).toMatchObject({ OwnerId: "42", PrivateIpSets: { PrivateIpSet: { length: 1 } } });
  await call(target, "StopInstance", { InstanceId: "i-demo" });
  const instances = await call(target, "DescribeInstances", { RegionId: "cn-hangzhou" });
  expect(instances.json["Instances"]).toMatchObject({ Instance: [{ Status: "Stopping" }] });
  await stop();
});

/** One line that says what to do, and no stack trace. */
async function expectComplaint(args: readonly string[], complaint: RegExp, exitCode = 1): Promise<void> {
  const { code, stdout, stderr } = await launch(args).ended;
  expect(stderr).toMatch(complaint);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
}

test("a busy port is a clear error", async () => {
  const port = (await start()).endpoint.split(":")[1] ?? "";
  await expectComplaint(
    ["--port", port],
    new RegExp(`^alicloud-eni-emulator: port ${port} is in use: choose another, or 0`),
  );
});

test("a broken seed is a clear error", async () => {
  const seed = join(folder, "seed.json");
  await expectComplaint(["--seed", seed], /^alicloud-eni-emulator: cannot read the seed file .*ENOENT/);
  writeFileSync(seed, "{");
  await expectComplaint(["--seed", seed], /^alicloud-eni-emulator: cannot read the seed file .*JSON/);
  writeFileSync(seed, '{"vpcs":[]}');
  await expectComplaint(
    ["--seed", seed],
    /^alicloud-eni-emulator: the seed is not valid: vpcs: at least one VPC/,
  );
});

test("a broken state file is a clear error, and the file is kept", async () => {
  const state = join(folder, "state.json");
  writeFileSync(state, '{"vpcs":');
  await expectComplaint(
    ["--state", state],
    /^alicloud-eni-emulator: cannot read the state file .*It was left unchanged/,
  );
  expect(readFileSync(state, "utf8")).toBe('{"vpcs":');
});

test.each([
  ["--port", "70000", 65_535],
  ["--port", "http", 65_535],
  ["--latency-ms", "600001", 600_000],
  ["--transition-ms", "1.5", 600_000],
  ["--visibility-delay-ms", "", 600_000],
])("%s %p is refused with the range, and exit code 2", async (option, value, max) => {
  const complaint = `^alicloud-eni-emulator: ${option} must be a whole number from 0 to ${max}, not "${value}"; see --help$`;
  await expectComplaint([option, value], new RegExp(complaint, "m"), 2);
});

test.each([
  ["an unknown option", ["--prot", "1"], "--prot"],
  ["an option without its value", ["--port"], "--port"],
  ["a value that looks like an option", ["--latency-ms", "-1"], "--latency-ms"],
  ["an argument too many", ["8190"], "8190"],
])("%s is named, with exit code 2", async (_, args, name) => {
  await expectComplaint(args, new RegExp(`^alicloud-eni-emulator: .*${name}.*; see --help`), 2);
});
