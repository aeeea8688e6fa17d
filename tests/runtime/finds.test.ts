import { inputsIn } from "../../provider/core/record";
import { parseState, type Properties } from "../../provider/core/state";
import { addresses, declared, failureOf, type Provider, UNASSIGN, withProvider } from "../helpers/provider";

// The preview of an `up --refresh` is of an earlier read than its update, so that what the update's own read finds was shown to nobody

const web = {
  networkInterfaceId: "eni-demo",
  regionId: "cn-hangzhou",
  privateIpAddresses: declared(addresses(1)),
};
const FOREIGN = "10.0.0.150";
const LEFT =
  `ENI eni-demo: it also holds ${FOREIGN}, which the refresh of this run has found; left alone in this run. ` +
  "Declare it, or the preview after it shows the removal.";

/** Compares and updates as an `up` does after the check, and answers the state after that. */
async function apply(
  { hooks, update }: Provider,
  olds: Properties,
  program: Properties,
): Promise<Properties> {
  const { inputs: news = {} } = await hooks.check(inputsIn(parseState(olds)), program);
  const { changes } = await hooks.diff("eni-demo", { ...olds }, { ...news });
  return changes === true ? { ...(await update(olds as never, { ...news })) } : olds;
}

/** Runs the hooks as an `up --refresh` does. */
function upWithRefresh(provider: Provider, before: Properties, program: Properties): Promise<Properties> {
  const { hooks, phase } = provider;
  return phase(async () => {
    const { props, inputs } = await hooks.read("eni-demo", { ...before });
    const found = { ...props };
    await hooks.diff("eni-demo", { ...found }, { ...inputs });
    return apply(provider, found, program);
  });
}

it("leaves alone what the refresh of the same up has found, and shows in the next preview that it goes", async () => {
  await withProvider(async (provider) => {
    const { create, emulator, held, notes, phase } = provider;
    const before = await create(web);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", FOREIGN] });
    emulator.clearCalls();

    const after = await upWithRefresh(provider, { ...before }, web);
    expect([held(), notes, emulator.calls(UNASSIGN)]).toEqual([["10.0.0.101", FOREIGN], [LEFT], []]);

    await phase(() => apply(provider, after, web));
    expect(notes.slice(1)).toEqual([
      `ENI eni-demo: will unassign ${FOREIGN}, which a refresh found, and the code does not declare`,
    ]);
    expect(held()).toEqual(["10.0.0.101"]);
  });
});

it("leaves it alone also where that up changes something else, and does not forget it", async () => {
  await withProvider(async (provider) => {
    const { create, emulator, held, notes, phase } = provider;
    const before = await create(web);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", FOREIGN] });
    const news = { ...web, privateIpAddresses: declared(["10.0.0.102"]) };
    const after = await upWithRefresh(provider, { ...before }, news);
    expect([held(), notes]).toEqual([[FOREIGN, "10.0.0.102"], [LEFT]]);
    await phase(() => apply(provider, after, news));
    expect(held()).toEqual(["10.0.0.102"]);
  });
});

it("forgets what is gone again when that up changes something else", async () => {
  await withProvider(async (provider) => {
    const { create, emulator, hooks, phase } = provider;
    const before = await create(web);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", FOREIGN] });
    await phase(async () => {
      const { props, inputs } = await hooks.read("eni-demo", { ...before });
      const found = { ...props };
      await hooks.diff("eni-demo", { ...found }, { ...inputs });
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101"] });
      const news = { ...web, privateIpAddresses: declared(["10.0.0.102"]) };
      const { privateIpAddresses, foreignPrivateIpAddresses } = await apply(provider, found, news);
      expect([privateIpAddresses, foreignPrivateIpAddresses]).toEqual([declared(["10.0.0.102"]), []]);
    });
  });
});

