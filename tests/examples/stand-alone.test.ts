import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type AccessKey, defaultAccessKey, type Emulator } from "../../provider/emulator";
import { roleCredentials, type StsAnswer, withSts } from "../helpers/sts";
import { run as runProgram } from "../../tools/processes/run.mts";
import { packInto } from "../helpers/packed";
import { expectSuccess, withProject } from "../helpers/project";

// Each example as somebody has it who copied its folder and did what its README says.

// the first one to run installs hundreds of packages
jest.setTimeout(300_000);

const repository = join(__dirname, "..", "..");
const examples = [
  "basic",
  "existing-eni",
  "find-eni",
  "hooks",
  "notify",
  "stale-rules",
  "testing",
  "two-accounts",
  "with-alicloud",
];

interface PackageJson {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const packageJson = (folder: string): PackageJson =>
  JSON.parse(readFileSync(join(repository, folder, "package.json"), "utf8")) as PackageJson;

/** Runs a program to its end. A failure shows stdout too, where the TypeScript compiler reports. */
async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd: folder })).stdout;
  } catch (error) {
    const { message, stdout } = error as { readonly message: string; readonly stdout: string };
    throw new Error([message, stdout].join("\n"), { cause: error });
  }
}

/** Far from the repository, so that nothing of it is found by chance. */
let root: string;
let tarball: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "examples-"));
  tarball = await packInto(root);
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** By somebody who tried the example in its place. */
const leftThere = /[\\/](node_modules|Pulumi\.\w+\.yaml|package-lock\.json)$/;

/**
 * Copies an example, installs and compiles it. The installed packages pass from one example to the next: npm then
 * adds what this one asks for and takes away what it does not, in a tenth of the time.
 */
