import fc from "fast-check";
import { expectNamed, handedOver } from "../helpers/declarations";
import { withProvider } from "../helpers/provider";

// Whatever a program declares and a state has, through the hook that Pulumi calls, which looks at more than the inputs.

jest.setTimeout(60_000);

/** One by one, without the ENI's name, which is no word on what is wrong. */
function problemsIn(reason: string): readonly string[] {
  const [first = "", ...others] = reason.replace(/^ENI \S+: /, "").split("\n");
  return others.length === 0 ? [first] : others;
}

it("checks it without an exception, every time, and says what is wrong with what", async () => {
  await withProvider(async ({ hooks, actions }) => {
    let refused = 0;
    const olds = fc.oneof(fc.constant({}), handedOver);
    const property = async (before: object, news: Record<string, unknown>): Promise<void> => {
      const { inputs, failures = [] } = await hooks.check(before, news);
      expect(inputs).toBeInstanceOf(Object);
      for (const { reason } of failures) for (const problem of problemsIn(reason)) expectNamed(problem, news);
      refused += failures.length;
    };
    await fc.assert(fc.asyncProperty(olds, handedOver, property), { numRuns: 10_000 });
    expect(refused).toBeGreaterThan(1_000);
    expect(actions()).toEqual([]);
  });
});
