import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../tools/processes/run.mts";
import { defaultAccessKey } from "../../provider/emulator";
import { expectSuccess, type Project, withProject } from "../helpers/project";

// Programs of other kinds than the one of the helper, and what docs/known-limits.md says of Pulumi.

const HEAD = `
const pulumi = require("@pulumi/pulumi");
const { SecondaryPrivateIps } = require("pulumi-alicloud-secondary-ips");
const args = { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] };
const declareAnother = ({ type, props, opts }) =>
  type.endsWith("SecondaryPrivateIps") ? { props: { ...props, privateIpAddresses: ["10.0.0.102"] }, opts } : undefined;
`;

function write({ directory }: Project, body: string, file = "index.js"): void {
  writeFileSync(join(directory, file), HEAD + body);
}

it.each([
  ["the option transforms", 'new SecondaryPrivateIps("web", args, { transforms: [declareAnother] });'],
  [
    "the option transformations",
    'new SecondaryPrivateIps("web", args, { transformations: [declareAnother] });',
  ],
  [
    "registerStackTransformation",
    'pulumi.runtime.registerStackTransformation(declareAnother); new SecondaryPrivateIps("web", args);',
  ],
])("takes the list that %s returns", async (_what, body) => {
  await withProject(async (project) => {
    write(project, body);
    const { output } = expectSuccess(await project.pulumi("preview --diff"));
    expect(output).toContain('10.0.0.102: "declared"');
    expect(output).not.toContain("10.0.0.101");
  });
});

it("cannot help that Pulumi fails on a transform of the stack with any dynamic resource", async () => {
  await withProject(async (project) => {
    write(
      project,
      `pulumi.runtime.registerResourceTransform(() => undefined);
       new pulumi.dynamic.Resource({ create: async () => ({ id: "x", outs: {} }) }, "theirs", {});`,
    );
    const { exitCode, output } = await project.pulumi("preview");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("Cannot read properties of undefined (reading 'stack')");
  });
});

it("works in an inline program of the Automation API in the project's folder, which Pulumi finds nowhere else", async () => {
  await withProject(async (project) => {
    const { directory, emulator } = project;
    const workspace = (options: string) => `
      const { LocalWorkspace } = require("@pulumi/pulumi/automation");
      const program = async () => void new SecondaryPrivateIps("web", args);
      LocalWorkspace.createOrSelectStack({ stackName: "inline", projectName: "test", program }, ${options})
        .then((stack) => stack.up())
        .catch(({ message }) => { console.log(message); process.exitCode = 1; });
    `;
    const env = {
      ...process.env,
      HOME: join(directory, "home"),
      PULUMI_HOME: join(directory, "home", ".pulumi"),
      PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ECS_ENDPOINT: emulator.url,
      ALICLOUD_REGION: "cn-hangzhou",
      ALICLOUD_ACCESS_KEY: defaultAccessKey.accessKeyId,
      ALICLOUD_SECRET_KEY: defaultAccessKey.accessKeySecret,
    };
    const elsewhere = { cwd: "/", env, timeoutMs: 60_000 };
    write(project, workspace("{}"), "anywhere.js");
    const failed = await run("node", [join(directory, "anywhere.js")], elsewhere);
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toContain("Cannot find module '@pulumi/pulumi/cmd/dynamic-provider'");

    write(project, workspace("{ workDir: __dirname }"), "here.js");
    expectSuccess(await run("node", [join(directory, "here.js")], elsewhere));
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
  });
});
