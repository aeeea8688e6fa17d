import { expectConverged, held, inOrder, owned, type Resources, runShown } from "../helpers/histories";
import { expectSuccess, type Project, withProject } from "../helpers/project";

// An address that a resource wants is held by another ENI of the program. Where the holder is about to let go, it is
// waited for. Where it is not, the error names it at once and says what to apply first: `timeoutSeconds` is so long
// that a run which waited for it would be killed.

const demo = { networkInterfaceId: "eni-demo", timeoutSeconds: 3600 };
const spare = { networkInterfaceId: "eni-spare", timeoutSeconds: 3600 };

/** Names the holder of 10.0.0.101, and what to do. */
const HELD_BY_DEMO = /10\.0\.0\.101 is held by ENI eni-demo[^\n]*\bapply\b[^\n]*\bfirst\b/;

async function given(project: Project, resources: Resources): Promise<void> {
  project.declare(resources);
  expectSuccess(await project.pulumi("up --yes"));
}

it("swaps addresses between two ENIs in one up", async () => {
  await withProject(async (project) => {
    await given(project, {
      web: { ...demo, privateIpAddresses: ["10.0.0.101"] },
      api: { ...spare, privateIpAddresses: ["10.0.0.151"] },
    });
    project.declare({
      web: { ...demo, privateIpAddresses: ["10.0.0.151"] },
      api: { ...spare, privateIpAddresses: ["10.0.0.101"] },
    });
    expectSuccess(await runShown(project, "up"));
    expect(held(project, "eni-demo")).toEqual(["10.0.0.151"]);
    expect(held(project, "eni-spare")).toEqual(["10.0.0.101"]);
    await expectConverged(project);
  });
});

it("refuses at once what two resources want of each other, and neither gives up", async () => {
  await withProject(async (project) => {
    const before = {
      web: { ...demo, privateIpAddresses: ["10.0.0.101"] },
      api: { ...spare, privateIpAddresses: ["10.0.0.151"] },
    };
    await given(project, before);
    project.declare({
      web: { ...demo, privateIpAddresses: ["10.0.0.101", "10.0.0.151"] },
      api: { ...spare, privateIpAddresses: ["10.0.0.101", "10.0.0.151"] },
    });
    const { exitCode, output } = await runShown(project, "up");
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/10\.0\.0\.(101 is held by ENI eni-demo|151 is held by ENI eni-spare)/);
    expect(output).not.toContain("raise timeoutSeconds");
    expect(held(project, "eni-demo")).toEqual(["10.0.0.101"]);
    expect(held(project, "eni-spare")).toEqual(["10.0.0.151"]);

    project.declare(before);
    expectSuccess(await project.pulumi("up --yes"));
    await expectConverged(project);
  });
});

describe("a taker whose giver cannot begin before the taker is done", () => {
  const before = { ...demo, privateIpAddresses: ["10.0.0.101", "10.0.0.102"] };
  const giver = { ...demo, privateIpAddresses: ["10.0.0.102"] };
  const taker = { ...spare, privateIpAddresses: ["10.0.0.101"] };
  const none = { ...spare, privateIpAddresses: [] };

  /** The taker is refused, and what the error says to do first makes the same code work. */
  async function expectRefusedAtFirst(
    project: Project,
    args: string,
    withTaker: (taker: Resources[string]) => Resources,
  ): Promise<void> {
    await given(project, { ...withTaker(none), giver: before });
    project.declare(withTaker(taker));
    const { exitCode, output } = await runShown(project, args);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(HELD_BY_DEMO);
    expect(output).not.toContain("raise timeoutSeconds");
    expect(await owned(project)).toMatchObject({ taker: [], giver: ["10.0.0.101", "10.0.0.102"] });
    expect(held(project, "eni-demo")).toEqual(["10.0.0.101", "10.0.0.102"]);

    project.declare(withTaker(none));
    expectSuccess(await runShown(project, args));
    project.declare(withTaker(taker));
    expectSuccess(await runShown(project, args));
    expect(held(project, "eni-spare")).toEqual(["10.0.0.101"]);
    await expectConverged(project);
  }

  it("is refused at once when Pulumi comes to it first, with --parallel 1", async () => {
    await withProject(async (project) => {
      await expectRefusedAtFirst(project, "up --parallel 1", (taker) => inOrder({ taker, giver }));
    });
  });

  it("is refused at once when the giver depends on it", async () => {
    await withProject(async (project) => {
      const later = { ...giver, $options: { dependsOn: "taker" } };
      await expectRefusedAtFirst(project, "up", (taker) => ({ taker, giver: later }));
    });
  });

  it("is refused at once when the giver has left the program, since Pulumi deletes last", async () => {
    await withProject(async (project) => {
      await expectRefusedAtFirst(project, "up", (taker) => ({ taker }));
    });
  });

  it("is served when it depends on the giver, also with --parallel 1", async () => {
    await withProject(async (project) => {
      await given(project, { giver: before });
      project.declare({ giver, taker: { ...taker, $options: { dependsOn: "giver" } } });
      expectSuccess(await runShown(project, "up --parallel 1"));
      expect(held(project, "eni-spare")).toEqual(["10.0.0.101"]);
      await expectConverged(project);
    });
  });
});

it("names the holder that no resource of the program has, and waits for nobody", async () => {
  await withProject(async (project) => {
    project.emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101"] });
    project.declare({ taker: { ...spare, privateIpAddresses: ["10.0.0.101"] } });
    const { exitCode, output } = await project.pulumi("up --yes");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("10.0.0.101 is held by ENI eni-demo");
    expect(await owned(project)).toEqual({});
  });
});
