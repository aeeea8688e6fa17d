import fc from "fast-check";
import { writeFileSync } from "node:fs";
import { ERROR_RULES } from "../../provider/core/answers";
import { histories, type History } from "./history";
import { play } from "./play";
import { isOfCheck, unreachedIn } from "./reached";
import { tellReplay } from "./replay";
import { inVirtualTime } from "./time";
import { type Call, WEATHERS } from "./weather";

// `npm run simulate` sets how many, and says how it goes; `npm test` plays a thousand.
const { SIMULATE_HISTORIES, SIMULATE_SEED = "2", SIMULATE_PATH, SIMULATE_COVERED } = process.env;
const isAsked = SIMULATE_HISTORIES !== undefined;
const total = Number(SIMULATE_HISTORIES ?? 1000);

// hours for those who ask for millions
jest.setTimeout(isAsked ? 24 * 3_600_000 : 300_000);

/** What came of each kind of call, over all histories. */
const covered = new Map<string, number>();
let played = 0;

/** The clock on the wall, which virtual time leaves alone. In seconds. */
const seconds = (): number => Number(process.hrtime.bigint() / 1_000_000n) / 1_000;

/** Every so often, in seconds. */
const TELL_EVERY = 10;
let toldAt = seconds();

function tellProgress(begun: number): void {
  played++;
  if (!isAsked || (played < total && seconds() < toldAt + TELL_EVERY)) return;
  toldAt = seconds();
  const rate = Math.round(played / (toldAt - begun));
  process.stderr.write(`seed ${SIMULATE_SEED}: ${played} of ${total} histories, ${rate} a second\n`);
}

const COLUMNS = [
  ...(["create assign", "create describe"] as const),
  ...(["update assign", "update unassign", "update describe"] as const),
  ...(["delete unassign", "delete describe", "read describe"] as const),
];
/** Of an instance that was starting, and of an ENI that is not found: a thousand histories do not meet all of it. */
const RARE = [
  ...(["create instances", "update instances", "delete instances"] as const),
  ...(["update caller", "delete caller", "read caller"] as const),
];

/** How often each call of each operation met each kind of answer that it can meet, for `npm run simulate` to print. */
function coveredByColumn(): Record<string, Record<string, number>> {
  const counts = (column: string): Record<string, number> =>
    Object.fromEntries(
      WEATHERS[column.split(" ")[1] as Call].map((weather) => [
        weather,
        covered.get(`${column} ${weather}`) ?? 0,
      ]),
    );
  return Object.fromEntries([...COLUMNS, ...RARE].map((column) => [column, counts(column)]));
}

/** Fails where an operation made a call that the table has no column for: it would be left out of it. */
function expectEachColumn(): void {
  const met = [...covered.keys()]
    .filter((what) => !isOfCheck(what))
    .map((what) => what.split(" ").slice(0, 2).join(" "));
  const columns: readonly string[] = [...COLUMNS, ...RARE];
  expect([...new Set(met)].filter((column) => !columns.includes(column))).toEqual([]);
}

/** Fails where a code of the product's table came to no call, but for those that tell that nothing came. */
function expectEachCode(): void {
  const codes = Object.keys(ERROR_RULES).filter((code) => !["NoReply", "TimeIsUp"].includes(code));
  const whats = [...covered.keys()];
  expect(codes.filter((code) => !whats.some((what) => what.includes(` code ${code} to `)))).toEqual([]);
}

it("keeps the promises in random histories of programs, faults, kills and outsiders", async () => {
  const begun = seconds();
  const note = (what: string): void => void covered.set(what, (covered.get(what) ?? 0) + 1);
  // a history that is replayed and fails no more: fast-check would go on, for long, with what it tried beside it
  let isMended = false;
  let tried = 0;
  try {
    await inVirtualTime(async (run) => {
      const property = async (history: History): Promise<void> => {
        if (isMended) return;
        tried++;
        await run(() => play(history, note));
        isMended = SIMULATE_PATH !== undefined && tried === 1;
        tellProgress(begun);
      };
      await fc.assert(fc.asyncProperty(histories, property), {
        numRuns: total,
        // always the same thousand, unless it is asked for others
        seed: Number(SIMULATE_SEED),
        ...(SIMULATE_PATH !== undefined && { path: SIMULATE_PATH }),
        reporter: tellReplay,
      });
    });
  } finally {
    if (SIMULATE_COVERED !== undefined) writeFileSync(SIMULATE_COVERED, JSON.stringify(coveredByColumn()));
  }
  expectEachColumn();
  // histories that meet none of it would keep every promise; of those that are asked for, it is seen when all have been played
  if (isAsked) return;
  const often = Object.entries(coveredByColumn()).filter(([column]) => !RARE.some((one) => one === column));
  for (const [column, counts] of often)
    for (const [weather, count] of Object.entries(counts))
      expect({ column, weather, isMet: count > 0 }).toEqual({ column, weather, isMet: true });
  expectEachCode();
  expect(unreachedIn(covered)).toEqual([]);
});
