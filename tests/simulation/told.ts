// What the lines and errors of the provider tell of what goes, in its very words. Addresses are told as `eni address`.

const LIST = String.raw`[\d.]+(?:, [\d.]+)*`;

/** Each is of `provider/core/diff.ts`, but for the last one, of `provider/runtime/release.ts`. Others, such as what a change waits for, announce nothing. */
const ANNOUNCEMENTS = [
  `will unassign (${LIST}), since the resource moves to `,
  `will unassign (${LIST}), which an update that failed had assigned`,
  `will unassign (${LIST}), which it had left to another resource of the program, unless `,
  `also unassigns (${LIST}), which the inputs in state do not have`,
].map((words) => new RegExp(`^ENI (\\S+): ${words}`));

const each = (id: string, list: string): string[] => list.split(", ").map((address) => `${id} ${address}`);

/** What this line says to go. */
export const announcedIn = (line: string): string[] =>
  ANNOUNCEMENTS.flatMap((announcement) => {
    const [, id = "", list] = announcement.exec(line) ?? [];
    return list === undefined ? [] : each(id, list);
  });

/** Of `provider/runtime/release.ts`. What stands before it may name all addresses that were to go. */
const HALF_DONE = new RegExp(
  String.raw`^ENI (\S+): the deletion is half done: (?:unassigned (${LIST}))?(?:; )?(?:perhaps unassigned (${LIST}))?\. Pulumi takes nothing back`,
  "m",
);

/** What the error of a deletion says to be unassigned, and what perhaps. */
export function wentIn(error: string): { readonly surely: string[]; readonly perhaps: string[] } {
  const [, id = "", surely, perhaps] = HALF_DONE.exec(error) ?? [];
  const allOf = (list: string | undefined): string[] => (list === undefined ? [] : each(id, list));
  return { surely: allOf(surely), perhaps: allOf(perhaps) };
}
