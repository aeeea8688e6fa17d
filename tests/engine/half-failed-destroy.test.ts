import { held, owned, runShown } from "../helpers/histories";
import { expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, UNASSIGN } from "../helpers/provider";

// Pulumi takes no new state from a deletion that failed, so the error is the only place that can say what went.

const networkInterfaceId = "eni-spare";
const web = { networkInterfaceId, privateIpAddresses: addresses(40) };

/** Unassigns the first chunk of 32; the second is refused. */
function refuseTheRest({ emulator }: Project): void {
  emulator.addFault({ action: UNASSIGN, skip: 1, code: "InvalidOperation.EniServiceManaged" });
}

async function destroyHalf(project: Project): Promise<void> {
  project.declare({ web });
  expectSuccess(await project.pulumi("up --yes"));
  refuseTheRest(project);
  const { exitCode, output } = await runShown(project, "destroy");
  expect(exitCode).not.toBe(0);
  expect(output).toContain(`unassigned ${addresses(32).join(", ")}`);
  // once, at the resource: the line at the stack points there
  const told = output.split("\n");
  expect(told.filter((line) => line.includes("run `pulumi refresh`"))).toHaveLength(1);
  expect(told.map((line) => line.trim())).toContain(
    "SecondaryPrivateIps: failed, for the reason that stands at the resource.",
  );
  expect(held(project, networkInterfaceId)).toEqual(addresses(8, 133));
  expect(await owned(project)).toEqual({ web: addresses(40) });
}

it("says which addresses a destroy unassigned before it failed, and a refresh makes state true again", async () => {
  await withProject(async (project) => {
    await destroyHalf(project);

    expectSuccess(await project.pulumi("refresh --yes"));
    expect(await owned(project)).toEqual({ web: addresses(8, 133) });
    expectSuccess(await runShown(project, "destroy"));
    expect(held(project, networkInterfaceId)).toEqual([]);
    expect(await owned(project)).toEqual({});
  });
});

it("finishes a destroy that failed half-way when it is run again without a refresh", async () => {
  await withProject(async (project) => {
    await destroyHalf(project);

    expectSuccess(await runShown(project, "destroy"));
    expect(held(project, networkInterfaceId)).toEqual([]);
    expect(await owned(project)).toEqual({});
  });
});

it("assigns again what a half-failed destroy unassigned, after a refresh, when the destroy is given up", async () => {
  await withProject(async (project) => {
    await destroyHalf(project);

    expectSuccess(await project.pulumi("up --yes --refresh"));
    expect(held(project, networkInterfaceId)).toEqual(addresses(40));
    expect(await owned(project)).toEqual({ web: addresses(40) });
  });
});

it("says which addresses a replacement took from the old ENI before it failed, and the next up finishes it", async () => {
  await withProject(async (project) => {
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    refuseTheRest(project);
    const moved = { ...web, networkInterfaceId: "eni-demoprimary", privateIpAddresses: addresses(2) };
    project.declare({ web: moved });
    const { exitCode, output } = await runShown(project, "up");
    expect(exitCode).not.toBe(0);
    expect(output).toContain(`unassigned ${addresses(32).join(", ")}`);
    expect(held(project, "eni-demoprimary")).toEqual([]);

    expectSuccess(await runShown(project, "up"));
    expect(held(project, networkInterfaceId)).toEqual([]);
    expect(held(project, "eni-demoprimary")).toEqual(addresses(2));
    expect(await owned(project)).toEqual({ web: addresses(2) });
  });
});

it("says what it has perhaps unassigned where no answer told and looks lag, and a refresh makes state true again", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    const demo = { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2) };
    project.declare({ web: demo });
    expectSuccess(await project.pulumi("up --yes"));
    emulator.showAddresses("eni-demo", addresses(2));
    emulator.addFault({ action: UNASSIGN, when: "after", dropReply: true });
    emulator.addFault({ action: UNASSIGN, skip: 1, code: "Forbidden.RAM", times: 100 });
    project.declare({});
    const { exitCode, output } = await project.pulumi("up --yes");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("the deletion is half done: perhaps unassigned 10.0.0.101, 10.0.0.102.");
    expect(held(project)).toEqual([]);

    emulator.clearFaults();
    emulator.showTruth("eni-demo");
    expectSuccess(await project.pulumi("refresh --yes"));
    project.declare({ web: demo });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2));
  });
});
