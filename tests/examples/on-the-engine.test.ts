import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configFor, expectSuccess, type Project, withProject } from "../helpers/project";

const repository = join(__dirname, "..", "..");

/** Puts an example, as it is, in place of the project's program. */
function use(example: string, project: Project, projectFile: string): void {
  rmSync(join(project.directory, "index.js"));
  cpSync(join(repository, "examples", example), project.directory, { recursive: true });
  cpSync(join(repository, "examples", "tsconfig.json"), join(project.directory, "..", "tsconfig.json"));
  const yaml = readFileSync(join(repository, projectFile), "utf8").replace(/^main:.*$/m, "");
  writeFileSync(join(project.directory, "Pulumi.yaml"), yaml.replace(/^name:.*$/m, "name: test"));
  writeFileSync(join(project.directory, "package.json"), '{ "main": "index.ts" }\n');
}

it("runs examples/basic: the addresses of the stack's config file, and none that were deleted from it", async () => {
  await withProject(async (project) => {
    use("basic", project, "Pulumi.yaml");
    const config = (list: string): string[] => [
      ...configFor(project.emulator),
      "  test:networkInterfaceId: eni-demo",
      `  test:privateIpAddresses: [${list}]`,
    ];
    project.setConfig(config("10.0.0.101, 10.0.0.102, 10.0.0.103"));
    expectSuccess(await project.pulumi("up --yes"));
    project.setConfig(config("10.0.0.102"));
    expectSuccess(await project.pulumi("up --yes"));
    expect(project.emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.102"]);
  });
});

it("runs examples/existing-eni: two addresses on a primary ENI, beside those of others", async () => {
  await withProject(async (project) => {
    use("existing-eni", project, "examples/existing-eni/Pulumi.yaml");
    project.setConfig([...configFor(project.emulator), "  test:primaryNetworkInterfaceId: eni-demoprimary"]);
    project.emulator.updateNetworkInterface("eni-demoprimary", { privateIpAddresses: ["10.0.0.99"] });
    expectSuccess(await project.pulumi("up --yes"));
    const held = (): readonly string[] =>
      project.emulator.networkInterface("eni-demoprimary")?.privateIpAddresses ?? [];
    expect(held()).toEqual(["10.0.0.99", "10.0.0.151", "10.0.0.152"]);
    expectSuccess(await project.pulumi("destroy --yes"));
    expect(held()).toEqual(["10.0.0.99"]);
  });
});
