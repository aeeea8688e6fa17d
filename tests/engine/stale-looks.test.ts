import { expectConverged, held, owned, runShown } from "../helpers/histories";
import { expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, addressesOf, ASSIGN, UNASSIGN } from "../helpers/provider";

// Describe may lag behind a write, and nobody says for how long. What one look shows decides nothing that cannot be
// undone.

const networkInterfaceId = "eni-demo";

async function given(project: Project, privateIpAddresses: string[]): Promise<void> {
  await apply(project, privateIpAddresses);
  project.emulator.clearCalls();
}

async function apply(project: Project, privateIpAddresses: string[]): Promise<void> {
  project.declare({ web: { networkInterfaceId, privateIpAddresses } });
  expectSuccess(await runShown(project, "up"));
}

/** Describe shows these until the first write has been received. */
function showUntilFirstWrite({ emulator }: Project, shown: string[]): void {
  emulator.showAddresses(networkInterfaceId, shown);
  const showTruth = (): void => {
    emulator.showTruth(networkInterfaceId);
  };
  void Promise.race([emulator.waitForCall(ASSIGN), emulator.waitForCall(UNASSIGN)]).then(showTruth);
}

function unassigned({ emulator }: Project): string[] {
  return emulator.calls(UNASSIGN).flatMap(addressesOf);
}

it("unassigns what leaves the code at once after its creation, which Describe does not show yet", async () => {
  await withProject(async (project) => {
    await given(project, addresses(3));
    showUntilFirstWrite(project, []);
    await apply(project, ["10.0.0.101"]);
    expect(held(project)).toEqual(["10.0.0.101"]);
    expect((await project.state())["web"]?.outputs["lastUnassigned"]).toEqual(addresses(2, 102));
    await expectConverged(project);
  });
});

it("unassigns all of it though Describe never shows any of it", async () => {
  await withProject(async (project) => {
    await given(project, addresses(3));
    project.emulator.showAddresses(networkInterfaceId, []);
    await apply(project, []);
    expect(held(project)).toEqual([]);
    expect((await project.state())["web"]?.outputs["lastUnassigned"]).toEqual(addresses(3));
  });
});

it("destroys at once after the creation, though Describe never shows any of it", async () => {
  await withProject(async (project) => {
    await given(project, addresses(3));
    project.emulator.showAddresses(networkInterfaceId, []);
    expectSuccess(await runShown(project, "destroy"));
    expect(held(project)).toEqual([]);
    expect(await owned(project)).toEqual({});
  });
});

it("replaces at once after the creation, though Describe never shows any of it on the old ENI", async () => {
  await withProject(async (project) => {
    await given(project, addresses(2));
    project.emulator.showAddresses(networkInterfaceId, []);
    project.declare({ web: { networkInterfaceId: "eni-spare", privateIpAddresses: addresses(2) } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual([]);
    expect(held(project, "eni-spare")).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it("unassigns what Describe shows and what it does not, though one of them is gone and the cloud refuses a list with it", async () => {
  await withProject(async (project) => {
    await given(project, addresses(3));
    const left = ["10.0.0.101", "10.0.0.103"];
    project.emulator.updateNetworkInterface(networkInterfaceId, { privateIpAddresses: left });
    showUntilFirstWrite(project, ["10.0.0.101"]);
    await apply(project, []);
    expect(held(project)).toEqual([]);
    expect(await owned(project)).toEqual({ web: [] });
  });
});

it("adds to addresses that Describe does not show yet, and drops none of them", async () => {
  await withProject(async (project) => {
    await given(project, addresses(2));
    showUntilFirstWrite(project, []);
    await apply(project, addresses(3));
    expect(held(project)).toEqual(addresses(3));
    expect(unassigned(project)).toEqual([]);
    await expectConverged(project);
  });
});

it("changes something else of a resource whose addresses Describe does not show yet, and drops none of them", async () => {
  await withProject(async (project) => {
    await given(project, addresses(2));
    showUntilFirstWrite(project, []);
    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(2), timeoutSeconds: 60 } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(addresses(2));
    expect(unassigned(project)).toEqual([]);
    await expectConverged(project);
  });
});

it("assigns again what was just unassigned, though Describe still shows it", async () => {
  await withProject(async (project) => {
    await given(project, addresses(2));
    await apply(project, ["10.0.0.101"]);
    showUntilFirstWrite(project, addresses(2));
    await apply(project, addresses(2));
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});
