import { defaultSeed, type Seed } from "../../provider/emulator";
import { endable } from "../helpers/deadline";
import { addresses, declared, type Provider, withProvider } from "../helpers/provider";

afterEach(() => {
  jest.restoreAllMocks();
});

// Rules of security groups that still name an address which was unassigned. In the demo account, a rule of the ENI's own group
// sg-demo names 10.0.0.102; rules of sg-data name 10.0.0.104, and by the list pl-web 10.0.0.101 and 10.0.0.103.

const GROUP = "DescribeSecurityGroupAttribute";
const GROUPS = "DescribeSecurityGroups";
const LIST = "DescribePrefixListAttributes";

const about = { privateIpAddresses: declared(addresses(4)) };
const fewer = declared([]);

async function unassignAll(
  { create, update, notes, actions }: Provider,
  staleSecurityGroupRules: string,
): Promise<{
  readonly found: readonly string[];
  readonly notes: readonly string[];
  readonly calls: readonly string[];
}> {
  const before = await create(about);
  actions();
  const after = await update(before, { privateIpAddresses: fewer, staleSecurityGroupRules });
  const { staleSecurityGroupRules: rules, lastUnassigned } = after as unknown as {
    readonly staleSecurityGroupRules: { privateIpAddress: string; securityGroupRuleId: string }[];
    readonly lastUnassigned: readonly string[];
  };
  expect(lastUnassigned).toEqual(addresses(4));
  return {
    found: rules.map((rule) => `${rule.privateIpAddress} ${rule.securityGroupRuleId}`),
    notes,
    calls: actions().filter((action) => [GROUP, GROUPS, LIST].includes(action)),
  };
}

it("asks nothing when it is off", async () => {
  await withProvider(async (provider) => {
    expect(await unassignAll(provider, "off")).toEqual({ found: [], notes: [], calls: [] });
  });
});

it("finds the rules of the ENI's own groups, and tells of each in a line", async () => {
  await withProvider(async (provider) => {
    const { found, notes, calls } = await unassignAll(provider, "attached");
    expect(found).toEqual(["10.0.0.102 sgr-web"]);
    expect(calls).toEqual([GROUP]);
    expect(notes).toEqual([
      "ENI eni-demo: security group sg-demo (web) still names 10.0.0.102, which was unassigned: " +
        'rule sgr-web, accept ingress TCP 8080/8080 from 10.0.0.102/32, "the second web address"; it was left as it is.',
    ]);
  });
});

it("finds those of all groups of the VPC, by prefix lists too", async () => {
  await withProvider(async (provider) => {
    const { found, notes, calls } = await unassignAll(provider, "vpc");
    expect(found).toEqual([
      "10.0.0.101 sgr-list",
      "10.0.0.102 sgr-web",
      "10.0.0.103 sgr-list",
      "10.0.0.104 sgr-data",
    ]);
    expect([...calls].sort()).toEqual([LIST, GROUP, GROUP, GROUPS]);
    expect(notes).toHaveLength(4);
  });
});

it("tells the program all that a rule says", async () => {
  await withProvider(async ({ create, update }) => {
    const before = await create(about);
    const { staleSecurityGroupRules } = (await update(before, {
      privateIpAddresses: fewer,
      staleSecurityGroupRules: "attached",
    })) as unknown as { readonly staleSecurityGroupRules: unknown };
    expect(staleSecurityGroupRules).toEqual([
      {
        privateIpAddress: "10.0.0.102",
        ...{ securityGroupId: "sg-demo", securityGroupName: "web", securityGroupRuleId: "sgr-web" },
        ...{ direction: "ingress", ipProtocol: "TCP", portRange: "8080/8080", policy: "Accept" },
        ...{ sourceCidrIp: "10.0.0.102/32", description: "the second web address" },
      },
    ]);
  });
});

it("keeps what was found through a refresh, and forgets it with the next change", async () => {
  await withProvider(async ({ create, update, hooks }) => {
    const before = await create(about);
    const scope = { staleSecurityGroupRules: "attached" };
    const after = await update(before, { privateIpAddresses: fewer, ...scope });
    const { props } = await hooks.read("eni-demo", after);
    expect(props).toMatchObject({ staleSecurityGroupRules: [{ securityGroupRuleId: "sgr-web" }] });
    const grown = await update(props as never, { privateIpAddresses: declared(["10.0.0.101"]), ...scope });
    expect(grown).toMatchObject({ staleSecurityGroupRules: [], staleSecurityGroupRulesScope: "attached" });
  });
});

