import { parseState } from "../../provider/core/state";
import { UNKNOWN } from "../../provider/core/unknown";
import { endable } from "../helpers/deadline";
import { startDeadline } from "../../provider/ecs/deadline";
import { defaultAccessKey, defaultSeed, type NetworkInterface } from "../../provider/emulator";
import type { Successor } from "../../provider/runtime/claim-book";
import { lookAhead } from "../../provider/runtime/look-ahead";
import {
  addresses,
  declared,
  DESCRIBE,
  failureOf,
  keysFor,
  openProvider,
  type Provider,
  UNASSIGN,
  withProvider,
} from "../helpers/provider";

const inputs = (networkInterfaceId: string, others: Record<string, unknown> = {}) => ({
  ...{ networkInterfaceId, regionId: "cn-hangzhou", ownership: "exclusive" },
  ...{ privateIpAddresses: declared(addresses(2)), ...others },
});

/**
 * What comes of a resource of eni-demo that moves, as the engine calls it: checked, compared, checked as new, deleted.
 * @param kept What is checked first, where `ignoreChanges` keeps something.
 */
async function move(
  { phase, hooks, create, destroy }: Provider,
  to: Record<string, unknown>,
  arrange: () => void = () => undefined,
  kept = to,
): Promise<void> {
  const before = await create(inputs("eni-demo"));
  arrange();
  await phase(async () => {
    const news = (await hooks.check({ ...inputs("eni-demo") }, kept)).inputs ?? {};
    await hooks.diff("eni-demo", { ...before }, news);
    await hooks.check({}, to);
    await destroy(before);
  });
}

const terway = [{ key: "creator", value: "terway" }];
const keptBeside = (to: string): string =>
  `\nENI eni-demo: 10.0.0.101, 10.0.0.102 were not unassigned, since this resource cannot move to ENI ${to} yet.`;

it("keeps the addresses where the ENI that they move to is not found", async () => {
  await withProvider(async (provider) => {
    const { message } = await failureOf(move(provider, inputs("eni-mistyped")));
    expect(message).toBe(
      "ENI eni-mistyped: it was not found in region cn-hangzhou; check networkInterfaceId and regionId." +
        keptBeside("eni-mistyped"),
    );
    expect(provider.held()).toEqual(addresses(2));
    expect(provider.actions()).not.toContain(UNASSIGN);
  });
});

it("keeps them where it is not found with the keys of another account, and names both", async () => {
  const theirs = { ...defaultAccessKey, accessKeyId: "theirs", accountId: "6543210987654321" };
  await withProvider(
    async ({ create, emulator, held }) => {
      const before = await create(inputs("eni-demo"));
      const env = { ...keysFor(emulator), ALICLOUD_ACCESS_KEY: theirs.accessKeyId };
      const { phase, hooks, destroy } = openProvider(emulator, env);
      const moved = phase(async () => {
        const news = (await hooks.check({ ...inputs("eni-demo") }, inputs("eni-spare"))).inputs ?? {};
        await hooks.diff("eni-demo", { ...before }, news);
        await hooks.check({}, inputs("eni-spare"));
        await destroy(before);
      });
      const { message } = await failureOf(moved);
      expect(message).toBe(
        "ENI eni-spare: it was not found in region cn-hangzhou with the keys of account 6543210987654321, and ENI eni-demo belongs to " +
          `account 1234567890123456; use the keys of account 1234567890123456.${keptBeside("eni-spare")}`,
      );
      expect(held()).toEqual(addresses(2));
    },
    { accessKeys: [defaultAccessKey, theirs] },
  );
});

