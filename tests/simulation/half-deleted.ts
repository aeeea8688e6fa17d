import type { Write } from "./cloud";
import type { Result } from "./engine";
import { expectNone, type World } from "./promises";
import { noteReached } from "./reached";
import { eachOf, goneByDeletion, heldIn, LIST, sentIn } from "./readings";
import { asksForRefresh, nameIn } from "./refusals";

// What a deletion that failed half-way has to tell, since it records nothing. Addresses are told as `eni address`.

/** Of `provider/runtime/release.ts`. What stands before it may name all addresses that were to go. */
const HALF_DONE = new RegExp(
  String.raw`^ENI (\S+): the deletion is half done: (?:unassigned (${LIST}))?(?:; )?(?:perhaps unassigned (${LIST}))?\. Pulumi takes nothing back`,
  "m",
);

/** What the error of a deletion says to be unassigned, and what perhaps. */
function wentIn(error: string): { readonly surely: string[]; readonly perhaps: string[] } {
  const [, id = "", surely, perhaps] = HALF_DONE.exec(error) ?? [];
  return { surely: eachOf(id, surely), perhaps: eachOf(id, perhaps) };
}

/**
 * A deletion that failed records nothing, so that its error names what it has unassigned, or may have, and says to refresh; and it says of nothing
 * that it is unassigned which is still there.
 */
export function expectToldOfDeletions(
  writes: readonly Write[],
  { errors, called }: Pick<Result, "errors" | "called">,
  { engine, cloud, note }: World,
): void {
  const held = heldIn(cloud);
  for (const [name, { pendingReplacement }] of engine.checkpoint()) {
    // it was done, and what takes its place has come, or failed
    if (pendingReplacement === true || called.includes(`create ${name}`)) continue;
    const told = errors.filter((error) => nameIn(error) === name && asksForRefresh([error])).map(wentIn);
    const all = told.flatMap(({ surely, perhaps }) => [...surely, ...perhaps]);
    const gone = goneByDeletion(writes, name).filter((one) => !held.includes(one));
    noteReached(note, { "unassigned by a deletion that failed": gone.length > 0 });
    expectNone(
      "unassigned by a deletion that failed, which does not tell it",
      gone.filter((one) => !all.includes(one)),
      { errors },
    );
  }
  const assigned = sentIn(writes, "assign");
  const surely = errors.flatMap((error) => wentIn(error).surely);
  noteReached(note, {
    "told to be unassigned by a deletion": surely.length > 0,
    "told to be perhaps unassigned by a deletion": errors.some((error) => wentIn(error).perhaps.length > 0),
  });
  expectNone(
    "told to be unassigned by a deletion that failed, and still there",
    surely.filter((one) => held.includes(one) && !assigned.includes(one)),
    { errors },
  );
}
