import { expectConverged, held, inOrder, type Resources, runShown } from "../helpers/histories";
import { expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, ASSIGN, UNASSIGN } from "../helpers/provider";

// Addresses change hands in one `up`. On one ENI that takes no call, so that no packet is lost; between ENIs it takes as
// few as there are.

const networkInterfaceId = "eni-demo";
const additive = { networkInterfaceId, ownership: "additive" };

/** Applies one program after the other, and answers the calls of the second that changed anything. */
async function writesOf(project: Project, before: Resources, after: Resources): Promise<string[]> {
  project.declare(before);
  expectSuccess(await project.pulumi("up --yes"));
  project.emulator.clearCalls();
  project.declare(after);
  expectSuccess(await runShown(project, "up"));
  const made = project.emulator.calls().map(({ action }) => action);
  return made.filter((action) => [ASSIGN, UNASSIGN].includes(action));
}

it.each([
  ["giver", "taker"],
  ["taker", "giver"],
])(
  "moves an address between two additive resources, and has nothing left to do (first: %s)",
  async (...order) => {
    await withProject(async (project) => {
      const declared = (lists: Record<string, string[]>): Resources => {
        const resources = order.map((name) => [name, { ...additive, privateIpAddresses: lists[name] }]);
        return inOrder(Object.fromEntries(resources) as Resources);
      };
      const before = declared({ giver: addresses(2), taker: ["10.0.0.103"] });
      const after = declared({ giver: ["10.0.0.101"], taker: addresses(2, 102) });
      expect(await writesOf(project, before, after)).toEqual([]);
      expect(held(project)).toEqual(addresses(3));
      await expectConverged(project);
    });
  },
);

it("swaps addresses between two additive resources on one ENI", async () => {
  await withProject(async (project) => {
    const before = {
      a: { ...additive, privateIpAddresses: ["10.0.0.101"] },
      b: { ...additive, privateIpAddresses: ["10.0.0.102"] },
    };
    expect(await writesOf(project, before, { a: before.b, b: before.a })).toEqual([]);
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it("splits an exclusive resource into two additive ones", async () => {
  await withProject(async (project) => {
    const before = { web: { networkInterfaceId, privateIpAddresses: addresses(3) } };
    const after = {
      a: { ...additive, privateIpAddresses: ["10.0.0.101"] },
      b: { ...additive, privateIpAddresses: addresses(2, 102) },
    };
    expect(await writesOf(project, before, after)).toEqual([]);
    expect(held(project)).toEqual(addresses(3));
    await expectConverged(project);
  });
});

it("joins two additive resources in an exclusive one", async () => {
  await withProject(async (project) => {
    const before = {
      a: { ...additive, privateIpAddresses: ["10.0.0.101"] },
      b: { ...additive, privateIpAddresses: addresses(2, 102) },
    };
    const after = { web: { networkInterfaceId, privateIpAddresses: addresses(3) } };
    expect(await writesOf(project, before, after)).toEqual([]);
    expect(held(project)).toEqual(addresses(3));
    await expectConverged(project);
  });
});

it("rotates addresses between three ENIs", async () => {
  await withProject(async (project) => {
    const ids = ["eni-demo", "eni-spare", "eni-demoprimary"];
    const declared = (shift: number): Resources =>
      Object.fromEntries(
        ids.map((id, i) => [
          id,
          { networkInterfaceId: id, privateIpAddresses: [`10.0.0.${101 + ((i + shift) % 3)}`] },
        ]),
      );
    const made = await writesOf(project, declared(0), declared(1));
    expect(made.filter((action) => action === UNASSIGN)).toHaveLength(3);
    expect(ids.map((id) => held(project, id))).toEqual([["10.0.0.102"], ["10.0.0.103"], ["10.0.0.101"]]);
    await expectConverged(project);
  });
});

it("shows in the preview of a moving resource what goes from the old ENI, and says what is on neither where the new one refuses", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    const web = { networkInterfaceId, privateIpAddresses: addresses(2) };
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ web: { ...web, networkInterfaceId: "eni-spare", preflight: true } });
    const preview = expectSuccess(await project.pulumi("preview --diff"));
    expect(preview.output).toContain("- 10.0.0.101 is held by ENI eni-demo; declare another address");
    expect(preview.output).toContain(
      "ENI eni-demo: will unassign 10.0.0.101, 10.0.0.102, since the resource moves to ENI eni-spare",
    );

    emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.160"] });
    const { exitCode, output } = await project.pulumi("up --yes");
    expect(exitCode).not.toBe(0);
    expect(output).toContain(
      "ENI eni-demo: 10.0.0.101, 10.0.0.102 left it in this `pulumi up` for ENI eni-spare, and are on neither now: set networkInterfaceId back to eni-demo",
    );
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it("says what is on neither ENI where another resource has failed, so that Pulumi does not begin the creation", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    const web = { networkInterfaceId, privateIpAddresses: addresses(2) };
    const db = { networkInterfaceId: "eni-demoprimary", privateIpAddresses: ["10.0.0.110"] };
    project.declare({ web, db });
    expectSuccess(await project.pulumi("up --yes"));

    const moved = { ...web, networkInterfaceId: "eni-spare" };
    // outside the block of its vSwitch
    project.declare({ web: moved, db: { ...db, privateIpAddresses: ["10.0.9.9"] } });
    emulator.addFault({ action: UNASSIGN, hold: true });
    const { waitForOutput, done } = project.start("up --yes");
    await waitForOutput(/updating failed/, 60_000);
    emulator.release();
    const { exitCode, output } = await done;
    expect(exitCode).not.toBe(0);
    expect(output).toContain(
      "ENI eni-demo: 10.0.0.101, 10.0.0.102 left it in this `pulumi up` for ENI eni-spare, and are on neither now: something else failed",
    );
    expect([held(project), held(project, "eni-spare")]).toEqual([[], []]);

    project.declare({ web: moved, db });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project, "eni-spare")).toEqual(addresses(2));
    await expectConverged(project);
  });
});