it("tells of those alone that are this resource's, and not another one's by now", async () => {
  await withProvider(async ({ create, phase, hooks, destroy }) => {
    const before = await create(inputs("eni-demo", { ownership: "additive" }));
    const to = inputs("eni-mistyped", { privateIpAddresses: declared(addresses(1, 102)) });
    const taker = inputs("eni-demo", { ownership: "additive", privateIpAddresses: declared(addresses(1)) });
    const moved = phase(async () => {
      const news = (await hooks.check({ ...inputs("eni-demo") }, to)).inputs ?? {};
      await hooks.diff("eni-demo", { ...before }, news);
      await hooks.check({}, to);
      const { inputs: theirs = {} } = await hooks.check({}, taker);
      await hooks.create(theirs);
      await destroy(before);
    });
    const { message } = await failureOf(moved);
    expect(message).toContain("ENI eni-demo: 10.0.0.102 was not unassigned");
  });
});

it.each<readonly [string, Partial<NetworkInterface>, string]>([
  ["is being deleted", { status: "Deleting" }, "it is in status Deleting"],
  ["is another service's", { serviceManaged: true }, "it is managed by another cloud service"],
  ["is of Kubernetes", { tags: terway }, "it is tagged creator: terway"],
])("keeps them where that ENI %s", async (_, update, problem) => {
  await withProvider(async (provider) => {
    const arrange = () => {
      provider.emulator.updateNetworkInterface("eni-spare", update);
    };
    const { message } = await failureOf(move(provider, inputs("eni-spare"), arrange));
    expect(message).toContain(`ENI eni-spare: ${problem}`);
    expect(message).toContain(keptBeside("eni-spare"));
    expect(provider.held()).toEqual(addresses(2));
  });
});

it("keeps them where one that is declared is that ENI's primary address", async () => {
  await withProvider(async (provider) => {
    const primary = provider.emulator.networkInterface("eni-spare")?.primaryIpAddress ?? "";
    const to = inputs("eni-spare", { privateIpAddresses: declared([primary]) });
    const { message } = await failureOf(move(provider, to));
    expect(message).toContain(`${primary} is its primary address`);
    expect(provider.held()).toEqual(addresses(2));
  });
});

/** Puts eni-spare into another vSwitch than that of eni-demo. */
const elsewhere = ({ emulator }: Provider, vpcId = "vpc-demo"): void => {
  emulator.updateNetworkInterface("eni-spare", { vSwitchId: "vsw-other", vpcId });
};

it.each([
  ["both addresses", addresses(2), "10.0.0.101, 10.0.0.102 are"],
  ["one of them", [...addresses(1), "10.0.1.101"], "10.0.0.101 is"],
])("keeps them where %s would be in another vSwitch of the same VPC", async (_, all, which) => {
  await withProvider(async (provider) => {
    const to = inputs("eni-spare", { privateIpAddresses: declared(all) });
    const { message } = await failureOf(
      move(provider, to, () => {
        elsewhere(provider);
      }),
    );
    expect(message).toBe(
      `ENI eni-spare: ${which} of vSwitch vsw-demo, and it is in vsw-other of the same VPC; declare addresses of vsw-other.` +
        keptBeside("eni-spare"),
    );
    expect(provider.held()).toEqual(addresses(2));
    expect(provider.actions()).not.toContain(UNASSIGN);
  });
});

it.each([
  ["the list is of that vSwitch", ["10.0.1.101"], "vpc-demo"],
  ["that vSwitch is of another VPC, which may have the same addresses", addresses(2), "vpc-other"],
])("lets them go where %s", async (_, all, vpcId) => {
  await withProvider(async (provider) => {
    await move(provider, inputs("eni-spare", { privateIpAddresses: declared(all) }), () => {
      elsewhere(provider, vpcId);
    });
    expect(provider.held()).toEqual([]);
  });
});

it("lets them go to their own vSwitch from an ENI of another one, where they are by a lost answer alone", async () => {
  await withProvider(async (provider) => {
    const all = ["10.0.1.101"];
    const to = inputs("eni-spare", { privateIpAddresses: declared(all) });
    const before = {
      ...(await provider.create(inputs("eni-demo", { privateIpAddresses: {} }))),
      ...{ privateIpAddresses: declared(all), interrupted: true },
    };
    elsewhere(provider);
    await provider.phase(async (hooks) => {
      const news = (await hooks.check({ ...inputs("eni-demo") }, to)).inputs ?? {};
      await hooks.diff("eni-demo", { ...before }, news);
      await hooks.check({}, to);
      await provider.destroy(before as never);
    });
    expect(provider.held()).toEqual([]);
  });
});

