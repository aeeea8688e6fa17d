import { expectConverged, held, owned, runShown, urnOf } from "../helpers/histories";
import { expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, ASSIGN, UNASSIGN } from "../helpers/provider";

// Pulumi's own options, over several commands.

const networkInterfaceId = "eni-demo";
const both = { networkInterfaceId, privateIpAddresses: addresses(2) };
const additive = { networkInterfaceId, ownership: "additive" };

async function given(project: Project, resources: Parameters<Project["declare"]>[0]): Promise<void> {
  project.declare(resources);
  expectSuccess(await project.pulumi("up --yes"));
  project.emulator.clearCalls();
}

function writes({ emulator }: Project): string[] {
  return [...emulator.calls(ASSIGN), ...emulator.calls(UNASSIGN)].map(({ action }) => action);
}

it("renames with an alias without asking the cloud anything", async () => {
  await withProject(async (project) => {
    await given(project, { web: both });
    project.declare({ api: { ...both, $options: { aliases: [{ name: "web" }] } } });
    expectSuccess(await project.pulumi("up --yes"));
    expect(project.emulator.calls()).toEqual([]);
    await expectConverged(project);
  });
});

it("refuses to rename without an alias and drop an address in one up, and does it in two", async () => {
  await withProject(async (project) => {
    await given(project, { web: both });
    const dropped = { ...both, privateIpAddresses: ["10.0.0.101"] };
    project.declare({ api: dropped });
    const { exitCode, output } = await runShown(project, "up");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("it already holds 10.0.0.102");
    expect(await owned(project)).toEqual({ web: addresses(2) });
    expect(writes(project)).toEqual([]);

    await given(project, { api: both });
    project.declare({ api: dropped });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(["10.0.0.101"]);
    await expectConverged(project);
  });
});

it("retains on deletion what another resource can adopt later", async () => {
  await withProject(async (project) => {
    await given(project, { web: { ...both, $options: { retainOnDelete: true } } });
    await given(project, {});
    expect(held(project)).toEqual(addresses(2));
    await given(project, { api: both });
    expect(writes(project)).toEqual([]);
    await expectConverged(project);
  });
});

it("keeps with ignoreChanges what the code no longer lists, also from a resource that is deleted", async () => {
  await withProject(async (project) => {
    const $options = { ignoreChanges: ["privateIpAddresses"] };
    await given(project, {
      a: { ...additive, privateIpAddresses: addresses(2), $options },
      b: { ...additive, privateIpAddresses: ["10.0.0.103"] },
    });
    project.declare({ a: { ...additive, privateIpAddresses: ["10.0.0.101"], $options } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual(addresses(2));
    expect(await owned(project)).toEqual({ a: addresses(2) });
    expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
  });
});

it("leaves alone what a refresh had recorded as foreign, when the ownership becomes additive in the up after it", async () => {
  await withProject(async (project) => {
    await given(project, { web: both });
    project.emulator.updateNetworkInterface(networkInterfaceId, {
      privateIpAddresses: [...addresses(2), "10.0.0.99"],
    });
    expectSuccess(await project.pulumi("refresh --yes"));
    project.declare({ web: { ...both, ownership: "additive" } });
    expectSuccess(await runShown(project, "up"));
    expect(held(project)).toEqual([...addresses(2), "10.0.0.99"]);
    await expectConverged(project);
  });
});

describe("--target", () => {
  const before = {
    giver: { ...additive, privateIpAddresses: addresses(2) },
    taker: { ...additive, privateIpAddresses: ["10.0.0.103"] },
  };
  const after = {
    giver: { ...additive, privateIpAddresses: ["10.0.0.101"] },
    taker: { ...additive, privateIpAddresses: addresses(2, 102) },
  };

  it.each(["up", "up --refresh"])(
    "hands over in two steps, the taker first and the rest by %s",
    async (rest) => {
      await withProject(async (project) => {
        await given(project, before);
        project.declare(after);
        expectSuccess(await runShown(project, `up --target ${urnOf("taker")}`));
        expectSuccess(await runShown(project, rest));
        expect(held(project)).toEqual(addresses(3));
        expect(writes(project)).toEqual([]);
        await expectConverged(project);
      });
    },
  );

  it("of the giver alone takes back what a --target of the taker alone gave it, and a refresh tells", async () => {
    await withProject(async (project) => {
      await given(project, before);
      project.declare(after);
      expectSuccess(await runShown(project, `up --target ${urnOf("taker")}`));
      // Pulumi checks no resource that it was not told to change, so nobody says who holds .102
      expectSuccess(await runShown(project, `up --target ${urnOf("giver")}`));
      expect(held(project)).toEqual(["10.0.0.101", "10.0.0.103"]);

      expectSuccess(await project.pulumi("up --yes --refresh"));
      expect(held(project)).toEqual(addresses(3));
      await expectConverged(project);
    });
  });
});
