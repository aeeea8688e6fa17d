import fc from "fast-check";
import { handedOver } from "../helpers/declarations";
import { withProvider } from "../helpers/provider";

// Whatever a program declares and a state has, through the hook that Pulumi calls, which looks at more than the inputs.

jest.setTimeout(60_000);

it("checks it without an exception, every time, and says what is wrong", async () => {
  await withProvider(async ({ hooks, actions }) => {
    let refused = 0;
    const olds = fc.oneof(fc.constant({}), handedOver);
    const property = async (before: object, news: object): Promise<void> => {
      const { inputs, failures = [] } = await hooks.check(before, news);
      expect(inputs).toBeInstanceOf(Object);
      for (const { reason } of failures) expect(reason).toMatch(/\S/);
      refused += failures.length;
    };
    await fc.assert(fc.asyncProperty(olds, handedOver, property), { numRuns: 10_000 });
    expect(refused).toBeGreaterThan(1_000);
    expect(actions()).toEqual([]);
  });
});
