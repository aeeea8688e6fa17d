import type { Resources } from "../helpers/histories";
import { expectSuccess, type Project, type Run, withProject } from "../helpers/project";
import { addresses, ASSIGN, UNASSIGN } from "../helpers/provider";

// one resource gives addresses up while another takes them over, in one `up`

const networkInterfaceId = "eni-demo";
const both = { networkInterfaceId, privateIpAddresses: addresses(2) };

function held({ emulator }: Project): string[] {
  return [...(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses ?? [])].sort();
}

/** The calls that changed anything since the last time this was asked. */
function writes({ emulator }: Project): string[] {
  const made = emulator.calls().map(({ action }) => action);
  emulator.clearCalls();
  return made.filter((action) => [ASSIGN, UNASSIGN].includes(action));
}

it("renames a resource without an alias: its addresses stay assigned all the time", async () => {
  await withProject(async (project) => {
    project.declare({ web: both });
    expectSuccess(await project.pulumi("up --yes"));
    writes(project);
    project.declare({ api: both });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2));
    expect(writes(project)).toEqual([]);
    expect(Object.keys(await project.state())).toEqual(["api"]);
    expectSuccess(await project.pulumi("destroy --yes"));
    expect(held(project)).toEqual([]);
  });
});

it("refuses a rename that drops an address, with a way out that works", async () => {
  await withProject(async (project) => {
    project.declare({ web: both });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ api: { ...both, privateIpAddresses: addresses(1) } });
    const { exitCode, output } = await project.pulumi("up --yes");
    expect(exitCode).not.toBe(0);
    expect(output).toContain(
      "if a resource of this stack was renamed here, rename it first, with `aliases` or in an `up` of its own, and change its list afterwards.",
    );
    expect(held(project)).toEqual(addresses(2));

    project.declare({ api: both });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ api: { ...both, privateIpAddresses: addresses(1) } });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(1));

    project.declare({ shop: { ...both, $options: { aliases: [{ name: "api" }] } } });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2));
    expect(Object.keys(await project.state())).toEqual(["shop"]);
  });
});

it("replaces a resource on request without dropping an address", async () => {
  await withProject(async (project) => {
    project.declare({ web: both });
    expectSuccess(await project.pulumi("up --yes"));
    writes(project);
    const urn = "urn:pulumi:test::test::pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps::web";
    expectSuccess(await project.pulumi(`up --yes --replace ${urn}`));
    expect(held(project)).toEqual(addresses(2));
    expect(writes(project)).toEqual([]);
  });
});

it("moves an address between two additive resources, the taker first", async () => {
  await withProject(async (project) => {
    const additive = { networkInterfaceId, ownership: "additive" };
    project.declare({
      b: { ...additive, privateIpAddresses: ["10.0.0.103"] },
      a: { ...additive, privateIpAddresses: addresses(2) },
    });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({
      b: { ...additive, privateIpAddresses: ["10.0.0.103", "10.0.0.102"] },
      a: { ...additive, privateIpAddresses: ["10.0.0.101"], $options: { dependsOn: "b" } },
    });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(3));
    // what another resource took over is not gone, so nobody shall clean up after it
    expect((await project.state())["a"]?.outputs["lastUnassigned"]).toEqual([]);
  });
});

describe("an address that goes from the first resource to the last of five, one step at a time", () => {
  const additive = { networkInterfaceId, ownership: "additive" };
  const between = Object.fromEntries(
    [105, 106, 107].map((last) => [`b${last}`, { ...additive, privateIpAddresses: addresses(1, last) }]),
  );
  async function handOver(project: Project, $options: Resources[string]["$options"]): Promise<Run> {
    const declare = (giver: string[], taker: string[], options?: typeof $options): void =>
      project.declare({
        giver: {
          ...additive,
          privateIpAddresses: giver,
          ...(options !== undefined && { $options: options }),
        },
        ...between,
        taker: { ...additive, privateIpAddresses: taker },
      });
    declare(addresses(2), addresses(1, 103));
    expectSuccess(await project.pulumi("up --yes"));
    writes(project);
    declare(addresses(1), addresses(2, 102), $options);
    return project.pulumi("up --yes --parallel 1");
  }

  it("is unassigned and assigned again, since Pulumi does not come to the taker before", async () => {
    await withProject(async (project) => {
      expectSuccess(await handOver(project, undefined));
      expect(writes(project)).toEqual([UNASSIGN, ASSIGN]);
      expect(held(project)).toEqual([...addresses(3), ...addresses(3, 105)]);
    });
  });

  it("stays where the giver depends on the taker", async () => {
    await withProject(async (project) => {
      expectSuccess(await handOver(project, { dependsOn: "taker" }));
      expect(writes(project)).toEqual([]);
      expect(held(project)).toEqual([...addresses(3), ...addresses(3, 105)]);
    });
  });
});

it("merges two additive resources into one", async () => {
  await withProject(async (project) => {
    const additive = { networkInterfaceId, ownership: "additive" };
    project.declare({
      a: { ...additive, privateIpAddresses: ["10.0.0.101"] },
      b: { ...additive, privateIpAddresses: ["10.0.0.102"] },
    });
    expectSuccess(await project.pulumi("up --yes"));
    writes(project);
    project.declare({ a: { ...additive, privateIpAddresses: addresses(2) } });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(2));
    expect(writes(project)).toEqual([]);
  });
});

it("leaves alone with ignoreChanges what a refresh recorded", async () => {
  await withProject(async (project) => {
    const web = {
      networkInterfaceId,
      privateIpAddresses: ["10.0.0.101"],
      $options: { ignoreChanges: ["privateIpAddresses"] },
    };
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    project.emulator.updateNetworkInterface(networkInterfaceId, {
      privateIpAddresses: ["10.0.0.101", "10.0.0.99"],
    });
    expectSuccess(await project.pulumi("refresh --yes"));
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ web: { ...web, timeoutSeconds: 60 } });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(["10.0.0.101", "10.0.0.99"]);
  });
});

it("unassigns in an up --refresh what left the code", async () => {
  await withProject(async (project) => {
    project.declare({ web: both });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ web: { networkInterfaceId, privateIpAddresses: ["10.0.0.101"] } });
    expectSuccess(await project.pulumi("up --yes --refresh"));
    expect(held(project)).toEqual(["10.0.0.101"]);
    expectSuccess(await project.pulumi("up --yes --refresh --expect-no-changes"));
  });
});
