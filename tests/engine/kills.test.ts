import { held, owned } from "../helpers/histories";
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

it("a creation that was killed is warned of until pending creates are cleared, and hinders no up", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    const { pid, done } = await upInCall(project);
    killTree(pid);
    await done;
    emulator.clearFaults();
    const pending = async (): Promise<unknown> =>
      (JSON.parse(await project.exportedState()) as { deployment: { pending_operations?: unknown } })
        .deployment.pending_operations;

    expectSuccess(await project.pulumi("cancel --yes"));
    expect(await pending()).toMatchObject([
      { type: "creating", resource: { inputs: { networkInterfaceId } } },
    ]);
    expect(expectSuccess(await project.pulumi("up --yes")).output).toContain("interrupted while creating");
    expectSuccess(await project.pulumi("refresh --yes --clear-pending-creates"));
    expect(await pending()).toBeUndefined();
    expectSuccess(await project.pulumi("up --yes --expect-no-changes"));
    expect(held(project)).toEqual(["10.0.0.101"]);
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

describe("what a killed up had assigned", () => {
  const declare = (project: Project, ownership: string, count: number): void => {
    project.declare({ web: { networkInterfaceId, ownership, privateIpAddresses: addresses(count) } });
  };

  /** Ends the CLI and its provider when three addresses are on the ENI, and the state has none of the new ones. */
  async function upKilled(project: Project, ownership: string): Promise<void> {
    const { emulator } = project;
    declare(project, ownership, 3);
    emulator.addFault({ action: ASSIGN, when: "after", hold: true });
    const received = emulator.waitForCall(ASSIGN);
    const { pid, done } = project.start("up --yes");
    await received;
    killTree(pid);
    await done;
    emulator.release();
    expect(held(project)).toEqual(addresses(3));
    expectSuccess(await project.pulumi("cancel --yes"));
  }

  it.each(["exclusive", "additive"])(
    "is owned by an %s resource once the same code is run, and goes when other code drops it",
    async (ownership) => {
      await withProject(async (project) => {
        await upKilled(project, ownership);
        expectSuccess(await project.pulumi("up --yes"));
        expect(await owned(project)).toEqual({ web: addresses(3) });
        declare(project, ownership, 1);
        expectSuccess(await project.pulumi("up --yes"));
        expect(held(project)).toEqual(addresses(1));
      });
    },
  );

  it("by an update, is found by a refresh under exclusive ownership, and goes when other code does not have it", async () => {
    await withProject(async (project) => {
      declare(project, "exclusive", 1);
      expectSuccess(await project.pulumi("up --yes"));
      await upKilled(project, "exclusive");
      declare(project, "exclusive", 2);
      expectSuccess(await project.pulumi("refresh --yes"));
      expectSuccess(await project.pulumi("up --yes"));
      expect(held(project)).toEqual(addresses(2));
    });
  });

  it("by a creation, is foreign to other code, which is refused under exclusive ownership and names it", async () => {
    await withProject(async (project) => {
      await upKilled(project, "exclusive");
      declare(project, "exclusive", 1);
      const { exitCode, output } = await project.pulumi("up --yes");
      expect(exitCode).not.toBe(0);
      expect(output).toContain("it already holds 10.0.0.102, 10.0.0.103, which the code does not declare");
    });
  });

  it.each([0, 1])(
    "is foreign to other code of an additive resource, and stays (owned before: %i)",
    async (before) => {
      await withProject(async (project) => {
        if (before > 0) {
          declare(project, "additive", before);
          expectSuccess(await project.pulumi("up --yes"));
        }
        await upKilled(project, "additive");
        declare(project, "additive", 2);
        expectSuccess(await project.pulumi("refresh --yes"));
        expectSuccess(await project.pulumi("up --yes"));
        expect(await owned(project)).toEqual({ web: addresses(2) });
        expect((await project.state())["web"]?.outputs["foreignPrivateIpAddresses"]).toEqual(["10.0.0.103"]);
      });
    },
  );
});