it("lets go of an ENI that is not there any more, whatever vSwitch it was in", async () => {
  await withProvider(async (provider) => {
    const before = { ...(await provider.create(inputs("eni-demo"))), networkInterfaceId: "eni-gone" };
    elsewhere(provider);
    await provider.phase(async (hooks) => {
      const news = (await hooks.check({ ...inputs("eni-gone") }, inputs("eni-spare"))).inputs ?? {};
      await hooks.diff("eni-gone", { ...before }, news);
      await hooks.check({}, inputs("eni-spare"));
      await provider.destroy(before);
    });
    expect(provider.actions()).not.toContain(UNASSIGN);
  });
});

it("takes one look more for a move, and none besides for the vSwitch, since the old ENI is looked at anyway", async () => {
  const looksTo = (list: readonly string[], arrange: (provider: Provider) => void) => {
    const counted = { looks: 0 };
    return withProvider(async (provider) => {
      await move(provider, inputs("eni-spare", { privateIpAddresses: declared(list) }), () => {
        provider.actions();
        arrange(provider);
      });
      counted.looks = provider.actions().filter((action) => action === DESCRIBE).length;
    }).then(() => counted.looks);
  };
  const looks = await looksTo(addresses(2), () => undefined);
  const toAnotherVpc = (provider: Provider): void => {
    elsewhere(provider, "vpc-other");
  };
  expect(looks).toBe(3);
  expect(await looksTo(["10.0.1.101"], elsewhere)).toBe(3);
  expect(await looksTo(addresses(2), toAnotherVpc)).toBe(3);
});

it("goes by the list of what takes its place, not by the one that ignoreChanges has kept until then", async () => {
  await withProvider(async (provider) => {
    const primary = provider.emulator.networkInterface("eni-spare")?.primaryIpAddress ?? "";
    const to = inputs("eni-spare", { privateIpAddresses: declared([primary]) });
    const { message } = await failureOf(move(provider, to, undefined, inputs("eni-spare")));
    expect(message).toContain(`${primary} is its primary address`);
  });
});

it("goes by that list also after a creation that failed half-way, whose old inputs have more than it got", async () => {
  await withProvider(async ({ phase, hooks, create, destroy, emulator, held }) => {
    const primary = emulator.networkInterface("eni-spare")?.primaryIpAddress ?? "";
    const half = { ...(await create(inputs("eni-demo"))), interrupted: true as const };
    const more = inputs("eni-demo", { privateIpAddresses: declared(addresses(3)) });
    await phase(async () => {
      const kept = inputs("eni-spare", { privateIpAddresses: declared(addresses(3)) });
      const news = (await hooks.check({ ...more }, kept)).inputs ?? {};
      await hooks.diff("eni-demo", { ...half }, news);
      await hooks.check({}, inputs("eni-spare", { privateIpAddresses: declared([primary]) }));
      const { message } = await failureOf(destroy(half));
      expect(message).toContain(`${primary} is its primary address`);
    });
    expect(held()).toEqual(addresses(2));
  });
});

it("keeps them where that ENI is being attached, which passes, and a declared one is its primary address, which does not", async () => {
  await withProvider(async (provider) => {
    const primary = provider.emulator.networkInterface("eni-spare")?.primaryIpAddress ?? "";
    const to = inputs("eni-spare", { privateIpAddresses: declared([primary]) });
    const arrange = () => {
      provider.emulator.updateNetworkInterface("eni-spare", { status: "Attaching" });
    };
    const { message } = await failureOf(move(provider, to, arrange));
    expect(message).toContain(`${primary} is its primary address`);
    expect(provider.held()).toEqual(addresses(2));
  });
});

