import { inputsIn } from "../../provider/core/record";
import { parseState } from "../../provider/core/state";
import { addresses, declared, failureOf, UNASSIGN, withProvider } from "../helpers/provider";

// How much a change may unassign: nothing is written by one that is refused.

const three = declared(addresses(3));
const refusal = (count: number, names: string, allowed: number): string =>
  `ENI eni-demo: ${count} addresses would be unassigned (${names}), and maxUnassign allows ${allowed}; ` +
  "declare what shall stay, or raise maxUnassign if this is meant.";

it("refuses an update that would unassign more than maxUnassign, before anything is written", async () => {
  await withProvider(async ({ create, update, held, actions }) => {
    const before = await create({ privateIpAddresses: three });
    actions();
    const grown = { ...declared(["10.0.0.101", "10.0.0.120"]) };
    const { message } = await failureOf(update(before, { privateIpAddresses: grown, maxUnassign: 1 }));
    expect(message).toBe(refusal(2, "10.0.0.102, 10.0.0.103", 1));
    expect(held()).toEqual(addresses(3));
    expect(actions()).not.toContain(UNASSIGN);
    const after = await update(before, { privateIpAddresses: grown, maxUnassign: 2 });
    expect(after).toMatchObject({ maxUnassign: 2, lastUnassigned: ["10.0.0.102", "10.0.0.103"] });
  });
});

it("limits a replacement by what the new code says, and no deletion", async () => {
  await withProvider(async ({ create, destroy, phase, held }) => {
    const before = await create({ privateIpAddresses: three, maxUnassign: 1 });
    const news = { ...before, networkInterfaceId: "eni-spare" };
    const replace = (maxUnassign?: number) =>
      phase(async (own) => {
        await own.diff("eni-demo", { ...before }, { ...news, maxUnassign });
        await own.delete("eni-demo", { ...before });
      });
    const { message } = await failureOf(replace(2));
    expect(message).toBe(refusal(3, "10.0.0.101, 10.0.0.102, 10.0.0.103", 2));
    expect(held()).toEqual(addresses(3));
    await replace(3);
    expect(held()).toEqual([]);

    const again = await create({ privateIpAddresses: three, maxUnassign: 1 });
    await destroy(again);
    expect(held()).toEqual([]);
  });
});

it.each([
  ["without a comparison, with replaceWith or replacementTrigger", false, {}],
  ["without one, after an update that failed half-way", false, { "10.0.0.103": "unrecorded" }],
  ["without one, after an up that found an address and left it", false, { "10.0.0.150": "foreign" }],
  ["after a comparison that asked for none, with replaceOnChanges", true, { "10.0.0.103": "unrecorded" }],
])("limits a replacement by the new code that Pulumi makes %s", async (_what, isCompared, half) => {
  await withProvider(async ({ create, hooks, phase, held }) => {
    const created = await create({ privateIpAddresses: three, ownership: "additive" });
    const spare = await create({ networkInterfaceId: "eni-spare" });
    const { inputs: whole } = await hooks.check({}, { ...inputsIn(parseState({ ...created })) });
    const before = { ...created, privateIpAddresses: { ...created.privateIpAddresses, ...half } };
    // of an update that failed, the old inputs are kept
    const kept = addresses(3).filter((address) => !(address in half));
    const inputs = { ...whole, privateIpAddresses: declared(kept) };
    const replace = (maxUnassign: number) =>
      phase(async () => {
        const news = { ...inputs, privateIpAddresses: declared(["10.0.0.101"]), maxUnassign };
        await hooks.check({ ...inputs }, { ...news });
        if (isCompared) await hooks.diff("eni-demo", { ...before }, { ...news });
        await hooks.check({}, { ...news });
        await hooks.create(news);
        // another resource comes and is compared
        const other = inputsIn(parseState({ ...spare }));
        await hooks.check({ ...other }, { ...other });
        await hooks.diff("eni-spare", { ...spare }, { ...other });
        await hooks.delete("eni-demo", { ...before });
      });
    expect((await failureOf(replace(1))).message).toBe(refusal(2, "10.0.0.102, 10.0.0.103", 1));
    expect(held()).toEqual(addresses(3));
    await replace(2);
    expect(held()).toEqual(["10.0.0.101"]);
  });
});

