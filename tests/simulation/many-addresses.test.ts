import fc from "fast-check";
import { MAX_ADDRESSES_PER_CALL_BEFORE_2022 } from "../../provider/core/limits";
import { histories, type History } from "./history";
import { mapValues } from "./in-effect";
import { play } from "./play";
import { virtualTime } from "./time";

// The histories of `simulation.test.ts` are short to read, and so have few addresses: none needs more than one call. Here each
// address stands for five, so that a list of three is longer than the cloud's older limit of ten, and one of seven than its own of 32.

const companionsOf = (address: string): string[] =>
  Array.from({ length: 5 }, (_, i) => address.replace("10.0.0.", `10.0.${i}.`));

const withMany = (history: History): History =>
  history.map((step) => ({
    ...step,
    program: mapValues(step.program, ({ privateIpAddresses, ...declared }) => ({
      ...declared,
      privateIpAddresses: privateIpAddresses.flatMap(companionsOf),
    })),
  }));

jest.setTimeout(300_000);

it("lists of more addresses than one call takes keep the promises, and calls that are refused for their size too", async () => {
  const time = virtualTime();
  /** How many addresses the calls had that were refused as for their size. */
  const refused: number[] = [];
  const note = (what: string): void => {
    const [, addresses] = /code InvalidParameter to (\d+)/.exec(what) ?? [];
    if (addresses !== undefined) refused.push(Number(addresses));
  };
  try {
    await fc.assert(
      fc.asyncProperty(histories, (history) => time.run(() => play(withMany(history), note))),
      { numRuns: 60, seed: 1 },
    );
  } finally {
    time.restore();
  }
  expect(refused.filter((addresses) => addresses > MAX_ADDRESSES_PER_CALL_BEFORE_2022)).not.toEqual([]);
});