it.each([
  ["not all of them stay", addresses(1)],
  ["all of them stay, which nobody would own then", addresses(2)],
])("keeps them where the region alone changes, the ENI is not in that one, and %s", async (_, list) => {
  const inBeijing = { vpcId: "vpc-beijing", regionId: "cn-beijing", cidrBlock: "10.1.0.0/16" };
  await withProvider(
    async (provider) => {
      const to = { regionId: "cn-beijing", privateIpAddresses: declared(list) };
      const { message } = await failureOf(move(provider, inputs("eni-demo", to)));
      expect(message).toBe(
        "ENI eni-demo: it was not found in region cn-beijing; check networkInterfaceId and regionId.\n" +
          "ENI eni-demo: 10.0.0.101, 10.0.0.102 were not unassigned, since this resource cannot move to region cn-beijing yet.",
      );
      expect(provider.held()).toEqual(addresses(2));
    },
    { seed: { ...defaultSeed, vpcs: [...defaultSeed.vpcs, inBeijing] } },
  );
});

it.each([
  ["has no address", []],
  ["has given its addresses to another one", addresses(2)],
])("asks nothing of the other region where the resource %s", async (_, list) => {
  await withProvider(async ({ create, phase, hooks, destroy, actions }) => {
    const before = await create(inputs("eni-demo", { privateIpAddresses: declared(list) }));
    const to = inputs("eni-demo", { regionId: "cn-beijing", privateIpAddresses: declared(["10.0.0.103"]) });
    await phase(async () => {
      const taker = inputs("eni-demo", { privateIpAddresses: declared(addresses(2)) });
      const { inputs: theirs = {} } = await hooks.check({}, taker);
      const news = (await hooks.check({ ...inputs("eni-demo") }, to)).inputs ?? {};
      await hooks.diff("eni-demo", { ...before }, news);
      await hooks.check({}, to);
      await hooks.create(theirs);
      actions();
      await destroy(before);
    });
    expect(actions()).toEqual([]);
  });
});

it("looks again where the new ENI is not shown yet", async () => {
  await withProvider(async (provider) => {
    const nothing = { RequestId: "R", NetworkInterfaceSets: { NetworkInterfaceSet: [] } };
    await move(provider, inputs("eni-spare"), () => {
      provider.emulator.addFault({
        ...{ action: DESCRIBE, times: 2, httpStatus: 200 },
        ...{ body: JSON.stringify(nothing), contentType: "application/json" },
      });
    });
    expect(provider.held()).toEqual([]);
  });
});

it("keeps them where that ENI may not be looked at, and says why", async () => {
  await withProvider(async (provider) => {
    const arrange = () => {
      provider.emulator.addFault({ action: DESCRIBE, code: "Forbidden.RAM", times: 9 });
    };
    const { message } = await failureOf(move(provider, inputs("eni-spare"), arrange));
    expect(message).toContain("DescribeNetworkInterfaces was refused");
    expect(message).toContain(keptBeside("eni-spare"));
  });
});

it("looks in the region of the new ENI", async () => {
  await withProvider(async (provider) => {
    const { message } = await failureOf(move(provider, inputs("eni-spare", { regionId: "cn-beijing" })));
    // the emulator has one region
    expect(message).toContain("The specified parameter RegionId is not valid");
    expect(provider.held()).toEqual(addresses(2));
  });
});

it.each<readonly [string, Partial<NetworkInterface>]>([
  ["holds foreign addresses, which another change may take away", { privateIpAddresses: ["10.0.0.99"] }],
  ["is being attached, which passes", { status: "Attaching" }],
  ["is of Kubernetes, and the resource leaves its addresses alone", { tags: terway }],
])("lets them go where that ENI %s", async (_, update) => {
  await withProvider(async (provider) => {
    await move(provider, inputs("eni-spare", { ownership: "additive" }), () => {
      provider.emulator.updateNetworkInterface("eni-spare", update);
    });
    expect(provider.held()).toEqual([]);
  });
});

