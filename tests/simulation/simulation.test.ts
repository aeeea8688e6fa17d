import fc from "fast-check";
import { histories, type History } from "./history";
import { play } from "./play";
import { virtualTime } from "./time";

// `npm run simulate` sets how many, and says how it goes; `npm test` plays a thousand.
const { SIMULATE_HISTORIES, SIMULATE_SEED, SIMULATE_PATH } = process.env;
const isAsked = SIMULATE_HISTORIES !== undefined;
const total = Number(SIMULATE_HISTORIES ?? 1000);

// hours for those who ask for millions
jest.setTimeout(isAsked ? 24 * 3_600_000 : 300_000);

/** What came of each kind of write, over all histories. */
const covered = new Map<string, number>();
let played = 0;

function tellProgress(begun: number): void {
  if (!isAsked || ++played % Math.ceil(total / 20) !== 0) return;
  const rate = Math.round(played / ((Date.now() - begun) / 1000));
  process.stderr.write(`${played} of ${total} histories, ${rate} a second\n`);
}

function tellCovered(): void {
  if (!isAsked) return;
  const rows = [...covered].sort(([a], [b]) => a.localeCompare(b));
  process.stderr.write(
    `\nwhat came of the writes:\n${rows.map(([what, count]) => `  ${what}: ${count}`).join("\n")}\n`,
  );
}

it("keeps the promises in random histories of programs, faults, kills and outsiders", async () => {
  const begun = Date.now();
  const time = virtualTime();
  const note = (what: string): void => void covered.set(what, (covered.get(what) ?? 0) + 1);
  const property = async (history: History): Promise<void> => {
    await time.run(() => play(history, note));
    tellProgress(begun);
  };
  try {
    await fc.assert(fc.asyncProperty(histories, property), {
      numRuns: total,
      // always the same thousand, unless it is asked for others
      seed: Number(SIMULATE_SEED ?? 1),
      ...(SIMULATE_PATH !== undefined && { path: SIMULATE_PATH }),
    });
  } finally {
    time.restore();
    tellCovered();
  }
  // a history that meets none of it would keep every promise
  for (const action of ["assign", "unassign"])
    for (const came of ["fine", "denied", "throttled", "conflict", "lost", "done and lost"])
      expect(covered.get(`${action} ${came}`)).toBeGreaterThan(0);
});
