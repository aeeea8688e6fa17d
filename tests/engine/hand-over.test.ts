import { held, type Resources, urnOf, writes } from "../helpers/histories";
import { expectSuccess, withProject } from "../helpers/project";
import { addresses, ASSIGN, UNASSIGN } from "../helpers/provider";

// one resource gives addresses up while another takes them over, in one `up`

const networkInterfaceId = "eni-demo";
const both = { networkInterfaceId, privateIpAddresses: addresses(2) };

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
    expectSuccess(await project.pulumi(`up --yes --replace ${urnOf("web")}`));
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

describe("one step at a time, where others come before the taker", () => {
  const additive = { networkInterfaceId, ownership: "additive" };
  const before = { giver: addresses(2), taker: addresses(1, 103) };
  const after = { giver: addresses(1), taker: addresses(2, 102) };

  /** Four that do not change, the giver beside the second of them or at the end, and the taker. */
  const inChain = (lists: typeof before, depends: "b1" | "taker"): Resources => {
    const giver = { ...additive, privateIpAddresses: lists.giver, $options: { dependsOn: depends } };
    const others = [1, 2, 3, 4].map((i) => [
      `b${i}`,
      { ...additive, privateIpAddresses: addresses(1, 104 + i), $options: { dependsOn: `b${i - 1}` } },
    ]);
    const [first, ...rest] = others.map((one) => Object.fromEntries([one]) as Resources);
    const taker = { ...additive, privateIpAddresses: lists.taker, $options: { dependsOn: "b4" } };
    const isLast = depends === "taker";
    return Object.assign(
      {},
      first,
      isLast ? {} : { giver },
      ...rest,
      { taker },
      isLast ? { giver } : {},
    ) as Resources;
  };

  it.each([
    [
      "goes and comes back, since Pulumi comes to the taker when the giver has shrunk",
      "b1",
      [UNASSIGN, ASSIGN],
    ],
    ["stays where the giver depends on the taker", "taker", []],
  ] as const)("an address %s", async (_what, depends, expected) => {
    await withProject(async (project) => {
      project.declare(inChain(before, depends));
      expectSuccess(await project.pulumi("up --yes"));
      writes(project);
      project.declare(inChain(after, depends));
      expectSuccess(await project.pulumi("up --yes --parallel 1"));
      expect(writes(project)).toEqual(expected);
      expect(held(project)).toEqual([...addresses(3), ...addresses(4, 105)]);
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
