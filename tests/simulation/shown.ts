import type { Write } from "./cloud";
import type { Result } from "./engine";
import { expectNone } from "./promises";
import { type Note, noteReached } from "./reached";
import { eachOf, isForeign, isPrimary, LIST, sentIn } from "./readings";

// What an `up` may unassign by what was shown or told before, in the provider's very words. Addresses are told as `eni address`.

/** Each is of `provider/core/diff.ts`, but for the last one, of `provider/runtime/release.ts`. Others, such as what a change waits for, announce nothing. */
const ANNOUNCEMENTS = [
  `will unassign (${LIST}), since the resource moves to `,
  `will unassign (${LIST}), which a refresh found, and the code does not declare`,
  `will unassign (${LIST}), which an update that failed had assigned`,
  `will unassign (${LIST}), which it had left to another resource of the program, unless `,
  `also unassigns (${LIST}), which the inputs in state do not have`,
].map((words) => new RegExp(`^ENI (\\S+): ${words}`));

/** What this line says to go. */
const announcedIn = (line: string): string[] =>
  ANNOUNCEMENTS.flatMap((announcement) => {
    const [, id = "", list] = announcement.exec(line) ?? [];
    return eachOf(id, list);
  });

/** What an `up` sent, and what there was to go by. */
interface Judged {
  readonly writes: readonly Write[];
  readonly previewed: Result;
  readonly result: Result;
  /** What the ENIs held before. */
  readonly held: readonly string[];
  /** What the program declares. */
  readonly wanted: readonly string[];
  readonly note: Note;
}

/** Nothing went that was not shown, and no primary address whatever was shown; and nothing came that is not declared. */
export function expectShown(judged: Judged): void {
  const { writes, previewed, result, held, wanted, note } = judged;
  const [unassigned, assigned] = [sentIn(writes, "unassign"), sentIn(writes, "assign")];
  // no preview calls a deletion; and a taker that the preview knew may come too late
  const counts = (line: string, one: string): boolean =>
    line.includes("also unassigns") || wanted.includes(one);
  const isToldInPreview = (one: string): boolean =>
    previewed.notes.some((line) => announcedIn(line).includes(one));
  const isToldInUp = (one: string): boolean =>
    result.notes.some((line) => counts(line, one) && announcedIn(line).includes(one));
  const isTold = (one: string): boolean => isToldInPreview(one) || isToldInUp(one);
  expectNone("a primary address", unassigned.filter(isPrimary), result);
  const unshown = unassigned.filter((one) => !previewed.shown.includes(one));
  expectNone(
    "foreign, and not shown as such",
    unshown.filter((one) => isForeign(one) && !isToldInPreview(one)),
    result,
  );
  const mayGoBack = (one: string): boolean =>
    wanted.includes(one) && !held.some((had) => addressIn(had) === addressIn(one)) && cameFirst(one, writes);
  noteReached(note, {
    "told in the preview": unshown.some(isToldInPreview),
    "told in the up": unshown.some((one) => isToldInUp(one) && !isToldInPreview(one)),
    "foreign, and shown": unassigned.some(isForeign),
  });
  expectNone(
    "unassigned though neither the preview nor a line that counts showed it",
    unshown.filter((one) => !isTold(one) && !mayGoBack(one)),
    result,
  );
  expectNone(
    "assigned though nobody declares it",
    assigned.filter((one) => !wanted.includes(one)),
    result,
  );
}

const addressIn = (one: string): string | undefined => one.split(" ")[1];

/** Whether an assignment of it, answered or not, was sent before it was unassigned. */
const cameFirst = (one: string, writes: readonly Write[]): boolean =>
  writes.find(({ id, addresses }) => addresses.some((address) => `${id} ${address}` === one))?.action ===
  "assign";
