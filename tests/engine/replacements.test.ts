import { expectConverged, expectNoOrphans, held, runShown, urnOf } from "../helpers/histories";
import { ecs } from "../helpers/ecs";
import { expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, ASSIGN, DESCRIBE } from "../helpers/provider";

// A replacement is a deletion and then a creation, and Pulumi may not come to the second.

const web = { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2) };
const REPLACE = `up --replace ${urnOf("web")}`;

async function given(project: Project): Promise<void> {
  project.declare({ web });
  expectSuccess(await project.pulumi("up --yes"));
}

it("owns what a replacement on one ENI left for itself, though its creation is refused", async () => {
  await withProject(async (project) => {
    await given(project);
    project.declare({ web: { ...web, privateIpAddresses: [...addresses(2), "10.0.9.9"] } });
    expect((await runShown(project, REPLACE)).exitCode).not.toBe(0);
    expect(held(project)).toEqual(addresses(2));
    await expectNoOrphans(project);

    project.declare({ web: { ...web, privateIpAddresses: ["10.0.0.101"] } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(["10.0.0.101"]);
    await expectConverged(project);
  });
});

it.each([
  ["refused", "Forbidden.RAM", 1],
  ["throttled for ever", "Throttling.User", Infinity],
])(
  "unassigns what a replacement on one ENI left, though its creation was %s at the first look",
  async (_, code, times) => {
    await withProject(async (project) => {
      project.declare({ web: { ...web, timeoutSeconds: 5 } });
      expectSuccess(await project.pulumi("up --yes"));
      project.emulator.addFault({ action: DESCRIBE, code, times });
      expect((await runShown(project, REPLACE)).exitCode).not.toBe(0);
      project.emulator.clearFaults();

      // given up
      project.declare({});
      expectSuccess(await project.pulumi("up --yes"));
      expect(held(project)).toEqual([]);
    });
  },
);

it.each([undefined, true])(
  "lets go of what the code does not have, when a trigger replaces a resource that ignored it (deleted first: %s)",
  async (deleteBeforeReplace) => {
    await withProject(async (project) => {
      const declare = (list: readonly string[], $options: object): void => {
        const ignoring = { ignoreChanges: ["privateIpAddresses"], ...$options };
        project.declare({
          web: { ...web, ownership: "additive", privateIpAddresses: list, $options: ignoring },
        });
      };
      declare(addresses(2), { replacementTrigger: "first" });
      expectSuccess(await project.pulumi("up --yes"));
      declare(["10.0.0.101"], { replacementTrigger: "second", deleteBeforeReplace });
      expectSuccess(await runShown(project, "up"));
      expect(held(project)).toEqual(["10.0.0.101"]);
      await expectNoOrphans(project);
    });
  },
);

it("limits a replacement that a trigger makes by the new code, also after an update that failed half-way", async () => {
  await withProject(async (project) => {
    project.declare({ web: { ...web, $options: { replacementTrigger: "first" } } });
    expectSuccess(await project.pulumi("up --yes"));
    // what it had is unassigned, and no look shows it
    project.emulator.addFault({ action: DESCRIBE, skip: 1, times: Infinity, code: "Forbidden.RAM" });
    const grown = { ...web, privateIpAddresses: ["10.0.0.103", "10.0.0.104"] };
    project.declare({ web: { ...grown, $options: { replacementTrigger: "first" } } });
    expect((await project.pulumi("up --yes")).output).toContain("the change is half done");
    project.emulator.clearFaults();

    const none = { ...web, privateIpAddresses: [], maxUnassign: 1 };
    project.declare({
      web: { ...none, $options: { replacementTrigger: "second", deleteBeforeReplace: true } },
    });
    const { output } = await project.pulumi("up --yes");
    expect(output).toContain(
      "2 addresses would be unassigned (10.0.0.103, 10.0.0.104), and maxUnassign allows 1",
    );
    expect(held(project)).toEqual(grown.privateIpAddresses);
  });
});

it("goes back to the old ENI after the new one was refused", async () => {
  await withProject(async (project) => {
    await given(project);
    project.emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.99"] });
    project.declare({ web: { ...web, networkInterfaceId: "eni-spare" } });
    const { exitCode, output } = await runShown(project, "up");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("it already holds 10.0.0.99");

    project.declare({ web });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(addresses(2));
    expect(held(project, "eni-spare")).toEqual(["10.0.0.99"]);
    await expectConverged(project);
  });
});

it("goes back to the old ENI with another list, after which Pulumi deletes what it had there once more, as the preview shows", async () => {
  await withProject(async (project) => {
    await given(project);
    project.emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.99"] });
    project.declare({ web: { ...web, networkInterfaceId: "eni-spare" } });
    expect((await project.pulumi("up --yes")).output).toContain("it already holds 10.0.0.99");
    // somebody else takes one of those meanwhile
    project.emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101"] });

    project.declare({ web: { ...web, ownership: "additive", privateIpAddresses: ["10.0.0.103"] } });
    expect((await project.pulumi("preview")).output).toMatch(/-- .* web delete original/);
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(["10.0.0.103"]);
    await expectConverged(project);
  });
});

it("deletes once more also what another resource has taken over, and a target leaves out, as the preview shows, and a refresh tells", async () => {
  await withProject(async (project) => {
    await given(project);
    project.emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.99"] });
    const taker = { ...web, ownership: "additive" };
    project.declare({
      taker,
      web: { ...web, networkInterfaceId: "eni-spare", $options: { dependsOn: "taker" } },
    });
    expect((await runShown(project, "up")).output).toContain("it already holds 10.0.0.99");
    expect(held(project)).toEqual(addresses(2));

    project.declare({ taker, web: { ...taker, privateIpAddresses: [] } });
    expectSuccess(await runShown(project, `up --target ${urnOf("web")}`));
    expect(held(project)).toEqual([]);
    expectSuccess(await project.pulumi("refresh --yes"));
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it("keeps the addresses where the id of the new ENI is mistyped, and moves them once it is mended", async () => {
  await withProject(async (project) => {
    await given(project);
    project.declare({ web: { ...web, networkInterfaceId: "eni-spaer" } });
    const { exitCode, output } = await runShown(project, "up");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("ENI eni-spaer: it was not found in region cn-hangzhou");
    expect(output).toContain(
      "ENI eni-demo: 10.0.0.101, 10.0.0.102 were not unassigned, since this resource cannot move to ENI eni-spaer",
    );
    expect(held(project)).toEqual(addresses(2));
    await expectNoOrphans(project);

    project.declare({ web: { ...web, networkInterfaceId: "eni-spare" } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project, "eni-spare")).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it("moves to another ENI while another resource takes over the old one with its addresses", async () => {
  await withProject(async (project) => {
    await given(project);
    project.declare({
      web: { networkInterfaceId: "eni-spare", privateIpAddresses: ["10.0.0.151"] },
      api: web,
    });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(addresses(2));
    expect(held(project, "eni-spare")).toEqual(["10.0.0.151"]);
    await expectConverged(project);
  });
});

it("moves away from an ENI that was deleted", async () => {
  await withProject(async (project) => {
    project.declare({ web: { ...web, networkInterfaceId: "eni-spare" } });
    expectSuccess(await project.pulumi("up --yes"));
    await ecs(project.emulator, "DeleteNetworkInterface", { NetworkInterfaceId: "eni-spare" });
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it("finishes a replacement of which the CLI was told to end after the old ENI had let go", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    await given(project);
    project.declare({ web: { ...web, networkInterfaceId: "eni-spare" } });
    emulator.addFault({ action: ASSIGN, hold: true });
    const asked = emulator.waitForCall(ASSIGN);
    const { pid, done } = project.start("up --yes");
    await asked;
    expect(held(project)).toEqual([]);
    process.kill(pid, "SIGINT");
    emulator.release();
    await done;
    await expectNoOrphans(project);

    expectSuccess(await runShown(project, "up"));
    expect(held(project, "eni-spare")).toEqual(addresses(2));
    await expectConverged(project);
  });
});
