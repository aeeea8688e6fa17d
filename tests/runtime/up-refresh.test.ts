import { addresses, declared, withProvider } from "../helpers/provider";

// `up --refresh` reads and compares every resource with its stored inputs first, and then runs the program, all in one
// process

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
