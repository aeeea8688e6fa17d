import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { keysOnce } from "../helpers/home";
import { expectSuccess, type Project, withProject } from "../helpers/project";

const secretKey = "TheSecretKeyThatNobodyMaySee";
const token = "TheTokenThatNobodyMaySee";
const accessKeys = [
  { accessKeyId: "static-id", accessKeySecret: secretKey },
  { accessKeyId: "sts-id", accessKeySecret: secretKey, securityToken: token },
];
const web = { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] };

function endpointOf({ emulator }: Project): string[] {
  return [
    "  alicloud:region: cn-hangzhou",
    "  alicloud:protocol: HTTP",
    `  alicloud:endpoints: [{ ecs: "${emulator.endpoint}" }]`,
  ];
}

/** Everything that the runs left in the state directory, with what they printed. */
function traces(project: Project, printed: readonly string[]): string {
  const state = join(project.directory, "state");
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return [...printed, ...files.map((file) => readFileSync(join(file.parentPath, file.name), "utf8"))].join(
    "\n",
  );
}

/** Runs the whole life of a resource, failures and exported state included, and answers all that can be seen of it. */
async function lifeOf(project: Project, env: NodeJS.ProcessEnv): Promise<string> {
  const printed: string[] = [];
  const run = async (args: string): Promise<string> => {
    const { output } = await project.pulumi(args, { env });
    printed.push(output);
    return output;
  };
  project.declare({ web });
  printed.push(expectSuccess(await project.pulumi("up --yes", { env })).output);
  project.emulator.addFault({ action: "DescribeNetworkInterfaces", code: "Forbidden.RAM" });
  await run("refresh --yes");
  project.emulator.addFault({
    action: "DescribeNetworkInterfaces",
    code: "SignatureDoesNotMatch",
    message: `signed ${token} with ${secretKey}`,
  });
  await run("refresh --yes");
  project.emulator.addFault({
    action: "DescribeNetworkInterfaces",
    code: "Odd",
    message: `you sent ${token} and ${secretKey}`,
  });
  await run("refresh --yes");
  // half done: the state keeps the reasons
  project.declare({ web: { ...web, privateIpAddresses: ["10.0.0.102"] } });
  project.emulator.addFault({
    action: "UnassignPrivateIpAddresses",
    code: "Odd",
    message: `you wrote with ${token} and ${secretKey}`,
  });
  await run("up --yes");
  expect(await run("stack export")).toContain("you wrote with");
  printed.push(expectSuccess(await project.pulumi("destroy --yes", { env })).output);
  return traces(project, printed);
}

it("shows no secret key of the environment, in no output and no state file", async () => {
  await withProject(
    async (project) => {
      project.setConfig(endpointOf(project));
      const seen = await lifeOf(project, {
        ALICLOUD_ACCESS_KEY: "static-id",
        ALICLOUD_SECRET_KEY: secretKey,
      });
      expect(seen).toContain("you sent");
      expect(seen).not.toContain(secretKey);
    },
    { accessKeys },
  );
});

it("shows no STS token", async () => {
  await withProject(
    async (project) => {
      project.setConfig(endpointOf(project));
      const env = {
        ALICLOUD_ACCESS_KEY: "sts-id",
        ALICLOUD_SECRET_KEY: secretKey,
        ALICLOUD_SECURITY_TOKEN: token,
      };
      const seen = await lifeOf(project, env);
      expect(seen).toContain("you sent [secret] and [secret]");
      expect(seen).not.toContain(secretKey);
      expect(seen).not.toContain(token);
    },
    { accessKeys },
  );
});

it("signs with a profile of the aliyun CLI, and shows nothing of it", async () => {
  await withProject(
    async (project) => {
      const home = join(project.directory, "home", ".aliyun");
      mkdirSync(home);
      const profile = {
        name: "ops",
        mode: "StsToken",
        access_key_id: "sts-id",
        access_key_secret: secretKey,
        sts_token: token,
      };
      writeFileSync(join(home, "config.json"), JSON.stringify({ current: "ops", profiles: [profile] }));
      project.setConfig([...endpointOf(project), "  alicloud:profile: ops"]);
      const seen = await lifeOf(project, {});
      expect(seen).not.toContain(secretKey);
      expect(seen).not.toContain(token);
    },
    { accessKeys },
  );
});