async function withInstalled(name: string, folder: string, work: () => Promise<void>): Promise<void> {
  const packages = join(folder, "node_modules");
  const passedOn = join(root, "node_modules-of-the-last");
  cpSync(join(repository, "examples", name), folder, {
    recursive: true,
    filter: (file) => !leftThere.test(file),
  });
  if (existsSync(passedOn)) renameSync(passedOn, packages);
  try {
    await run(folder, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", tarball);
    await run(folder, "npx", "--no-install", "tsc", "--noEmit");
    await work();
  } finally {
    if (existsSync(packages)) renameSync(packages, passedOn);
  }
}

interface Example {
  readonly directory: string;
  readonly emulator: Emulator;
  readonly pulumi: (args: string, env?: NodeJS.ProcessEnv) => Promise<void>;
  /** The secondary addresses of the ENI. */
  readonly held: () => readonly string[];
}

/** Runs an example in place of the project's own program, on a stack set up by the commands of its README. */
async function withExample(
  name: string,
  networkInterfaceId: string,
  work: (example: Example) => Promise<void>,
  accessKeys: readonly AccessKey[] = [defaultAccessKey],
): Promise<void> {
  await withProject(
    async (project) => {
      const { directory, emulator } = project;
      for (const file of ["index.js", "declared.json", "Pulumi.test.yaml"]) rmSync(join(directory, file));
      const pulumi = async (args: string, env: NodeJS.ProcessEnv = {}): Promise<void> => {
        expectSuccess(await project.pulumi(args, { env: { ...environmentFor(emulator), ...env } }));
      };
      const held = () => emulator.networkInterface(networkInterfaceId)?.privateIpAddresses ?? [];
      await withInstalled(name, directory, async () => {
        for (const args of setUpCommands(directory, networkInterfaceId)) await pulumi(args);
        await work({ directory, emulator, pulumi, held });
      });
    },
    { root, accessKeys },
  );
}

/** Word for word, but for the ENI, and for the quotes, which are the shell's. */
const setUpCommands = (folder: string, networkInterfaceId: string): string[] =>
  [
    ...readFileSync(join(folder, "README.md"), "utf8").matchAll(/^pulumi ((?:stack init|config set) .*)$/gm),
  ].map(([, args = ""]) => args.replace("eni-bp125p95hhdhn3ot0000", networkInterfaceId).replaceAll("'", ""));

const environmentFor = (emulator: Emulator): NodeJS.ProcessEnv => ({
  ECS_ENDPOINT: emulator.url,
  ALICLOUD_ACCESS_KEY: defaultAccessKey.accessKeyId,
  ALICLOUD_SECRET_KEY: defaultAccessKey.accessKeySecret,
});

/** Where the project of the example has its state, for programs that it starts. */
const backendOf = (directory: string): NodeJS.ProcessEnv => ({
  PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
  PULUMI_CONFIG_PASSPHRASE: "test",
  PULUMI_HOME: join(directory, "home", ".pulumi"),
  ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
});

/** Deletes a text that is there. */
function deleteFrom(file: string, text: string): void {
  const before = readFileSync(file, "utf8");
  expect(before).toContain(text);
  writeFileSync(file, before.replace(text, ""));
}

it("basic holds the addresses of the stack's config file, and none that was deleted from it", async () => {
  await withExample("basic", "eni-demo", async ({ directory, pulumi, held }) => {
    await pulumi("up --yes");
    expect(held()).toEqual(["10.0.0.101", "10.0.0.102"]);
    deleteFrom(join(directory, "Pulumi.dev.yaml"), "    - 10.0.0.101\n");
    await pulumi("up --yes");
    expect(held()).toEqual(["10.0.0.102"]);
    await pulumi("destroy --yes");
    expect(held()).toEqual([]);
  });
});

it("existing-eni holds two addresses on a primary ENI, beside those of others", async () => {
  await withExample("existing-eni", "eni-demoprimary", async ({ directory, emulator, pulumi, held }) => {
    emulator.updateNetworkInterface("eni-demoprimary", { privateIpAddresses: ["10.0.0.99"] });
    await pulumi("up --yes");
    expect(held()).toEqual(["10.0.0.99", "10.0.0.151", "10.0.0.152"]);
    deleteFrom(join(directory, "index.ts"), '"10.0.0.151", ');
    await pulumi("up --yes");
    expect(held()).toEqual(["10.0.0.99", "10.0.0.152"]);
    await pulumi("destroy --yes");
    expect(held()).toEqual(["10.0.0.99"]);
  });
});

it("two-accounts holds addresses with the keys of the environment, and others by the role that they assume", async () => {
  const role = { accessKeyId: "STS.role", accessKeySecret: "role-secret", securityToken: "role-token" };
  const asked: URLSearchParams[] = [];
  const answer: StsAnswer = (sent) => {
    asked.push(sent);
    return { status: 200, body: roleCredentials(role.accessKeySecret, role.securityToken) };
  };
  await withSts(answer, (endpoint, certificate) =>
    withExample(
      "two-accounts",
      "eni-demo",
      async ({ directory, emulator, pulumi, held }) => {
        writeFileSync(join(directory, "sts.pem"), certificate);
        const env = { STS_ENDPOINT: endpoint, NODE_EXTRA_CA_CERTS: join(directory, "sts.pem") };
        await pulumi("config set gatewayNetworkInterfaceId eni-spare");
        await pulumi("up --yes", env);
        expect(held()).toEqual(["10.0.0.101", "10.0.0.102"]);
        expect(emulator.networkInterface("eni-spare")?.privateIpAddresses).toEqual(["10.0.0.151"]);
        expect(asked.map((sent) => [sent.get("Action"), sent.get("RoleArn")])).toEqual([
          ["AssumeRole", "acs:ram::1234567890123456:role/network"],
        ]);
        await pulumi("destroy --yes", env);
        expect(emulator.networkInterface("eni-spare")?.privateIpAddresses).toEqual([]);
      },
      [defaultAccessKey, role],
    ),
  );
});

it("stale-rules shows the rules that name an address which went, and revokes them when it is told to", async () => {
  await withExample("stale-rules", "eni-demo", async ({ directory, emulator, pulumi }) => {
    await pulumi("up --yes");
    await pulumi("config set privateIpAddresses [] --path");
    writeFileSync(
      join(directory, "Pulumi.dev.yaml"),
      readFileSync(join(directory, "Pulumi.dev.yaml"), "utf8").replace(
        /privateIpAddresses:.*/,
        "privateIpAddresses: []",
      ),
    );
    await pulumi("up --yes");
    const revoke = async (...args: readonly string[]) => {
      const env = { ...process.env, ...environmentFor(emulator), ...backendOf(directory) };
      const options = { cwd: directory, env, timeoutMs: 60_000 };
      return (await runProgram("npm", ["run", "--silent", "revoke", "--", ...args], options)).output;
    };
    const rules = () =>
      emulator.securityGroups().flatMap((group) => group.rules.map(({ securityGroupRuleId: id }) => id));
    expect(await revoke()).toBe(
      [
        "left: rule sgr-list of sg-data, which names 10.0.0.101 by prefix list pl-web",
        "would revoke: rule sgr-web of sg-demo, which names 10.0.0.102",
        "nothing was changed: run it again with --yes",
        "",
      ].join("\n"),
    );
    expect(rules()).toContain("sgr-web");
    expect(await revoke("--yes")).toContain("revoked: rule sgr-web of sg-demo, which names 10.0.0.102");
    expect(rules()).not.toContain("sgr-web");
    expect(rules()).toContain("sgr-list");
  });
});

it("testing passes its own tests, under mocks and on emulators", async () => {
  const folder = join(root, "testing");
  await withInstalled("testing", folder, async () => {
    const { output } = await runProgram("npm", ["test"], { cwd: folder, timeoutMs: 120_000 });
    expect(output).toMatch(/Tests: +6 passed, 6 total/);
  });
});

it.each(["with-alicloud", "find-eni", "hooks", "notify"])(
  "%s compiles with what it installs",
  async (name) => {
    const folder = join(root, name);
    await expect(withInstalled(name, folder, () => Promise.resolve())).resolves.toBeUndefined();
  },
);

it.each(examples)("%s asks for this version of the package, and for what the tests run with", (name) => {
  const { version, dependencies, devDependencies } = packageJson(".");
  const example = packageJson(`examples/${name}`);
  const { "pulumi-alicloud-secondary-ips": own, ...others } = example.dependencies;
  expect(own).toBe(`^${version}`);
  expect({ ...dependencies, ...devDependencies }).toMatchObject({ ...others, ...example.devDependencies });
});

it.each(examples)("%s names the tarball of this version in its README", (name) => {
  const text = readFileSync(join(repository, "examples", name, "README.md"), "utf8");
  expect(text).toContain(`npm install ../pulumi-alicloud-secondary-ips-${packageJson(".").version}.tgz\n`);
});
