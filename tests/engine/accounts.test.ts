import { createEmulator, defaultAccessKey, type Emulator } from "../../provider/emulator";
import type { ProviderArgs } from "../../provider/program/provider";
import { expectConverged, held, owned, runShown, writes } from "../helpers/histories";
import { configFor, expectSuccess, withProject } from "../helpers/project";
import { addresses } from "../helpers/provider";

// Pulumi starts a process for each provider: what resources of one ENI do under two providers is done in two processes.

const networkInterfaceId = "eni-demo";
const both = { networkInterfaceId, privateIpAddresses: addresses(2) };
const additive = { networkInterfaceId, ownership: "additive" };
const under = (provider: string) => ({ $options: { provider } });

function settingsOf({ endpoint }: Emulator, key = defaultAccessKey): ProviderArgs {
  return {
    region: "cn-hangzhou",
    protocol: "HTTP",
    endpoints: [{ ecs: endpoint }],
    accessKey: key.accessKeyId,
    secretKey: key.accessKeySecret,
  };
}

it("keeps the addresses of a resource whose provider changes, without a call, with a rename too", async () => {
  await withProject(async (project) => {
    const settings = settingsOf(project.emulator);
    project.declare({ web: both });
    expectSuccess(await runShown(project, "up"));
    writes(project);

    project.declare({ web: { ...both, ...under("a") } }, { a: settings });
    expectSuccess(await runShown(project, "up"));
    project.declare({ web: { ...both, ...under("b") } }, { b: settings });
    expectSuccess(await runShown(project, "up"));
    expect(await owned(project)).toEqual({ web: addresses(2) });

    project.declare({ api: both });
    expectSuccess(await runShown(project, "up"));
    expect(await owned(project)).toEqual({ api: addresses(2) });
    project.declare({ shop: { ...both, ...under("a") } }, { a: settings });
    expectSuccess(await runShown(project, "up"));
    expect(await owned(project)).toEqual({ shop: addresses(2) });
    expect(held(project)).toEqual(addresses(2));
    expect(writes(project)).toEqual([]);
    await expectConverged(project);

    expectSuccess(await runShown(project, "destroy"));
    expect(held(project)).toEqual([]);
  });
});

it("moves an address between two resources of one ENI under two providers", async () => {
  await withProject(async (project) => {
    const providers = { a: settingsOf(project.emulator), b: settingsOf(project.emulator) };
    const declare = (given: readonly string[], taken: readonly string[]): void => {
      const giver = { ...additive, privateIpAddresses: given, ...under("a") };
      const taker = { ...additive, privateIpAddresses: taken, ...under("b") };
      project.declare({ giver, taker }, providers);
    };
    declare(["10.0.0.101", "10.0.0.102"], ["10.0.0.103"]);
    expectSuccess(await runShown(project, "up"));
    writes(project);
    declare(["10.0.0.101"], ["10.0.0.102", "10.0.0.103"]);
    expectSuccess(await runShown(project, "up"));
    expect(await owned(project)).toEqual({ giver: ["10.0.0.101"], taker: ["10.0.0.102", "10.0.0.103"] });
    expect(writes(project)).toEqual([]);
    await expectConverged(project);
  });
});

it("moves one to a resource under the default provider, whose process Pulumi may start later", async () => {
  await withProject(async (project) => {
    const providers = { a: settingsOf(project.emulator) };
    const declare = (given: readonly string[], taken: readonly string[]): void => {
      const giver = { ...additive, privateIpAddresses: given, ...under("a") };
      project.declare({ giver, taker: { ...additive, privateIpAddresses: taken } }, providers);
    };
    declare(["10.0.0.101", "10.0.0.102"], ["10.0.0.103"]);
    expectSuccess(await runShown(project, "up"));
    writes(project);
    declare(["10.0.0.101"], ["10.0.0.102", "10.0.0.103"]);
    expectSuccess(await runShown(project, "up"));
    declare(["10.0.0.101", "10.0.0.102"], ["10.0.0.103"]);
    expectSuccess(await runShown(project, "up"));
    expect(writes(project)).toEqual([]);
    await expectConverged(project);
  });
});

it("moves one to a resource under a new provider in an up --refresh, for which that one's process is started late", async () => {
  await withProject(async (project) => {
    project.declare({ giver: { ...both, ownership: "additive" } });
    expectSuccess(await runShown(project, "up"));
    writes(project);
    const giver = { ...additive, privateIpAddresses: ["10.0.0.101"] };
    const taker = { ...additive, privateIpAddresses: ["10.0.0.102"], ...under("a") };
    project.declare({ giver, taker }, { a: settingsOf(project.emulator) });
    expectSuccess(await project.pulumi("up --yes --skip-preview --refresh"));
    expect(await owned(project)).toEqual({ giver: ["10.0.0.101"], taker: ["10.0.0.102"] });
    expect(writes(project)).toEqual([]);
  });
});

