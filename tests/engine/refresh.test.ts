import { ecs } from "../helpers/ecs";
import { expectSuccess, withProject } from "../helpers/project";
import { addresses } from "../helpers/provider";

const web = { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(3) };

it("finds lost and foreign addresses, previews exactly their repair, and repairs them", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    // somebody unassigns .101 and assigns .99
    emulator.updateNetworkInterface("eni-demo", {
      privateIpAddresses: ["10.0.0.102", "10.0.0.103", "10.0.0.99"],
    });
    emulator.clearCalls();

    const refresh = expectSuccess(await project.pulumi("refresh --yes --diff"));
    // three to preview the refresh, three to do it: what one look does not show is looked for again
    expect(emulator.calls()).toHaveLength(6);
    expect(refresh.output).toContain('- 10.0.0.101: "declared"');
    expect(refresh.output).toContain('+ 10.0.0.99 : "foreign"');

    const preview = expectSuccess(await project.pulumi("preview --diff"));
    const lines = preview.output.split("\n").map((line) => line.trim());
    expect(lines.filter((line) => /^[-+~] 10\./.test(line))).toEqual([
      '+ 10.0.0.101: "declared"',
      '- 10.0.0.99 : "foreign"',
    ]);

    expectSuccess(await project.pulumi("up --yes"));
    expect([...(emulator.networkInterface("eni-demo")?.privateIpAddresses ?? [])].sort()).toEqual(
      addresses(3),
    );
    expect((await project.state())["web"]?.outputs).toMatchObject({
      lastUnassigned: ["10.0.0.99"],
      foreignPrivateIpAddresses: [],
    });
    expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
  });
});

it("warns of a foreign address at an update, and leaves it alone until a refresh has shown it", async () => {
  await withProject(async (project) => {
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    project.emulator.updateNetworkInterface("eni-demo", {
      privateIpAddresses: [...addresses(3), "10.0.0.99"],
    });
    project.declare({ web: { ...web, privateIpAddresses: addresses(2) } });
    const { output } = expectSuccess(await project.pulumi("up --yes"));
    expect(output).toContain(
      "ENI eni-demo: it also holds 10.0.0.99, which neither the code nor the state knows; left alone.",
    );
    expect(project.emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([
      ...addresses(2),
      "10.0.0.99",
    ]);
  });
});

it("leaves alone what comes to the ENI between the preview and the update of an up with a refresh, until a preview has shown it", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    const { waitForOutput, done } = project.start("up --yes --refresh");
    await waitForOutput(/Updating \(test\)/, 60_000);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [...addresses(3), "10.0.0.99"] });
    const { output } = expectSuccess(await done);
    expect(output).toContain("it also holds 10.0.0.99, which the refresh of this run has found; left alone");
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([...addresses(3), "10.0.0.99"]);

    const next = expectSuccess(await project.pulumi("up --yes --refresh"));
    const [preview, update] = next.output.split("Updating (test)");
    const told = "ENI eni-demo: will unassign 10.0.0.99, which a refresh found";
    expect([preview, update]).toEqual([expect.stringContaining(told), expect.stringContaining(told)]);
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(addresses(3));
  });
});

it("forgets a resource whose ENI is gone, and can destroy one without a refresh", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({
      web: { networkInterfaceId: "eni-spare", privateIpAddresses: addresses(2, 151) },
      api: web,
    });
    expectSuccess(await project.pulumi("up --yes"));
    await ecs(emulator, "DeleteNetworkInterface", { NetworkInterfaceId: "eni-spare" });

    expectSuccess(await project.pulumi("refresh --yes"));
    expect(Object.keys(await project.state())).toEqual(["api"]);

    await ecs(emulator, "DetachNetworkInterface", { NetworkInterfaceId: "eni-demo", InstanceId: "i-demo" });
    await ecs(emulator, "DeleteNetworkInterface", { NetworkInterfaceId: "eni-demo" });
    expectSuccess(await project.pulumi("destroy --yes"));
    expect(await project.state()).toEqual({});
  });
});

it("refreshes many ENIs at once though Pulumi calls the hooks before it has configured them", async () => {
  await withProject(async (project) => {
    const ids = ["eni-demo", "eni-demoprimary", "eni-spare"];
    project.declare(
      Object.fromEntries(
        ids.map((networkInterfaceId) => [networkInterfaceId, { networkInterfaceId, privateIpAddresses: [] }]),
      ),
    );
    expectSuccess(await project.pulumi("up --yes"));
    expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
  });
});
