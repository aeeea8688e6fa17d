import { expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, ASSIGN, DESCRIBE, UNASSIGN } from "../helpers/provider";

function held({ emulator }: Project, id = "eni-demo"): readonly string[] {
  return emulator.networkInterface(id)?.privateIpAddresses ?? [];
}

/** The actions called since the last time this was asked. */
function actions({ emulator }: Project): string[] {
  const made = emulator.calls().map(({ action }) => action);
  emulator.clearCalls();
  return made;
}

/** The lines of a diff that say that an address comes or goes. */
function changedLines(output: string): string[] {
  const [diff = ""] = output.split("--outputs:--");
  return diff
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^[-+~] 10\./.test(line));
}

it("assigns, unassigns what leaves the code, does nothing when nothing changed, and cleans up", async () => {
  await withProject(async (project) => {
    const declare = (list: string[]): void => {
      project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: list } });
    };
    declare(addresses(10));
    expectSuccess(await project.pulumi("preview"));
    expect(actions(project)).toEqual([]);
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(10));
    expect(actions(project)).toEqual([DESCRIBE, ASSIGN, DESCRIBE]);

    // the first of ten goes, and the rest is in another order
    declare(addresses(9, 102).reverse());
    const preview = expectSuccess(await project.pulumi("preview --diff"));
    expect(changedLines(preview.output)).toEqual(['- 10.0.0.101: "declared"']);
    expect(actions(project)).toEqual([]);
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(9, 102));
    const [unassigned] = project.emulator.calls(UNASSIGN);
    expect(unassigned?.parameters).toMatchObject({
      NetworkInterfaceId: "eni-demo",
      "PrivateIpAddress.1": "10.0.0.101",
    });
    expect(unassigned?.parameters).not.toHaveProperty("PrivateIpAddress.2");
    expect(actions(project)).toEqual([DESCRIBE, UNASSIGN, DESCRIBE]);

    declare(addresses(9, 102));
    expectSuccess(await project.pulumi("up --yes --expect-no-changes"));
    expect(actions(project)).toEqual([]);

    const { web } = await project.state();
    expect(web?.id).toBe("eni-demo");
    expect(web?.outputs).toMatchObject({
      primaryPrivateIpAddress: "10.0.0.20",
      foreignPrivateIpAddresses: [],
      lastUnassigned: ["10.0.0.101"],
      vSwitchId: "vsw-demo",
      securityGroupIds: ["sg-demo"],
    });

    expectSuccess(await project.pulumi("destroy --yes"));
    expect(held(project)).toEqual([]);
    expect(actions(project)).toEqual([DESCRIBE, UNASSIGN, DESCRIBE]);
  });
});

it("gives the program lists in numeric order", async () => {
  await withProject(async (project) => {
    project.declare({
      web: { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101", "10.0.0.9", "10.0.0.21"] },
    });
    expectSuccess(await project.pulumi("up --yes"));
    const { output } = expectSuccess(await project.pulumi("stack output web"));
    expect(JSON.parse(output)).toEqual({
      privateIpAddresses: ["10.0.0.9", "10.0.0.21", "10.0.0.101"],
      foreign: [],
      lastUnassigned: [],
      stale: [],
      primary: "10.0.0.20",
      vSwitchId: "vsw-demo",
      securityGroupIds: ["sg-demo"],
    });
  });
});

it("moves addresses to another ENI: the old one lets go first", async () => {
  await withProject(async (project) => {
    project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2) } });
    expectSuccess(await project.pulumi("up --yes"));
    project.emulator.clearCalls();

    project.declare({ web: { networkInterfaceId: "eni-spare", privateIpAddresses: addresses(2) } });
    const { output } = expectSuccess(await project.pulumi("up --yes"));
    expect(output).toMatch(/1 replaced/);
    expect(held(project, "eni-demo")).toEqual([]);
    expect(held(project, "eni-spare")).toEqual(addresses(2));
    const writes = project.emulator.calls().filter(({ action }) => action !== DESCRIBE);
    expect(writes.map(({ action, parameters }) => [action, parameters["NetworkInterfaceId"]])).toEqual([
      [UNASSIGN, "eni-demo"],
      [ASSIGN, "eni-spare"],
    ]);
    expect((await project.state())["web"]?.id).toBe("eni-spare");
  });
});

it("adopts declared addresses that are there, refuses to create over others, and leaves them alone when additive", async () => {
  await withProject(async (project) => {
    project.emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", "10.0.0.99"] });
    const web = { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] };
    project.declare({ web });
    const refused = await project.pulumi("up --yes");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain(
      "ENI eni-demo: it already holds 10.0.0.99, which the code does not declare; declare it in privateIpAddresses to adopt it, " +
        'or set ownership: "additive" to leave it alone',
    );
    expect(await project.state()).toEqual({});

    project.declare({ web: { ...web, ownership: "additive" } });
    expectSuccess(await project.pulumi("up --yes"));
    expect((await project.state())["web"]?.outputs).toMatchObject({
      foreignPrivateIpAddresses: ["10.0.0.99"],
    });
    expect(project.emulator.calls().map(({ action }) => action)).not.toContain(ASSIGN);
    expectSuccess(await project.pulumi("destroy --yes"));
    expect(held(project)).toEqual(["10.0.0.99"]);
  });
});

it("previews with values that are not known yet, and works once they are", async () => {
  await withProject(async (project) => {
    project.declare({
      eni: { privateIpAddresses: addresses(1), $later: { networkInterfaceId: "eni-demo" } },
      list: { networkInterfaceId: "eni-spare", $later: { privateIpAddresses: addresses(1, 151) } },
    });
    const preview = expectSuccess(await project.pulumi("preview --diff"));
    expect(preview.output).toContain('10.0.0.101: "declared"');
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project, "eni-demo")).toEqual(["10.0.0.101"]);
    expect(held(project, "eni-spare")).toEqual(["10.0.0.151"]);
    expectSuccess(await project.pulumi("up --yes --expect-no-changes"));
  });
});

it("refuses two resources on one ENI, naming both, before anything is written", async () => {
  await withProject(async (project) => {
    project.declare({
      web: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(1) },
      api: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(1, 151) },
    });
    const { exitCode, output } = await project.pulumi("up --yes");
    expect(exitCode).not.toBe(0);
    expect(output).toContain(
      'ENI eni-demo: its addresses are declared twice, by "web" and by "api". ' +
        'Declare them all in one resource, or set ownership: "additive" in both and list different addresses.',
    );
    expect(output).not.toMatch(/^\s+at /m);
    expect(held(project)).toEqual([]);
  });
});

it("lets two additive resources share an ENI, though Pulumi runs them at the same time", async () => {
  await withProject(async (project) => {
    project.declare({
      web: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2), ownership: "additive" },
      api: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2, 151), ownership: "additive" },
    });
    expectSuccess(await project.pulumi("up --yes"));
    expect([...held(project)].sort()).toEqual([...addresses(2), ...addresses(2, 151)]);

    project.declare({
      api: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2, 151), ownership: "additive" },
    });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2, 151));
  });
});