it("is silent about an address that another ENI holds, or another resource of the program declares", async () => {
  await withProvider(async ({ create, phase, hooks, emulator, notes }) => {
    const before = await create({ ...about, staleSecurityGroupRules: "vpc" });
    emulator.addFault({ action: "UnassignPrivateIpAddresses", hold: true, when: "after" });
    const going = hooks.delete("eni-demo", { ...before });
    await emulator.waitForCall("UnassignPrivateIpAddresses");
    emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.101"] });
    const elsewhere = { networkInterfaceId: "eni-spare", regionId: "cn-hangzhou", __provider: "shim" };
    await phase((own) => own.check({}, { ...elsewhere, privateIpAddresses: ["10.0.0.102"] }));
    emulator.release();
    await going;
    const named = notes.map((line) => /still names (\S+),/.exec(line)?.[1]);
    expect(named).toEqual(["10.0.0.103", "10.0.0.104"]);
  });
});

const asked = "ecs:DescribeSecurityGroupAttribute and ecs:DescribePrefixListAttributes.";

it.each([
  ["denied", "attached", { code: "Forbidden.RAM" }, `It needs ${asked}`],
  ["answered by something else", "attached", { body: "<html>", httpStatus: 200 }, `It needs ${asked}`],
  ["denied", "vpc", { code: "Forbidden.RAM" }, `It needs ecs:DescribeSecurityGroups, ${asked}`],
] as const)(
  "only warns when reading the groups is %s, of scope %s, and records the unassign",
  async (what, scope, fault, needs) => {
    await withProvider(async (provider) => {
      provider.emulator.addFault({ action: GROUP, times: 1000, ...fault });
      const { found, notes } = await unassignAll(provider, scope);
      expect(found).toEqual([]);
      expect(notes).toEqual([
        expect.stringMatching(
          /^ENI eni-demo: whether rules of security groups still name 10\.0\.0\.101, .* could not be found out/,
        ),
      ]);
      if (what === "denied") expect(notes[0]).toContain("[DescribeSecurityGroupAttribute: Forbidden.RAM]");
      expect(notes[0]?.endsWith(needs)).toBe(true);
      expect(provider.held()).toEqual([]);
    });
  },
);

it("is found also where less than half a minute is left", async () => {
  await withProvider(async ({ create, update }) => {
    const before = await create(about);
    const scope = { staleSecurityGroupRules: "attached", timeoutSeconds: 20 };
    expect(await update(before, { privateIpAddresses: fewer, ...scope })).toMatchObject({
      staleSecurityGroupRules: [{ securityGroupRuleId: "sgr-web" }],
    });
  });
});

it("waits for the groups no longer than the change has time, and says so", async () => {
  await withProvider(async ({ create, update, notes, emulator }) => {
    const before = await create(about);
    emulator.addFault({ action: GROUP, times: 1000, hold: true });
    const time = endable(30);
    const updating = update(before, { privateIpAddresses: fewer, staleSecurityGroupRules: "attached" });
    while (emulator.heldCalls() === 0) await new Promise((resolve) => setImmediate(resolve));
    time.end();
    expect(await updating).toMatchObject({ staleSecurityGroupRules: [] });
    expect(notes[0]).toContain("could not be found out: there was no time left for it. ");
  });
});

const rules = Array.from({ length: 150 }, (_, i) => ({
  ...{
    securityGroupRuleId: `sgr-${i}`,
    direction: "ingress",
    ipProtocol: "TCP",
    portRange: `${i + 1}/${i + 1}`,
  },
  sourceCidrIp: i === 149 ? "10.0.0.101" : "10.9.0.0/16",
}));
const many: Seed = {
  ...defaultSeed,
  securityGroups: [
    { securityGroupId: "sg-demo", vpcId: "vpc-demo" },
    ...Array.from({ length: 120 }, (_, i) => ({
      ...{ securityGroupId: `sg-${i}`, vpcId: "vpc-demo" },
      rules: (i === 119 ? rules : []) as never,
    })),
  ],
};

it("reads every page of a VPC's groups, and each group once for all resources of a process", async () => {
  await withProvider(
    async ({ create, phase, hooks, notes, actions }) => {
      const scope = { staleSecurityGroupRules: "vpc" };
      const one = await create({ privateIpAddresses: declared(["10.0.0.101"]), ...scope });
      const spare = { networkInterfaceId: "eni-spare", ...scope };
      const other = await create({ ...spare, privateIpAddresses: declared(["10.0.0.102"]) });
      actions();
      await phase(() =>
        Promise.all([hooks.delete("eni-demo", { ...one }), hooks.delete("eni-spare", { ...other })]),
      );
      expect(notes).toEqual([
        expect.stringMatching(/security group sg-119 still names 10\.0\.0\.101, .* rule sgr-149,/),
      ]);
      const made = actions();
      expect(made.filter((action) => action === GROUPS)).toHaveLength(2);
      expect(made.filter((action) => action === GROUP)).toHaveLength(121);
    },
    { seed: many },
  );
});
