import { addresses, declared, withProvider } from "../helpers/provider";

// `up --refresh` reads and compares every resource with its stored inputs first, and then runs the program, all in one
// process

it("tells what goes where Pulumi compares nothing after a read, with PULUMI_ENABLE_LEGACY_REFRESH_DIFF", async () => {
  await withProvider(async ({ create, phase, notes }) => {
    const { lastUnassigned: _, ...state } = await create({ privateIpAddresses: declared(addresses(2)) });
    const before = { ...state, privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.102": "left" } };
    await phase(async (hooks) => {
      const { props = {}, inputs = {} } = await hooks.read("eni-demo", { ...before, lastUnassigned: [] });
      const checked = (await hooks.check({ ...inputs }, { ...inputs })).inputs ?? {};
      await hooks.diff("eni-demo", props, checked);
      expect(notes).toEqual([expect.stringContaining("will unassign 10.0.0.102, which it had left")]);
    });
  });
});

it("unassigns in an up --refresh what left the code, though the refresh found it declared before", async () => {
  await withProvider(async ({ create, phase, held }) => {
    const before = await create({ privateIpAddresses: declared(addresses(2)) });
    await phase(async (hooks) => {
      const { props = {}, inputs = {} } = await hooks.read("eni-demo", { ...before });
      expect(await hooks.diff("eni-demo", props, { ...inputs })).toMatchObject({ changes: false });

      const news = { ...inputs, privateIpAddresses: declared(["10.0.0.101"]) };
      const checked = (await hooks.check(inputs, news)).inputs ?? {};
      expect(await hooks.diff("eni-demo", props, checked)).toMatchObject({ changes: true });
      const { outs } = await hooks.update("eni-demo", props, checked);
      expect(outs).toMatchObject({ lastUnassigned: ["10.0.0.102"] });
    });
    expect(held()).toEqual(["10.0.0.101"]);
  });
});

describe("what a refresh compares in the midst of an up --refresh --run-program", () => {
  const [kept, moved] = ["10.0.0.101", "10.0.0.102"] as const;
  const additive = { ownership: "additive" };

  it("makes no address held that another resource failed to take", async () => {
    await withProvider(async ({ create, phase }) => {
      const before = await create({ ...additive, privateIpAddresses: declared([kept, moved]) });
      await phase(async (hooks) => {
        const { props = {}, inputs = {} } = await hooks.read("eni-demo", { ...before });
        const taker = { ...inputs, privateIpAddresses: declared([moved, "10.0.9.9"]) };
        await hooks.check({}, taker);
        await hooks.diff("eni-demo", props, { ...inputs });
        await expect(hooks.create(taker)).rejects.toThrow("10.0.9.9 is outside");
        const giver = { ...inputs, privateIpAddresses: declared([kept]) };
        await hooks.check({ ...inputs }, giver);
        await hooks.diff("eni-demo", props, giver);
        const { outs = {} } = await hooks.update("eni-demo", props, giver);
        expect(outs).toMatchObject({ privateIpAddresses: { [kept]: "declared", [moved]: "left" } });
      });
    });
  });

  it("is compared once: what the program declares unchanged after that is held", async () => {
    await withProvider(async ({ create, phase }) => {
      const before = await create({ ...additive, privateIpAddresses: declared([kept, moved]) });
      await phase(async (hooks) => {
        const { props = {}, inputs = {} } = await hooks.read("eni-demo", { ...before });
        await hooks.diff("eni-demo", props, { ...inputs });
        await hooks.check({ ...inputs }, { ...inputs });
        await hooks.diff("eni-demo", props, { ...inputs });
        // another resource that has it in state too
        const giver = { ...inputs, privateIpAddresses: declared([kept]) };
        const { outs = {} } = await hooks.update("eni-demo", props, giver);
        expect(outs).toHaveProperty("privateIpAddresses", declared([kept]));
      });
    });
  });
});
