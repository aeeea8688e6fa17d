import {
  expectConverged,
  expectNoOrphans,
  held,
  inOrder,
  type Resources,
  runShown,
} from "../helpers/histories";
import { expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, ASSIGN } from "../helpers/provider";

// A giver leaves an address to a taker of the same program, which then fails: the address belongs to one of them all the
// time, so that it can be unassigned when nobody declares it any more.

const additive = { networkInterfaceId: "eni-demo", ownership: "additive" };
/** Outside of the vSwitch, so that whoever declares it is refused. */
const OUTSIDE = "10.0.9.9";

/** Who comes first: Pulumi begins with both, and they change the ENI one after the other. */
const orders = [
  ["giver", "taker"],
  ["taker", "giver"],
];

function declare(project: Project, order: string[], lists: Record<string, string[]>): void {
  const resources = order.map((name) => [name, { ...additive, privateIpAddresses: lists[name] ?? [] }]);
  project.declare(inOrder(Object.fromEntries(resources) as Resources));
}

async function failToCreateTaker(project: Project, order: string[]): Promise<void> {
  declare(project, order, { giver: addresses(2) });
  expectSuccess(await project.pulumi("up --yes"));
  declare(project, order, { giver: ["10.0.0.101"], taker: ["10.0.0.102", OUTSIDE] });
  expect((await runShown(project, "up")).exitCode).not.toBe(0);
  await expectNoOrphans(project);
}

it.each(orders)(
  "unassigns an address that was left to a taker whose creation failed, once nobody declares it (first: %s)",
  async (...order) => {
    await withProject(async (project) => {
      await failToCreateTaker(project, order);

      declare(project, order, { giver: ["10.0.0.101"] });
      expectSuccess(await runShown(project, "up"));
      expect(held(project)).toEqual(["10.0.0.101"]);
      await expectConverged(project);
    });
  },
);

it.each(orders)(
  "lets the taker have what was left to it once it can be created (first: %s)",
  async (...order) => {
    await withProject(async (project) => {
      await failToCreateTaker(project, order);

      declare(project, order, { giver: ["10.0.0.101"], taker: ["10.0.0.102"] });
      expectSuccess(await runShown(project, "up"));
      expect(held(project)).toEqual(addresses(2));
      await expectConverged(project);
    });
  },
);

it.each(orders)(
  "keeps an owner for what was left to a taker whose update failed half-way (first: %s)",
  async (...order) => {
    await withProject(async (project) => {
      declare(project, order, { giver: addresses(2), taker: ["10.0.0.110"] });
      expectSuccess(await project.pulumi("up --yes"));
      // the first chunk of 32 is assigned, the second is refused
      project.emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidVSwitchId.IpNotEnough" });
      declare(project, order, { giver: ["10.0.0.101"], taker: ["10.0.0.102", ...addresses(34, 110)] });
      expect((await runShown(project, "up")).exitCode).not.toBe(0);
      await expectNoOrphans(project);

      declare(project, order, { giver: ["10.0.0.101"], taker: ["10.0.0.110"] });
      expectSuccess(await runShown(project, "up"));
      expect(held(project)).toEqual(["10.0.0.101", "10.0.0.110"]);
      await expectConverged(project);
    });
  },
);

it("goes on owning what the code of a taker has that is refused before it begins", async () => {
  await withProject(async (project) => {
    declare(project, ["giver", "taker"], { giver: addresses(2) });
    expectSuccess(await project.pulumi("up --yes"));
    const resources = {
      giver: { ...additive, privateIpAddresses: ["10.0.0.101"] },
      taker: { ...additive, privateIpAddresses: ["10.0.0.102"], timeoutSeconds: 0 },
    };
    project.declare(inOrder(resources));
    const up = await project.pulumi("up --yes --skip-preview");
    expect([up.exitCode, up.output]).not.toContain(0);
    expect(up.output).toContain("timeoutSeconds must be a whole number from 1 to 3600");
    expect(held(project)).toEqual(addresses(2));
    await expectNoOrphans(project);
  });
});

it("goes on owning what it left to a taker that failed, though a refresh compares it in between", async () => {
  await withProject(async (project) => {
    declare(project, ["taker", "giver"], { giver: addresses(2) });
    expectSuccess(await project.pulumi("up --yes"));
    // it is read when Pulumi comes to it, and the taker has been checked by then
    declare(project, ["taker", "giver"], { taker: ["10.0.0.102", OUTSIDE], giver: ["10.0.0.101"] });
    const up = await project.pulumi("up --yes --refresh --run-program --continue-on-error");
    expect([up.exitCode, up.output]).not.toContain(0);
    expect(up.output).toContain(`${OUTSIDE} is outside`);
    await expectNoOrphans(project);
  });
});