it("keeps it as foreign where that up fails half-way", async () => {
  await withProvider(async (provider) => {
    const { create, emulator, hooks, phase } = provider;
    const before = await create(web);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", FOREIGN] });
    emulator.addFault({ action: UNASSIGN, code: "Forbidden.RAM" });
    const news = { ...web, privateIpAddresses: declared(["10.0.0.102"]) };
    const error = await failureOf(upWithRefresh(provider, { ...before }, news));
    expect(error.properties?.privateIpAddresses).toEqual({
      ...{ "10.0.0.101": "declared", "10.0.0.102": "unrecorded", [FOREIGN]: "foreign" },
    });
    await phase(() => hooks.delete("eni-demo", { ...error.properties }));
    expect(provider.held()).toEqual([FOREIGN]);
  });
});

it("unassigns what an earlier refresh had found, in an up with another one", async () => {
  await withProvider(async (provider) => {
    const { create, emulator, held, hooks, phase } = provider;
    const before = await create(web);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", FOREIGN] });
    const { props } = await phase(() => hooks.read("eni-demo", { ...before }));
    await upWithRefresh(provider, { ...props }, web);
    expect(held()).toEqual(["10.0.0.101"]);
  });
});

it("changes nothing where `ignoreChanges` hands back what the refresh has found", async () => {
  await withProvider(async (provider) => {
    const { create, emulator, held, notes } = provider;
    const before = await create(web);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", FOREIGN] });
    const handedBack = { ...web, privateIpAddresses: { ...declared(addresses(1)), [FOREIGN]: "foreign" } };
    const after = await upWithRefresh(provider, { ...before }, handedBack);
    expect(after["privateIpAddresses"]).toEqual(handedBack.privateIpAddresses);
    expect([held(), notes]).toEqual([["10.0.0.101", FOREIGN], []]);
  });
});

it("does not wait for what another ENI keeps in this run", async () => {
  await withProvider(async (provider) => {
    const { create, emulator, hooks, phase, update } = provider;
    const spare = { ...web, networkInterfaceId: "eni-spare", privateIpAddresses: declared(["10.0.0.102"]) };
    const states = [await create(web), await create(spare)];
    // somebody swaps their addresses
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102"] });
    emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.101"] });
    const ended = await phase(async () => {
      const found: Properties[] = [];
      for (const state of states) {
        const { props, inputs } = await hooks.read(state.networkInterfaceId, { ...state });
        await hooks.diff(state.networkInterfaceId, { ...props }, { ...inputs });
        found.push({ ...props });
      }
      const news = [web, spare];
      for (const [i, state] of states.entries()) {
        await hooks.check(inputsIn(parseState(found[i] ?? {})), news[i] ?? {});
        await hooks.diff(state.networkInterfaceId, found[i] ?? {}, { ...news[i] });
      }
      return Promise.all(found.map((olds, i) => failureOf(update(olds as never, { ...news[i] }))));
    });
    expect(ended.map(({ message }) => message)).toEqual([
      expect.stringContaining("10.0.0.101 is held by ENI eni-spare; declare another address"),
      expect.stringContaining("10.0.0.102 is held by ENI eni-demo; declare another address"),
    ]);
  });
});

it.each([
  ["that is additive by now", { ownership: "additive" }],
  ["that moves to another ENI", { networkInterfaceId: "eni-spare" }],
])("announces no removal of it to a resource %s, which never unassigns it", async (_, about) => {
  await withProvider(async (provider) => {
    const { create, emulator, hooks, notes, phase } = provider;
    const before = await create(web);
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", FOREIGN] });
    const after = await phase(async () => {
      const { props, inputs } = await hooks.read("eni-demo", { ...before });
      await hooks.diff("eni-demo", { ...props }, { ...inputs });
      const { inputs: news = {} } = await hooks.check({ ...inputs }, { ...web, ...about });
      const { replaces = [] } = await hooks.diff("eni-demo", { ...props }, { ...news });
      return replaces.length > 0 ? undefined : provider.update({ ...props } as never, { ...news });
    });
    expect(notes.filter((line) => line.includes("left alone"))).toEqual([]);
    expect(Object.keys(after?.privateIpAddresses ?? {})).not.toContain(FOREIGN);
  });
});