it("limits a replacement with replaceWith or replacementTrigger also after an update that unassigned something, and failed", async () => {
  await withProvider(async ({ create, hooks, phase, held }) => {
    const created = await create({ privateIpAddresses: declared(addresses(2)) });
    const half = { ...created, interrupted: true as const };
    const { inputs: whole } = await hooks.check({}, { ...inputsIn(parseState({ ...created })) });
    await phase(async () => {
      const news = { ...whole, privateIpAddresses: {}, maxUnassign: 1 };
      await hooks.check({ ...whole, privateIpAddresses: three }, { ...news });
      await hooks.check({}, { ...news });
      const { message } = await failureOf(hooks.delete("eni-demo", { ...half }));
      expect(message).toBe(refusal(2, "10.0.0.101, 10.0.0.102", 1));
    });
    expect(held()).toEqual(addresses(2));
  });
});

it.each([
  ["one after the other", false],
  ["the other way round", true],
])(
  "limits two replacements with replaceWith or replacementTrigger by the new code of each, deleted %s",
  async (_order, isReversed) => {
    await withProvider(async ({ create, hooks, phase, held }) => {
      const ids = ["eni-demo", "eni-spare"];
      const created = await Promise.all(
        ids.map((networkInterfaceId, i) =>
          create({ networkInterfaceId, privateIpAddresses: declared(addresses(2, 101 + 2 * i)) }),
        ),
      );
      // the last update of each failed half-way
      const states = created.map((one) => ({ ...one, interrupted: true as const }));
      await phase(async () => {
        for (const [i, before] of created.entries()) {
          const olds = inputsIn(parseState({ ...before }));
          const news = { ...olds, privateIpAddresses: {}, maxUnassign: i };
          await hooks.check({ ...olds }, { ...news });
          await hooks.check({}, { ...news });
        }
        for (const half of isReversed ? [...states].reverse() : states) {
          const { message } = await failureOf(hooks.delete(half.networkInterfaceId, { ...half }));
          expect(message).toContain("2 addresses would be unassigned");
          expect(message).toContain(`and maxUnassign allows ${ids.indexOf(half.networkInterfaceId)}`);
        }
      });
      expect(ids.map((id) => held(id))).toEqual([addresses(2), addresses(2, 103)]);
    });
  },
);

it("leaves an address that an elastic IP is bound to, in an update and in a deletion, unless it is allowed", async () => {
  await withProvider(async ({ emulator, create, update, destroy, held }) => {
    const before = await create({ privateIpAddresses: three });
    emulator.associateEip({
      ...{ networkInterfaceId: "eni-demo", privateIpAddress: "10.0.0.102" },
      ...{ publicIpAddress: "203.0.113.5", allocationId: "eip-web" },
    });
    const fewer = declared(["10.0.0.101"]);
    const problem = "10.0.0.102 would be unassigned, and the elastic IP 203.0.113.5 (eip-web) is bound to it";
    expect((await failureOf(update(before, { privateIpAddresses: fewer }))).message).toContain(problem);
    expect((await failureOf(destroy(before))).message).toContain(problem);
    expect(held()).toEqual(addresses(3));

    const allowed = await update(before, { privateIpAddresses: three, allowUnassignWithEip: true });
    await destroy(allowed);
    expect(held()).toEqual([]);
  });
});

it("lets an elastic IP go in a replacement as the new code says", async () => {
  await withProvider(async ({ emulator, create, phase, held }) => {
    const before = await create({ privateIpAddresses: declared(["10.0.0.102"]) });
    emulator.associateEip({
      ...{ networkInterfaceId: "eni-demo", privateIpAddress: "10.0.0.102" },
      ...{ publicIpAddress: "203.0.113.5", allocationId: "eip-web" },
    });
    const replace = (allowUnassignWithEip: boolean) =>
      phase(async (own) => {
        const news = {
          ...before,
          networkInterfaceId: "eni-spare",
          privateIpAddresses: {},
          allowUnassignWithEip,
        };
        await own.diff("eni-demo", { ...before }, news);
        await own.delete("eni-demo", { ...before });
      });
    expect((await failureOf(replace(false))).message).toContain("the elastic IP 203.0.113.5 (eip-web)");
    expect(held()).toEqual(["10.0.0.102"]);
    await replace(true);
    expect(held()).toEqual([]);
  });
});

it("refuses to share an ENI of Kubernetes with exclusive ownership", async () => {
  await withProvider(async ({ emulator, create, held }) => {
    emulator.updateNetworkInterface("eni-demo", { tags: [{ key: "creator", value: "terway" }] });
    const { message } = await failureOf(create({ privateIpAddresses: three }));
    expect(message).toMatch(/^ENI eni-demo: it is tagged creator: terway.*"additive"/);
    expect(held()).toEqual([]);
    await create({ privateIpAddresses: three, ownership: "additive" });
    expect(held()).toEqual(addresses(3));
  });
});
