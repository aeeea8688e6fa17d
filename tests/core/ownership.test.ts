import type { AddressMark } from "../../provider/core/model";
import { type Fate, fateOf, type Standing } from "../../provider/core/ownership";

type Column<Key extends keyof Standing> = readonly Standing[Key][];
/** The values that a row is about: desired, recorded, seen, claimed, unassignsForeign, justUnassigned. */
type Row = readonly [
  Column<"desired">,
  Column<"recorded">,
  Column<"seen">,
  Column<"claimed">,
  Column<"unassignsForeign">,
  Column<"justUnassigned">?,
];

const owned: readonly AddressMark[] = ["declared", "unrecorded", "left"];
const [foreign, none] = [["foreign"], [undefined]] as const;
const notOwned = [...foreign, ...none];
const any = [...owned, ...notOwned];
const [declared, handedBack, absent] = [["declared"], ["foreign"], [undefined]] as const;
const [yes, no, either] = [[true], [false], [true, false]];

// what users are told in README.md, "What happens to an address", and in docs/hand-overs.md; each row by itself, so that
// none depends on the order
const table: readonly (readonly [string, Fate, Row])[] = [
  ["declared, on the ENI and owned", "keep", [declared, owned, yes, either, either]],
  ["declared, on the ENI and not owned", "adopt", [declared, notOwned, yes, either, either, no]],
  ["declared, shown, and just unassigned", "assign", [declared, notOwned, yes, either, either, yes]],
  ["declared and not on the ENI", "assign", [declared, any, no, either, either]],
  ["handed back by ignoreChanges, on the ENI", "foreign", [handedBack, any, yes, either, either]],
  ["handed back by ignoreChanges, not on the ENI", "none", [handedBack, any, no, either, either]],
  ["owned, in no code any more, seen or not", "unassign", [absent, owned, either, no, either]],
  ["owned, in the code of another resource", "leave", [absent, owned, either, yes, either]],
  ["foreign, recorded by a refresh, to go", "unassign", [absent, foreign, yes, no, yes]],
  ["foreign, recorded by a refresh, to stay", "foreign", [absent, foreign, yes, no, no]],
  ["foreign, recorded, in the code of another", "foreign", [absent, foreign, yes, yes, either]],
  ["foreign, recorded, and gone", "none", [absent, foreign, no, either, either]],
  ["foreign, not known of before", "foreign", [absent, none, yes, either, either]],
  ["nowhere", "none", [absent, none, no, either, either]],
];

function standingsIn([desired, recorded, seen, claimed, unassignsForeign, just = either]: Row): Standing[] {
  return desired.flatMap((d) =>
    recorded.flatMap((r) =>
      seen.flatMap((s) =>
        claimed.flatMap((c) =>
          unassignsForeign.flatMap((u) =>
            just.map((j) => ({
              desired: d,
              recorded: r,
              seen: s,
              claimed: c,
              unassignsForeign: u,
              justUnassigned: j,
            })),
          ),
        ),
      ),
    ),
  );
}

it.each(table)("an address that is %s: %s", (_what, fate, row) => {
  const standings = standingsIn(row);
  expect(standings.map((standing) => [standing, fateOf(standing)])).toEqual(
    standings.map((standing) => [standing, fate]),
  );
});

it("is decided for all 240 combinations, each by one row", () => {
  const all = table.flatMap(([, , row]) => standingsIn(row)).map((standing) => JSON.stringify(standing));
  expect([all.length, new Set(all).size]).toEqual([240, 240]);
});
