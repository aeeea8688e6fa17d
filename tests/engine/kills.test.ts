import { killCli, killTree, type Project, providersOf, untilEnded, withProject } from "../helpers/project";
import { ASSIGN } from "../helpers/provider";

// what a test does to the CLI, and what it can say of the provider then

/** Runs `pulumi up` until its provider is in a call to the cloud that gets no answer. */
async function upInCall({ declare, emulator, start }: Project) {
  declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] } });
  emulator.addFault({ action: ASSIGN, hold: true });
  const up = start("up --yes");
  await emulator.waitForCall(ASSIGN);
  return { ...up, providers: providersOf(up.pid) };
}

it("a CLI that is killed with its tree has no provider any more", async () => {
  await withProject(async (project) => {
    const { pid, done, providers } = await upInCall(project);
    expect(providers).toHaveLength(1);

    killTree(pid);

    await expect(done).resolves.toMatchObject({ exitCode: null });
    await Promise.all(providers.map((provider) => untilEnded(provider)));
  });
});

it("a CLI that is killed alone leaves its provider to itself, and the end of the project ends both", async () => {
  let left: number[] = [];
  await withProject(async (project) => {
    const { pid, done, providers } = await upInCall(project);

    killCli(pid);

    await expect(done).resolves.toMatchObject({ exitCode: null });
    expect(providers).toHaveLength(1);
    expect(providersOf(pid)).toEqual([]);
    left = providers;
  });
  await Promise.all(left.map((provider) => untilEnded(provider)));
});
