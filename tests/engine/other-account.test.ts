import { createEmulator, defaultAccessKey } from "../../provider/emulator";
import { ecs } from "../helpers/ecs";
import { held, owned } from "../helpers/histories";
import { configFor, expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses } from "../helpers/provider";

// An ENI that is not found is gone only for the account that owns it: with the keys of another, nothing of it is seen.

const OWNER = "1234567890123456";
const OTHER = "6543210987654321";
const web = { networkInterfaceId: "eni-spare", privateIpAddresses: addresses(2) };

const theirKey = {
  accessKeyId: "theirs",
  accessKeySecret: "their-secret-of-30-characters.",
  accountId: OTHER,
};
const accessKeys = [defaultAccessKey, theirKey];
const envOf = (key: typeof defaultAccessKey): NodeJS.ProcessEnv => ({
  ALICLOUD_ACCESS_KEY: key.accessKeyId,
  ALICLOUD_SECRET_KEY: key.accessKeySecret,
});
const owner = { env: envOf(defaultAccessKey) };
const other = { env: envOf(theirKey) };

/** Whoever owns the keys in the environment, which are always those of today: the config may be that of the last `up`. */
async function createAsOwner(project: Project): Promise<void> {
  project.setConfig(configFor(project.emulator).filter((line) => !/(access|secret)Key/.test(line)));
  project.declare({ web });
  expectSuccess(await project.pulumi("up --yes", owner));
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
    await withProject(
      async (project) => {
        await createAsOwner(project);
        const { exitCode, output } = await project.pulumi(`${command} --yes`, other);
        expect(exitCode).not.toBe(0);
        expect(output).toContain(OWNER);
        expect(output).toContain(OTHER);
        // the way out for those who mean it
        expect(output).toContain("pulumi state delete");
        expect(await owned(project)).toEqual({ web: addresses(2) });
        expect(held(project, "eni-spare")).toEqual(addresses(2));

        // with the right keys again, nothing is lost
        expectSuccess(await project.pulumi("destroy --yes", owner));
        expect(held(project, "eni-spare")).toEqual([]);
        expect(await owned(project)).toEqual({});
      },
      { accessKeys },
    );
  },
);

it("refuses an up with the keys of another account to which the code has nothing to change but a deletion", async () => {
  await withProject(
    async (project) => {
      await createAsOwner(project);
      project.declare({});
      const { exitCode, output } = await project.pulumi("up --yes", other);
      expect(exitCode).not.toBe(0);
      expect(output).toContain(OTHER);
      expect(await owned(project)).toEqual({ web: addresses(2) });
    },
    { accessKeys },
  );
});

it("refuses to replace with the keys of another account before anything is created there", async () => {
  await withProject(
    async (project) => {
      await createAsOwner(project);
      project.declare({ web: { ...web, networkInterfaceId: "eni-demo" } });
      const { exitCode, output } = await project.pulumi("up --yes", other);
      expect(exitCode).not.toBe(0);
      expect(output).toContain(OTHER);
      expect((await project.state())["web"]?.id).toBe("eni-spare");
    },
    { accessKeys },
  );
});

it.each(["refresh", "destroy"])(
  "takes the ENI for gone at %s with the keys of the account that owned it, and asks for the account once",
  async (command) => {
    await withProject(async (project) => {
      await createAsOwner(project);
      await deleteEni(project);
      const { output } = expectSuccess(await project.pulumi(`${command} --yes --skip-preview`, owner));
      expect(output).not.toContain(OWNER);
      expect(await owned(project)).toEqual({});
      expect(project.emulator.calls("GetCallerIdentity")).toHaveLength(1);
    });
  },
);

it("never asks for the account while the ENI is there", async () => {
  await withProject(async (project) => {
    await createAsOwner(project);
    expectSuccess(await project.pulumi("refresh --yes", owner));
    expectSuccess(await project.pulumi("destroy --yes", owner));
    expect(project.emulator.calls("GetCallerIdentity")).toEqual([]);
  });
});

it.each(["refresh", "destroy"])(
  "takes the ENI for gone at %s with a warning where it is not allowed to ask for the account",
  async (command) => {
    await withProject(async (project) => {
      await createAsOwner(project);
      await deleteEni(project);
      project.emulator.addFault({ action: "GetCallerIdentity", code: "NoPermission", times: Infinity });
      const { output } = expectSuccess(await project.pulumi(`${command} --yes`, owner));
      expect(output).toMatch(new RegExp(`ENI eni-spare: .*not found.*account ${OWNER}`));
      expect(await owned(project)).toEqual({});
    });
  },
);

it("takes the ENI for gone with a warning where nothing answers at the STS endpoint", async () => {
  await withProject(async (project) => {
    const closed = createEmulator();
    await closed.listen();
    const { endpoint } = closed;
    await closed.close();
    project.setConfig(
      configFor(project.emulator).map((line) => line.replace(/sts: "[^"]*"/, `sts: "${endpoint}"`)),
    );
    project.declare({ web: { ...web, timeoutSeconds: 5 } });
    expectSuccess(await project.pulumi("up --yes"));
    await deleteEni(project);
    const { output } = expectSuccess(await project.pulumi("refresh --yes"));
    expect(output).toMatch(new RegExp(`ENI eni-spare: .*not found.*account ${OWNER}`));
    expect(await owned(project)).toEqual({});
  });
});
