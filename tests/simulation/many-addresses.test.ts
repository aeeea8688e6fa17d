import fc from "fast-check";
import { MAX_ADDRESSES_PER_CALL, MAX_ADDRESSES_PER_CALL_BEFORE_2022 } from "../../provider/core/limits";
import { changingHistories, type History } from "./history";
import { mapValues } from "./in-effect";
import { play } from "./play";
import { isMistaken } from "./readings";
import { inVirtualTime } from "./time";

// The histories of `simulation.test.ts` are short to read, and so have few addresses: none needs more than one call. Here each
// address stands for six, so that two are longer than the cloud's older limit of ten, and a list of six than its own of 32; and that
// all of them, 48, still fit on an ENI that somebody else has detached, which holds 49.

/** A primary address has none. */
const companionsOf = (address: string): string[] =>
  isMistaken(address)
    ? [address]
    : Array.from({ length: 6 }, (_, i) => address.replace("10.0.0.", `10.0.${i}.`));

const withMany = (history: History): History =>
  history.map((step, i) => ({
    ...step,
    // how the cloud's older limit shows: not by chance alone, since few histories are played
    sky: i === 0 ? { ...step.sky, assign: ["wrong parameter", ...step.sky.assign] } : step.sky,
    program: mapValues(step.program, ({ privateIpAddresses, ...declared }) => ({
      ...declared,
      privateIpAddresses: privateIpAddresses.flatMap(companionsOf),
    })),
  }));

jest.setTimeout(300_000);

it("lists of more addresses than one call takes keep the promises, and calls that are refused for their size too", async () => {
  /** How many addresses the calls had that were refused as for their size. */
  const refused: number[] = [];
  const note = (what: string): void => {
    const [, addresses] = /code InvalidParameter to (\d+)/.exec(what) ?? [];
    if (addresses !== undefined) refused.push(Number(addresses));
  };
  let longest = 0;
  const played = (history: History): History => {
    const many = withMany(history);
    const lists = many.flatMap(({ program }) => Object.values(program));
    longest = Math.max(longest, ...lists.map(({ privateIpAddresses }) => privateIpAddresses.length));
    return many;
  };
  await inVirtualTime((run) =>
    fc.assert(
      fc.asyncProperty(changingHistories, (history) => run(() => play(played(history), note))),
      { numRuns: 60, seed: 1 },
    ),
  );
  expect(longest).toBeGreaterThan(MAX_ADDRESSES_PER_CALL);
  expect(refused.filter((addresses) => addresses > MAX_ADDRESSES_PER_CALL_BEFORE_2022)).not.toEqual([]);
});
