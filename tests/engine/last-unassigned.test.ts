import { held, runShown } from "../helpers/histories";
import { expectSuccess, killTree, type Project, withProject } from "../helpers/project";
import { addresses, UNASSIGN } from "../helpers/provider";

// `lastUnassigned` feeds the clean-up of names and firewall rules: an address that went and is not listed is forgotten
// there for ever.

const networkInterfaceId = "eni-demo";

async function lastUnassigned(project: Project): Promise<unknown> {
  return (await project.state())["web"]?.outputs["lastUnassigned"];
}

/** Starts an update that drops all but the first of three, and kills it once that is done on the ENI. */
async function killOnceUnassigned(project: Project): Promise<void> {
  const { emulator } = project;
  project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(3) } });
  expectSuccess(await project.pulumi("up --yes"));
  project.declare({ web: { networkInterfaceId, privateIpAddresses: ["10.0.0.101"] } });
  emulator.addFault({ action: UNASSIGN, when: "after", hold: true });
  const received = emulator.waitForCall(UNASSIGN);
  const { pid, done } = project.start("up --yes");
  await received;
  expect(held(project)).toEqual(["10.0.0.101"]);
  killTree(pid);
  await done;
  emulator.release();
  expectSuccess(await project.pulumi("cancel --yes"));
}

it("lists what a killed update had unassigned, once the same code is applied", async () => {
  await withProject(async (project) => {
    await killOnceUnassigned(project);

    expectSuccess(await runShown(project, "up"));
    expect(await lastUnassigned(project)).toEqual(["10.0.0.102", "10.0.0.103"]);
    expectSuccess(await project.pulumi("up --yes --expect-no-changes"));
  });
});

it("lists only what is gone when the code was changed again after the kill", async () => {
  await withProject(async (project) => {
    await killOnceUnassigned(project);

    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(2) } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(addresses(2));
    expect(await lastUnassigned(project)).toEqual(["10.0.0.103"]);
  });
});
