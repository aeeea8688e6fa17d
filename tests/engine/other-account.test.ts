import { createEmulator, defaultSeed, type Emulator } from "../../provider/emulator";
import { held, owned } from "../helpers/histories";
import { ecs } from "../helpers/ecs";
import { configFor, expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses } from "../helpers/provider";

// An ENI that is not found is gone only for the account that owns it: with the keys of another, nothing of it is seen.

const OWNER = "1234567890123456";
const OTHER = "6543210987654321";
const web = { networkInterfaceId: "eni-spare", privateIpAddresses: addresses(2) };
/** Pulumi refreshes and destroys with the config of the last `up`; with this, with today's. */
const TODAYS_CONFIG = "--run-program";

function useAccount(project: Project, { endpoint: ecs }: Emulator, sts = ecs): void {
  const others = configFor(project.emulator).filter((line) => !line.includes("alicloud:endpoints"));
  project.setConfig([...others, `  alicloud:endpoints: [{ ecs: "${ecs}", sts: "${sts}" }]`]);
}

async function withOtherAccount(work: (other: Emulator) => Promise<void>): Promise<void> {
  const networkInterfaces = (defaultSeed.networkInterfaces ?? []).filter(
    (eni) => eni.networkInterfaceId !== web.networkInterfaceId,
  );
  const other = createEmulator({ seed: { ...defaultSeed, accountId: OTHER, networkInterfaces } });
  await other.listen();
  try {
    await work(other);
  } finally {
    await other.close();
  }
}

async function createAsOwner(project: Project): Promise<void> {
  useAccount(project, project.emulator);
  project.declare({ web });
  expectSuccess(await project.pulumi("up --yes"));
}

async function deleteEni({ emulator }: Project): Promise<void> {
  await ecs(emulator, "DeleteNetworkInterface", { NetworkInterfaceId: "eni-spare" });
}

it("records the account that owns the ENI", async () => {
  await withProject(async (project) => {
    await createAsOwner(project);
    expect((await project.state())["web"]?.outputs["ownerId"]).toBe(OWNER);
  });
});

it.each(["refresh", "destroy"])(
  "refuses to %s with the keys of another account, naming both",
  async (command) => {
    await withProject(async (project) => {
      await createAsOwner(project);
      await withOtherAccount(async (other) => {
        useAccount(project, other);
        const { exitCode, output } = await project.pulumi(`${command} --yes ${TODAYS_CONFIG}`);
        expect(exitCode).not.toBe(0);
        expect(output).toContain(OWNER);
        expect(output).toContain(OTHER);
        // the way out for those who mean it
        expect(output).toContain("pulumi state delete");
        expect(await owned(project)).toEqual({ web: addresses(2) });
        expect(held(project, "eni-spare")).toEqual(addresses(2));
      });

      // with the right keys again, nothing is lost
      useAccount(project, project.emulator);
      expectSuccess(await project.pulumi(`destroy --yes ${TODAYS_CONFIG}`));
      expect(held(project, "eni-spare")).toEqual([]);
      expect(await owned(project)).toEqual({});
    });
  },
);

it("refuses to take the ENI for gone in an up that deletes it with the keys of another account", async () => {
  await withProject(async (project) => {
    await createAsOwner(project);
    await withOtherAccount(async (other) => {
      useAccount(project, other);
      // Pulumi takes today's config only where the program has a resource left
      project.declare({ left: { networkInterfaceId: "eni-demo", privateIpAddresses: [] } });
      const { exitCode, output } = await project.pulumi("up --yes");
      expect(exitCode).not.toBe(0);
      expect(output).toContain(OTHER);
      expect(await owned(project)).toEqual({ web: addresses(2), left: [] });
    });
  });
});

it.each(["refresh", "destroy"])(
  "takes the ENI for gone at %s with the keys of the account that owned it, and asks for the account once",
  async (command) => {
    await withProject(async (project) => {
      await createAsOwner(project);
      await deleteEni(project);
      project.emulator.clearCalls();
      const { output } = expectSuccess(await project.pulumi(`${command} --yes --skip-preview`));
      expect(output).not.toContain(OWNER);
      expect(await owned(project)).toEqual({});
      expect(project.emulator.calls("GetCallerIdentity")).toHaveLength(1);
    });
  },
);

it("never asks for the account while the ENI is there", async () => {
  await withProject(async (project) => {
    await createAsOwner(project);
    expectSuccess(await project.pulumi("refresh --yes"));
    expectSuccess(await project.pulumi("destroy --yes"));
    expect(project.emulator.calls("GetCallerIdentity")).toEqual([]);
  });
});

it.each(["refresh", "destroy"])(
  "takes the ENI for gone at %s with a warning where the account cannot be learned",
  async (command) => {
    await withProject(async (project) => {
      await createAsOwner(project);
      await deleteEni(project);
      project.emulator.addFault({ action: "GetCallerIdentity", code: "NoPermission", times: Infinity });
      const { output } = expectSuccess(await project.pulumi(`${command} --yes`));
      expect(output).toMatch(/ENI eni-spare: .*not found.*account/);
      expect(output).toContain(OWNER);
      expect(await owned(project)).toEqual({});
    });
  },
);

it("takes the ENI for gone with a warning where nothing answers at the STS endpoint", async () => {
  await withProject(async (project) => {
    // the port of an emulator that has closed
    let closed = "";
    await withOtherAccount((other) => Promise.resolve(void (closed = other.endpoint)));
    useAccount(project, project.emulator, closed);
    project.declare({ web: { ...web, timeoutSeconds: 5 } });
    expectSuccess(await project.pulumi("up --yes"));
    await deleteEni(project);
    const { output } = expectSuccess(await project.pulumi("refresh --yes"));
    expect(output).toMatch(/ENI eni-spare: .*not found.*account/);
    expect(await owned(project)).toEqual({});
  });
});
