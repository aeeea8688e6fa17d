import { copyFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configFor, expectSuccess, type Project, withProject } from "../helpers/project";
import { configOf, withStandIn } from "./stand-in";

// The example programs as they are, with the plugin of @pulumi/alicloud.

const EXAMPLES = join(__dirname, "..", "..", "examples");

/** Puts the example in the place of the project's own program. */
function takeExample({ directory }: Project, name: string): void {
  rmSync(join(directory, "index.js"));
  writeFileSync(join(directory, "package.json"), '{ "main": "index.ts" }\n');
  for (const file of readdirSync(join(EXAMPLES, name)))
    if (/\.ts$|^tsconfig\.json$/.test(file)) copyFileSync(join(EXAMPLES, name, file), join(directory, file));
}
const run = async (project: Project, args: string) =>
  expectSuccess(await project.pulumi(args, { seconds: 240 }));
const heldAnywhere = ({ emulator }: Project): readonly string[] =>
  emulator.networkInterfaces().flatMap(({ privateIpAddresses }) => privateIpAddresses);

it("find-eni holds addresses on the primary ENI of an instance, and says where there is none", async () => {
  await withProject(async (project) => {
    takeExample(project, "find-eni");
    project.setConfig([...configFor(project.emulator), "  test:instanceId: i-demo"]);
    await run(project, "up --yes --skip-preview");
    expect(project.emulator.networkInterface("eni-demoprimary")?.privateIpAddresses).toEqual([
      ...["10.0.0.151", "10.0.0.152"],
    ]);
    project.setConfig([...configFor(project.emulator), "  test:instanceId: i-nobody"]);
    const { exitCode, output } = await project.pulumi("preview", { seconds: 120 });
    expect(exitCode).not.toBe(0);
    expect(output).toContain(
      "There is no primary ENI of instance i-nobody: check instanceId, resourceGroupId and alicloud:region.",
    );
    expect(output).not.toMatch(/at .*\.ts:\d+/);
  });
});

it("with-alicloud holds addresses on an ENI of its own", async () => {
  await withProject(async (project) => {
    takeExample(project, "with-alicloud");
    project.setConfig([
      ...configFor(project.emulator),
      ...["  test:vSwitchId: vsw-demo", "  test:securityGroupId: sg-demo"],
    ]);
    await run(project, "up --yes --skip-preview");
    expect(heldAnywhere(project)).toEqual(expect.arrayContaining(["10.0.0.161", "10.0.0.162"]));
    await run(project, "preview --refresh --expect-no-changes");
    await run(project, "destroy --yes");
    expect(heldAnywhere(project)).not.toContain("10.0.0.161");
  });
});

it("notify tells DingTalk, mail and the function of an ENI's addresses", async () => {
  await withStandIn(async (standIn) => {
    await withProject(async (project) => {
      takeExample(project, "notify");
      project.setConfig([
        ...configOf(project, standIn),
        ...["  test:vSwitchId: vsw-demo", "  test:securityGroupId: sg-demo"],
        ...["  test:privateIpAddresses: [10.0.0.101]", "  test:robot: https://example.com/robot"],
        ...["  test:robotSecret: SEC1", "  test:mail: ops@example.com", "  test:functionName: clean-up"],
      ]);
      await run(project, "up --yes --skip-preview");
      expect(heldAnywhere(project)).toContain("10.0.0.101");
      expect([...standIn.rules.keys(), ...standIn.alarmRules.keys(), ...standIn.triggers.keys()]).toEqual([
        ...["secondary-ips-dingtalk", "secondary-ips-contacts", "clean-up/secondary-ips-function"],
      ]);
      await run(project, "preview --refresh --expect-no-changes");
      await run(project, "destroy --yes");
      expect([standIn.rules.size, standIn.alarmRules.size, standIn.triggers.size]).toEqual([0, 0, 0]);
    });
  });
});