it("refuses to take from an ENI under another provider, and takes in the next up", async () => {
  await withProject(async (project) => {
    const providers = { a: settingsOf(project.emulator) };
    const giver = { ...both, $options: { dependsOn: "taker" } };
    const taker = { networkInterfaceId: "eni-spare", ...under("a") };
    project.declare({ taker: { ...taker, privateIpAddresses: [] }, giver }, providers);
    expectSuccess(await runShown(project, "up"));
    const shrunk = { ...giver, privateIpAddresses: addresses(1) };
    project.declare({ taker: { ...taker, privateIpAddresses: ["10.0.0.102"] }, giver: shrunk }, providers);
    const { exitCode, output } = await runShown(project, "up");
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/10\.0\.0\.102 is held by ENI eni-demo[^\n]*\bapply that first\b/);

    project.declare({ taker: { ...taker, privateIpAddresses: [] }, giver: shrunk }, providers);
    expectSuccess(await runShown(project, "up"));
    project.declare({ taker: { ...taker, privateIpAddresses: ["10.0.0.102"] }, giver: shrunk }, providers);
    expectSuccess(await runShown(project, "up"));
    expect(held(project, "eni-spare")).toEqual(["10.0.0.102"]);
  });
});

it("keeps what a resource under another provider has failed to take over", async () => {
  await withProject(async (project) => {
    const providers = { a: settingsOf(project.emulator) };
    project.declare({ web: both });
    expectSuccess(await runShown(project, "up"));
    // the taker is refused for an address that is not in the vSwitch
    const wrong = { networkInterfaceId, privateIpAddresses: [...addresses(2), "10.0.9.9"] };
    project.declare({ api: { ...wrong, ...under("a") } }, providers);
    const { exitCode } = await project.pulumi("up --yes --continue-on-error");
    expect(exitCode).not.toBe(0);
    expect(held(project)).toEqual(addresses(2));

    project.declare({ api: { ...both, ...under("a") } }, providers);
    expectSuccess(await runShown(project, "up"));
    expect(await owned(project)).toEqual({ api: addresses(2) });
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});

it("signs with the keys of each provider, and keeps them secret", async () => {
  const theirKey = {
    accessKeyId: "their-key-id",
    accessKeySecret: "their-secret-of-30-characters.",
  };
  await withProject(
    async (project) => {
      const theirs = createEmulator({ accessKeys: [theirKey] });
      await theirs.listen();
      try {
        project.setConfig(configFor(project.emulator));
        project.declare(
          { ours: both, theirs: { ...both, networkInterfaceId: "eni-spare", ...under("theirs") } },
          { theirs: settingsOf(theirs, theirKey) },
        );
        const { output } = expectSuccess(await project.pulumi("up --yes"));
        expect(held(project)).toEqual(addresses(2));
        expect(theirs.networkInterface("eni-spare")?.privateIpAddresses).toEqual(addresses(2));
        const state = expectSuccess(await project.pulumi("stack export")).output;
        for (const text of [output, state]) {
          expect(text).not.toContain(theirKey.accessKeySecret);
          expect(text).not.toContain(theirKey.accessKeyId);
        }
        expectSuccess(await project.pulumi("destroy --yes"));
        expect(theirs.networkInterface("eni-spare")?.privateIpAddresses).toEqual([]);
      } finally {
        await theirs.close();
      }
    },
    { accessKeys: [defaultAccessKey] },
  );
});

it("says in the preview what is wrong in the settings of which provider, and takes what a preview does not know", async () => {
  await withProject(async (project) => {
    const settings = settingsOf(project.emulator);
    project.declare({ web: { ...both, ...under("shared") } }, { shared: { ...settings, protocol: "FTP" } });
    const { exitCode, output } = await project.pulumi("preview");
    expect(exitCode).not.toBe(0);
    expect(output).toContain('Provider "shared": alicloud:protocol must be HTTP or HTTPS.');

    const { region, accessKey, ...known } = settings;
    project.declare(
      { web: { ...both, ...under("shared") } },
      { shared: { ...known, $later: { region, accessKey } as never } },
    );
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2));
    await expectConverged(project);
  });
});
