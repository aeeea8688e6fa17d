import { inNumericOrder } from "./address";
import { type Course, holds, wentAway } from "./course";
import type { Journal } from "./journal";
import { list } from "./report";

/** What a change that failed has done and what it has not, as a clause that can follow "ENI eni-x: ". */
export function summaryOf(course: Course): string {
  const { journal, first, last } = course;
  // what was there before was not assigned, though it was sent
  const cameAbout = (address: string): boolean =>
    journal.assign.get(address) === "done" || (holds(last, address) && !holds(first, address));
  const parts = [
    ...phrases(journal.assign, cameAbout, "assigned"),
    ...phrases(journal.unassign, (address) => wentAway(course, address), "unassigned"),
  ];
  const done = parts.length === 0 ? "" : ` is half done: ${parts.join("; ")}`;
  const state =
    last === undefined
      ? "The ENI could not be looked at; the state records what was done"
      : "The state records what the ENI holds now";
  return `the change${done === "" ? " failed" : done}. ${state}; \`pulumi up\` does the rest`;
}

function phrases(
  entries: Journal["assign"],
  isDone: (address: string) => boolean,
  what: "assigned" | "unassigned",
): string[] {
  const addresses = inNumericOrder(entries.keys());
  const open = addresses.filter((address) => !isDone(address));
  const phrase = (words: string, some: readonly string[]): string[] =>
    some.length === 0 ? [] : [`${words} ${list(some)}`];
  return [
    ...phrase(what, addresses.filter(isDone)),
    ...phrase(
      `perhaps ${what}`,
      open.filter((address) => entries.get(address) === "unknown"),
    ),
    ...phrase(
      `not ${what}`,
      open.filter((address) => entries.get(address) !== "unknown"),
    ),
  ];
}
