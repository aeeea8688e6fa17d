import {
  expectConverged,
  held,
  inOrder,
  owned,
  type Resources,
  runShown,
  urnOf,
  writes,
} from "../helpers/histories";
import { expectSuccess, withProject } from "../helpers/project";
import { addresses, ASSIGN, UNASSIGN } from "../helpers/provider";

// What a resource declares is its own also in an `up` in which nothing of it changes: no other resource, one that gives
// the addresses up or is deleted, takes them from it.

const networkInterfaceId = "eni-demo";
const both = { networkInterfaceId, privateIpAddresses: addresses(2) };
const additive = { networkInterfaceId, ownership: "additive" };
/** Fails after the named resource was created or updated. */
const failsAfter = (dependsOn: string): Record<string, unknown> => ({
  networkInterfaceId: "eni-missing",
  privateIpAddresses: [],
  $options: { dependsOn },
});

it.each(["", "refresh --yes"])(
  "keeps the addresses of a renamed resource when its old name is deleted by a later up (between the two: %j)",
  async (between) => {
    await withProject(async (project) => {
      project.declare({ web: both });
      expectSuccess(await project.pulumi("up --yes"));
      project.declare({ api: both, broken: failsAfter("api") });
      expect((await project.pulumi("up --yes")).exitCode).not.toBe(0);
      expect(await owned(project)).toEqual({ web: addresses(2), api: addresses(2) });
      if (between !== "") expectSuccess(await project.pulumi(between));

      project.declare({ api: both });
      expectSuccess(await project.pulumi("up --yes"));
      expect(held(project)).toEqual(addresses(2));
      await expectConverged(project);
    });
  },
);

it("keeps the addresses of a renamed resource that was created with --target", async () => {
  await withProject(async (project) => {
    project.declare({ web: both });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ api: both });
    expectSuccess(await project.pulumi(`up --yes --target ${urnOf("api")}`));
    expect(await owned(project)).toEqual({ web: addresses(2), api: addresses(2) });

    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it("keeps the addresses of the first of two resources whose late ENI turned out to be one, when the second is removed", async () => {
  await withProject(async (project) => {
    const late = { ownership: "additive", $later: { networkInterfaceId } };
    project.declare({
      a: { ...late, privateIpAddresses: addresses(2) },
      b: { ...late, privateIpAddresses: addresses(2, 102) },
    });
    const { exitCode, output } = await project.pulumi("up --yes");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("its addresses are declared twice");
    expect(await owned(project)).toEqual({ a: addresses(2), b: addresses(2, 102) });

    project.declare({ a: { ...late, privateIpAddresses: addresses(2) } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it.each([
  ["giver", "taker"],
  ["taker", "giver"],
])(
  "keeps an address that moved, though the giver failed and is updated by a later up (first: %s)",
  async (...order) => {
    await withProject(async (project) => {
      const declare = (lists: Record<string, string[]>): void => {
        const resources = order.map((name) => [name, { ...additive, privateIpAddresses: lists[name] }]);
        project.declare(inOrder(Object.fromEntries(resources) as Resources));
      };
      declare({ giver: addresses(2), taker: ["10.0.0.103"] });
      expectSuccess(await project.pulumi("up --yes"));
      // outside of the vSwitch, so that the giver's update is refused
      declare({ giver: ["10.0.0.101", "10.0.9.9"], taker: addresses(2, 102) });
      expect((await project.pulumi("up --yes")).exitCode).not.toBe(0);
      expect(await owned(project)).toMatchObject({ giver: addresses(2), taker: addresses(2, 102) });

      declare({ giver: ["10.0.0.101"], taker: addresses(2, 102) });
      expectSuccess(await project.pulumi("up --yes"));
      expect(held(project)).toEqual(addresses(3));
      // what the taker holds is not gone, so nobody shall clean up after it
      expect((await project.state())["giver"]?.outputs["lastUnassigned"]).toEqual([]);
      await expectConverged(project);
    });
  },
);

it("assigns again what two resources had, and the giver lets go before Pulumi comes to the taker, which depends on it", async () => {
  await withProject(async (project) => {
    const giver = (count: number) => ({ ...additive, privateIpAddresses: addresses(count) });
    const taker = { ...additive, privateIpAddresses: ["10.0.0.102"], $options: { dependsOn: "giver" } };
    project.declare({ giver: giver(2) });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ giver: giver(1), taker });
    expectSuccess(await project.pulumi(`up --yes --target ${urnOf("taker")}`));
    expect(await owned(project)).toEqual({ giver: addresses(2), taker: ["10.0.0.102"] });

    writes(project);
    expectSuccess(await project.pulumi("up --yes"));
    expect(writes(project)).toEqual([UNASSIGN, ASSIGN]);
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});
