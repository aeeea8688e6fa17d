import { held, runShown } from "../helpers/histories";
import { expectSuccess, killTree, withProject } from "../helpers/project";
import { addresses, UNASSIGN } from "../helpers/provider";

// `lastUnassigned` feeds the clean-up of names and firewall rules: an address that went and is not listed stays there for
// ever, and one that is listed and did not go is cut off.

const networkInterfaceId = "eni-demo";

it("lists only what is gone when the code was changed again after a kill of the update that had unassigned more", async () => {
  await withProject(async (project) => {
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

    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(2) } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(addresses(2));
    expect((await project.state())["web"]?.outputs["lastUnassigned"]).toEqual(["10.0.0.103"]);
  });
});
