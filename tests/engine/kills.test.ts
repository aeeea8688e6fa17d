import {
  expectSuccess,
  killCli,
  killTree,
  type Project,
  providersOf,
  untilEnded,
  withProject,
} from "../helpers/project";
import { addresses, ASSIGN, declared, UNASSIGN } from "../helpers/provider";

// a provider that outlives its CLI would go on writing, and undo what the next `up` does

const networkInterfaceId = "eni-demo";

/** Runs `pulumi up` until its provider is in a call to the cloud that gets no answer. */
async function upInCall({ declare, emulator, start }: Project) {
  declare({ web: { networkInterfaceId, privateIpAddresses: ["10.0.0.101"] } });
  emulator.addFault({ action: ASSIGN, hold: true });
  const up = start("up --yes");
  await emulator.waitForCall(ASSIGN);
  return { ...up, providers: providersOf(up.pid) };
}

it.each([
  ["with its tree", killTree],
  ["alone", killCli],
])("the provider ends when its CLI is killed %s", async (_how, kill) => {
  await withProject(async (project) => {
    const { pid, done, providers } = await upInCall(project);
    expect(providers).toHaveLength(1);

    kill(pid);

    await expect(done).resolves.toMatchObject({ exitCode: null });
    await Promise.all(providers.map((provider) => untilEnded(provider)));
  });
});

it("keeps an address that was put back into the code after the CLI that was to unassign it had been killed", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(2) } });
    expectSuccess(await project.pulumi("up --yes"));

    project.declare({ web: { networkInterfaceId, privateIpAddresses: ["10.0.0.101"] } });
    emulator.addFault({ action: UNASSIGN, times: 1_000_000, code: "Throttling.User" });
    const { pid, done } = project.start("up --yes");
    await emulator.waitForCall(UNASSIGN);
    const providers = providersOf(pid);
    killCli(pid);
    await done;
    await Promise.all(providers.map((provider) => untilEnded(provider)));
    emulator.clearFaults();
    emulator.clearCalls();

    project.declare({ web: { networkInterfaceId, privateIpAddresses: addresses(2) } });
    expectSuccess(await project.pulumi("cancel --yes"));
    expectSuccess(await project.pulumi("up --yes"));
    expect(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses).toEqual(addresses(2));
    expect(emulator.calls(UNASSIGN)).toEqual([]);
    expect((await project.state())["web"]?.outputs["privateIpAddresses"]).toEqual(declared(addresses(2)));
  });
});
