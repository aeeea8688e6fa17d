import { expectSuccess, killTree, type Project, withProject } from "../helpers/project";
import { addresses, ASSIGN, declared, UNASSIGN } from "../helpers/provider";

const networkInterfaceId = "eni-spare";

it("records the first of two chunks when the second is refused, and the next up assigns the rest", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(40) } });
    emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidOperation.EniServiceManaged" });
    const failed = await project.pulumi("up --yes");
    expect(failed.exitCode).not.toBe(0);
    expect(failed.output).toContain("ENI eni-spare: the change is half done: assigned 10.0.0.101, ");
    expect(failed.output).toContain("`pulumi up` does the rest.");
    const { web } = await project.state();
    expect(web?.outputs["privateIpAddresses"]).toEqual(declared(addresses(32)));
    expect(web?.initErrors).toHaveLength(2);
    // without this text, every later refresh and destroy would fail
    expect(web?.outputs["__provider"]).toContain("pulumi-alicloud-secondary-ips/runtime");

    expectSuccess(await project.pulumi("up --yes"));
    expect(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses).toEqual(addresses(40));
    expectSuccess(await project.pulumi("up --yes --expect-no-changes"));
    expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
  });
});

it("records what is gone when an assign is refused after an unassign, and the next up converges", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(49) } });
    expectSuccess(await project.pulumi("up --yes"));
    emulator.clearCalls();

    // full, so the plan unassigns first
    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(49, 104) } });
    emulator.addFault({ action: ASSIGN, code: "InvalidVSwitchId.IpNotEnough" });
    expect((await project.pulumi("up --yes")).exitCode).not.toBe(0);
    const { web } = await project.state();
    expect(web?.outputs["privateIpAddresses"]).toEqual(declared(addresses(46, 104)));
    expect(web?.outputs["lastUnassigned"]).toEqual(addresses(3));

    emulator.clearCalls();
    expectSuccess(await project.pulumi("up --yes"));
    expect(emulator.calls(UNASSIGN)).toEqual([]);
    expect(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses).toEqual(addresses(49, 104));
    expect((await project.state())["web"]?.outputs["lastUnassigned"]).toEqual(addresses(3));
  });
});

/** Of 34 addresses, the first 33 are on the ENI then, and all but one of these are not among the inputs. */
async function assignThatFails(project: Project): Promise<void> {
  project.declare({ web: { networkInterfaceId, privateIpAddresses: ["10.0.0.101"] } });
  expectSuccess(await project.pulumi("up --yes"));
  project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(34) } });
  project.emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidVSwitchId.IpNotEnough" });
  expect((await project.pulumi("up --yes")).exitCode).not.toBe(0);
}

it("shows in the preview what it will unassign after a failed update, though the code went back to what it was", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    await assignThatFails(project);
    project.declare({ web: { networkInterfaceId, privateIpAddresses: ["10.0.0.101"] } });
    const preview = expectSuccess(await project.pulumi("preview --diff"));
    expect(preview.output).toContain(
      `ENI eni-spare: will unassign ${addresses(32, 102).join(", ")}, which an update that failed had assigned`,
    );
    expectSuccess(await project.pulumi("up --yes"));
    expect(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses).toEqual(["10.0.0.101"]);
  });
});

it("shows in the preview of a move what goes from the old ENI, though the code declares it on the new one", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    await assignThatFails(project);
    project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2) } });
    const preview = expectSuccess(await project.pulumi("preview --diff"));
    expect(preview.output).toContain(
      `ENI eni-spare: will unassign ${addresses(32, 102).join(", ")}, which an update that failed had assigned`,
    );
    expectSuccess(await project.pulumi("up --yes"));
    expect(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses).toEqual([]);
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(addresses(2));
  });
});

it("converges after the CLI and its provider were killed between two chunks", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(40) } });
    emulator.addFault({ action: ASSIGN, skip: 1, hold: true });
    const first = emulator.waitForCall(ASSIGN);
    const { pid, done } = project.start("up --yes");
    await first;
    await emulator.waitForCall(ASSIGN);
    killTree(pid);
    await done;
    emulator.release();

    expectSuccess(await project.pulumi("cancel --yes"));
    expectSuccess(await project.pulumi("up --yes"));
    expect(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses).toEqual(addresses(40));
    expect((await project.state())["web"]?.outputs["privateIpAddresses"]).toEqual(declared(addresses(40)));
  });
});

it("converges after a lost reply without help", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(3) } });
    emulator.addFault({ action: ASSIGN, when: "after", dropReply: true });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ web: { networkInterfaceId, privateIpAddresses: [] } });
    emulator.addFault({ action: UNASSIGN, when: "after", dropReply: true });
    expectSuccess(await project.pulumi("up --yes"));
    expect(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses).toEqual([]);
  });
});
