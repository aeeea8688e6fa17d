import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expectSuccess, withProject, type Project } from "../helpers/project";
import { addresses } from "../helpers/provider";

const script = join(__dirname, "..", "..", "examples", "in-ci", "address-changes.mjs");
const networkInterfaceId = "eni-demo";

/** As a shell runs `pulumi preview --json | node address-changes.mjs`. */
async function changes(project: Project): Promise<string[]> {
  const preview = await project.pulumi("preview --json");
  return execFileSync(process.execPath, [script], { input: preview.output, encoding: "utf8" })
    .trim()
    .split("\n");
}

it("prints which addresses come and go, of resources that are new, changed, replaced and removed", async () => {
  await withProject(async (project) => {
    const source = { networkInterfaceId, privateIpAddresses: addresses(3), ownership: "additive" };
    const other = { networkInterfaceId: "eni-spare", privateIpAddresses: ["10.0.0.151"] };
    project.declare({ web: source });
    expect(await changes(project)).toEqual([
      "+ 10.0.0.101 of eni-demo (web)",
      "+ 10.0.0.102 of eni-demo (web)",
      "+ 10.0.0.103 of eni-demo (web)",
    ]);
    expectSuccess(await project.pulumi("up --yes --skip-preview"));
    expect(await changes(project)).toEqual([""]);

    project.declare({ web: { ...source, privateIpAddresses: [...addresses(2), "10.0.0.120"] } });
    expect(await changes(project)).toEqual([
      "- 10.0.0.103 of eni-demo (web)",
      "+ 10.0.0.120 of eni-demo (web)",
    ]);

    project.declare({ web: { ...other } });
    expect(await changes(project)).toEqual([
      "- 10.0.0.101 of eni-demo (web)",
      "- 10.0.0.102 of eni-demo (web)",
      "- 10.0.0.103 of eni-demo (web)",
      "+ 10.0.0.151 of eni-spare (web)",
    ]);

    project.declare({});
    expect(await changes(project)).toEqual([
      "- 10.0.0.101 of eni-demo (web)",
      "- 10.0.0.102 of eni-demo (web)",
      "- 10.0.0.103 of eni-demo (web)",
    ]);

    project.declare({ web: { ...source, $later: { privateIpAddresses: ["10.0.0.101"] } } });
    expect(await changes(project)).toEqual(["? the addresses of web are secret, or not known yet"]);
  });
});
