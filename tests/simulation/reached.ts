// Which checks of the judge had something to look at, and which excuses were needed: a check that nothing ever comes to holds nothing.

/** Each is met in the thousand histories of `npm test`. What is rarer is not noted: an address that goes back, too little time at the end. */
const CHECKS = [
  ...([
    "an outsider",
    "an outsider at the question",
    "a refresh before an up",
    "an up --refresh",
    "a target",
  ] as const),
  ...(["a rename by an alias", "a resource that is retained"] as const),
  ...(["an up that was killed", "a refresh that was killed", "a destroy that was killed"] as const),
  // shown
  ...(["told in the preview", "told in the up", "foreign, and shown"] as const),
  // kept, while something else went
  ...(["kept by one", "kept from a move", "kept in the code"] as const),
  // owned and true
  ...(["an orphan", "abandoned", "lost", "taken"] as const),
  ...(["unassigned by an update that failed", "unassigned by a deletion that failed"] as const),
  "claimed by a change that failed",
  ...(["told to be unassigned by a deletion", "told to be perhaps unassigned by a deletion"] as const),
  // not refused for nothing
  ...(["a clear sky", "an error under a clear sky", "a taker that waits"] as const),
  ...(["an up after a kill", "an error after a kill", "other code after a kill"] as const),
  // quiet, and what is asked at the end
  ...(["gone by a refresh", "a refresh at the end", "a refusal at the end"] as const),
  "a destroy that failed",
] as const;

export type Check = (typeof CHECKS)[number];

/** Is told what was met. */
export type Note = (what: string) => void;

const REACHED = "reached: ";
const nameOf = (check: Check): string => `${REACHED}${check}`;

/** Whether it was noted of a check. */
export const isOfCheck = (what: string): boolean => what.startsWith(REACHED);

export function noteReached(note: Note, checks: Partial<Record<Check, boolean>>): void {
  for (const check of CHECKS) if (checks[check] === true) note(nameOf(check));
}

/** @param counts How often each thing was noted. */
export const unreachedIn = (counts: ReadonlyMap<string, number>): readonly Check[] =>
  CHECKS.filter((check) => !counts.has(nameOf(check)));
