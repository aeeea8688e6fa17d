import { atLeast, hasSent, note, type Progress, startJournal } from "../../provider/core/journal";

const order = ["planned", "refused", "unknown", "done"] as const;
const pairs = order.flatMap((first) => order.map((second) => [first, second] as const));

const furthest = (first: Progress, second: Progress): Progress =>
  order[Math.max(order.indexOf(first), order.indexOf(second))] ?? first;

it.each(pairs)("takes back nothing that is known: %s, then %s", (first, second) => {
  const { assign } = startJournal();
  note(assign, ["10.0.0.101"], first);
  note(assign, ["10.0.0.101", "10.0.0.102"], second);
  expect([...assign]).toEqual([
    ["10.0.0.101", furthest(first, second)],
    ["10.0.0.102", second],
  ]);
});

it.each([
  ["planned", ["a", "b", "c", "d"]],
  ["refused", ["b", "c", "d"]],
  ["unknown", ["c", "d"]],
  ["done", ["d"]],
] as const)("finds the addresses that came at least as far as: %s", (progress, addresses) => {
  const entries = new Map<string, Progress>([
    ["a", "planned"],
    ["b", "refused"],
    ["c", "unknown"],
    ["d", "done"],
  ]);
  expect(atLeast(entries, progress)).toEqual(addresses);
});

it.each(["assign", "unassign"] as const)(
  "has sent something once an %s went out, whatever came of it",
  (verb) => {
    const journal = startJournal();
    expect(hasSent(journal)).toBe(false);
    note(journal[verb], ["10.0.0.101"], "planned");
    expect(hasSent(journal)).toBe(false);
    note(journal[verb], ["10.0.0.101"], "refused");
    expect(hasSent(journal)).toBe(true);
  },
);