describe("what another process compared", () => {
  const before = parseState({
    ...{ ...inputs("eni-demo"), primaryPrivateIpAddress: "10.0.0.10", foreignPrivateIpAddresses: [] },
    ...{ lastUnassigned: [], vSwitchId: "vsw-demo", securityGroupIds: [], timeoutSeconds: 120 },
  });
  const successorOn = (networkInterfaceId: string, others: Partial<Successor>): Successor => ({
    ...{ networkInterfaceId, regionId: "cn-hangzhou", declared: [], ownership: "exclusive" },
    ...{ comparison: 1, isElsewhere: true, timeoutSeconds: undefined },
    ...{ maxUnassign: undefined, allowUnassignWithEip: false, ...others },
  });
  const looked = async (successor: Successor) => {
    const apiOf = jest.fn(() => Promise.reject(new Error("asked")));
    const claims = { isHeld: () => false };
    const error = await lookAhead(before, successor, startDeadline(1), { apiOf, claims } as never).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
    return { asked: apiOf.mock.calls.length, error };
  };

  it("is not asked for, since the keys may be another account's", async () => {
    expect(await looked(successorOn("eni-of-others", { isElsewhere: false }))).toMatchObject({ asked: 1 });
    expect(await looked(successorOn("eni-of-others", {}))).toEqual({ asked: 0, error: undefined });
  });

  it("keeps them where it changes the region of the same ENI, since an ENI is in one region", async () => {
    expect(await looked(successorOn("eni-demo", { regionId: "cn-beijing" }))).toEqual({
      asked: 0,
      error:
        "ENI eni-demo: by the state it is in region cn-hangzhou, and under another provider it cannot be looked for in region cn-beijing beforehand; " +
        "check regionId, or change it under the old provider first.\n" +
        "ENI eni-demo: 10.0.0.101, 10.0.0.102 were not unassigned, since this resource cannot move to region cn-beijing yet.",
    });
    expect(await looked(successorOn("eni-demo", {}))).toEqual({ asked: 0, error: undefined });
  });
});

it("keeps them where another one has the same in state, whose replacement has ended half-way, and can move", async () => {
  await withProvider(async ({ phase, hooks, create, destroy, held }) => {
    const before = await create(inputs("eni-demo"));
    await phase(async () => {
      for (const to of ["eni-mistyped", "eni-spare"]) {
        const declares = inputs(to, { privateIpAddresses: declared(to === "eni-spare" ? [] : addresses(2)) });
        const news = (await hooks.check({ ...inputs("eni-demo") }, declares)).inputs ?? {};
        await hooks.diff("eni-demo", { ...before }, news);
        await hooks.check({}, declares);
      }
      expect((await failureOf(destroy(before))).message).toContain("ENI eni-mistyped: it was not found");
    });
    expect(held()).toEqual(addresses(2));
  });
});

it("takes the time that the new code allows, since no update could bring it into the state before", async () => {
  await withProvider(async (provider) => {
    const time = endable(77);
    await move(provider, inputs("eni-spare", { timeoutSeconds: 77 }));
    expect(time.begun()).toBe(1);
  });
});

it("is about what takes the place of the resource, and not about what is checked next", async () => {
  await withProvider(async ({ phase, hooks, create, destroy, held }) => {
    const before = await create(inputs("eni-demo"));
    await phase(async () => {
      // as Pulumi compares what depends on a resource that is replaced: unchecked, with an ENI that is not known yet
      await hooks.diff("eni-demo", { ...before }, inputs(UNKNOWN));
      await hooks.check({}, inputs("eni-mistyped", { privateIpAddresses: declared(["10.0.0.151"]) }));
      await destroy(before);
    });
    expect(held()).toEqual([]);
  });
});