/** Runs what calls the cloud, which must fail each time, and answers all that can be seen of it. */
async function failuresOf(project: Project, env: NodeJS.ProcessEnv): Promise<string> {
  const printed: string[] = [];
  project.declare({ web: { ...web, privateIpAddresses: ["10.0.0.102"] } });
  for (const args of ["preview --diff", "up --yes", "refresh --yes", "destroy --yes", "stack export"]) {
    const { exitCode, output } = await project.pulumi(args, { env });
    expect([args, exitCode === 0]).toEqual([args, args.startsWith("preview") || args.startsWith("stack")]);
    printed.push(output);
  }
  return traces(project, printed);
}

it("shows nothing of a CLI config that is not JSON, and says what is wrong and where it was named", async () => {
  await withProject(
    async (project) => {
      project.setConfig(endpointOf(project));
      project.declare({ web });
      const keys = { ALICLOUD_ACCESS_KEY: "static-id", ALICLOUD_SECRET_KEY: secretKey };
      expectSuccess(await project.pulumi("up --yes", { env: keys }));
      const file = join(project.directory, "home", ".aliyun", "config.json");
      mkdirSync(dirname(file));
      writeFileSync(
        file,
        `{ "profiles": [{ "name": "ops", "access_key_secret": "${secretKey}", "sts_token": "${token}", }] }`,
      );
      const seen = await failuresOf(project, { ALICLOUD_PROFILE: "ops" });
      const problem = `The profile "ops" (ALICLOUD_PROFILE) cannot be used: ${file} is not JSON; correct it.`;
      // up, refresh and destroy, each perhaps in its list of diagnostics besides
      expect(seen.split(problem).length).toBeGreaterThan(3);
      for (const hidden of [secretKey, token, "access_key_secret"]) expect(seen).not.toContain(hidden);
    },
    { accessKeys },
  );
});

it("shows nothing of a command whose credentials end in the middle of a run", async () => {
  await withProject(
    async (project) => {
      const home = join(project.directory, "home");
      const script = join(home, "keys.js");
      const later = `console.log("${token}"); console.error("${secretKey}"); process.exit(1);`;
      writeFileSync(script, keysOnce(join(home, "was-run"), "static-id", secretKey, later));
      mkdirSync(join(home, ".aliyun"));
      const profile = { name: "ops", mode: "External", process_command: `${process.execPath} ${script}` };
      writeFileSync(join(home, ".aliyun", "config.json"), JSON.stringify({ profiles: [profile] }));
      project.setConfig([...endpointOf(project), "  alicloud:profile: ops"]);
      project.declare({ web });
      const { exitCode, output } = await project.pulumi("up --yes");
      expect(exitCode).not.toBe(0);
      expect(output).toContain(
        'The profile "ops" (alicloud:profile) cannot be used: its process_command failed, or did not print JSON',
      );
      const seen = traces(project, [output]);
      for (const hidden of [secretKey, token, script]) expect(seen).not.toContain(hidden);
    },
    { accessKeys },
  );
});

it("keeps secret config encrypted in state", async () => {
  await withProject(
    async (project) => {
      project.setConfig([...endpointOf(project), "  alicloud:accessKey: static-id"]);
      expectSuccess(await project.pulumi(`config set --secret alicloud:secretKey ${secretKey}`));
      const seen = await lifeOf(project, {});
      expect(seen).not.toContain(secretKey);
    },
    { accessKeys },
  );
});

it("leaves secret inputs secret in state, and assigns what they hold", async () => {
  await withProject(async (project) => {
    project.declare({ web: { ...web, $secret: ["privateIpAddresses"] } });
    expectSuccess(await project.pulumi("up --yes"));
    expect(project.emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
    const { output } = expectSuccess(await project.pulumi("stack export"));
    expect(output).toContain("ciphertext");
    expect(output).not.toContain("10.0.0.101");
    expectSuccess(await project.pulumi("up --yes --expect-no-changes"));
    expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
    expect(expectSuccess(await project.pulumi("stack export")).output).not.toContain("10.0.0.101");
  });
});
