import type { AddressMark, NetworkInterface } from "../../provider/core/model";
import { markAll } from "../../provider/core/model";
import { isEmpty, type Plan, planChanges } from "../../provider/core/plan";
import { anEni } from "../helpers/eni";

const nothing = {
  keep: [],
  adopt: [],
  assign: [],
  unassign: [],
  unassignUnseen: [],
  leave: [],
  foreign: [],
  order: "assign-first",
} as const;

interface Known {
  readonly mark?: AddressMark;
  readonly claimed?: readonly string[];
  readonly unassignsForeign?: boolean;
  readonly justUnassigned?: readonly string[];
}

function planFor(
  desired: readonly string[],
  recorded: readonly string[],
  actual: Partial<NetworkInterface>,
  { mark = "declared", claimed = [], unassignsForeign = false, justUnassigned = [] }: Known = {},
): Plan {
  return planChanges(
    {
      desired: Object.fromEntries(desired.map((address) => [address, "declared"])),
      recorded: markAll(recorded, mark),
      isClaimed: (address) => claimed.includes(address),
      isJustUnassigned: (address) => justUnassigned.includes(address),
      unassignsForeign,
    },
    anEni(actual),
  );
}

const a = "10.0.0.101";
const [there, gone] = [{ privateIpAddresses: [a] }, { privateIpAddresses: [] }];

it.each([
  ["keeps what is desired, there and owned", [a], there, [a], { keep: [a] }],
  ["adopts what is desired and there, but not owned", [a], there, [], { adopt: [a] }],
  ["assigns what is desired and not there", [a], gone, [], { assign: [a] }],
  ["assigns again what is owned and got lost", [a], gone, [a], { assign: [a] }],
  ["unassigns what is owned and no longer desired", [], there, [a], { unassign: [a] }],
  ["unassigns, apart, what is owned, no longer desired and not seen", [], gone, [a], { unassignUnseen: [a] }],
  ["leaves alone what is there and neither desired nor owned", [], there, [], { foreign: [a] }],
])("%s", (_name, desired, actual, owned, expected) => {
  expect(planFor(desired, owned, actual)).toEqual({ ...nothing, ...expected });
});

it.each(["unrecorded", "left"] as const)(
  "unassigns what state has as %s, since that is owned too",
  (mark) => {
    expect(planFor([], [a], there, { mark }).unassign).toEqual([a]);
  },
);

it("leaves to another resource of the program what that one declares, seen or not", () => {
  const known = { claimed: [a] };
  expect(planFor([], [a], there, known)).toEqual({ ...nothing, leave: [a] });
  expect(planFor([], [a], gone, known)).toEqual({ ...nothing, leave: [a] });
  expect(planFor([], [a], there, { ...known, mark: "foreign", unassignsForeign: true })).toEqual({
    ...nothing,
    foreign: [a],
  });
});

it("unassigns a foreign address that a refresh recorded, where it is to go, and only while it is there", () => {
  const recorded = { mark: "foreign", unassignsForeign: true } as const;
  expect(planFor([], [a], there, recorded)).toEqual({ ...nothing, unassign: [a] });
  expect(planFor([], [a], gone, recorded)).toEqual(nothing);
  expect(planFor([], [a], there, { mark: "foreign" })).toEqual({ ...nothing, foreign: [a] });
});

it("assigns, whatever the look shows, what the change before unassigned and the code has again", () => {
  expect(planFor([a], [], there, { justUnassigned: [a] })).toEqual({ ...nothing, assign: [a] });
  expect(planFor([a], [a], there, { justUnassigned: [a] })).toEqual({ ...nothing, keep: [a] });
});

it("takes what ignoreChanges hands back for foreign, and never unassigns it", () => {
  const request = {
    desired: { [a]: "foreign" },
    recorded: { [a]: "foreign" },
    isClaimed: () => false,
    isJustUnassigned: () => false,
    unassignsForeign: true,
  } as const;
  expect(planChanges(request, anEni(there))).toEqual({ ...nothing, foreign: [a] });
  expect(planChanges(request, anEni(gone))).toEqual(nothing);
});

it("lists addresses in numeric order", () => {
  expect(planFor(["10.0.0.100", "10.0.0.21", "10.0.0.3"], [], {}).assign).toEqual([
    "10.0.0.3",
    "10.0.0.21",
    "10.0.0.100",
  ]);
});

it("leaves the primary address out, whoever claims it", () => {
  const actual = { primaryPrivateIpAddress: a, privateIpAddresses: [a] };
  expect(planFor([a], [], actual)).toEqual(nothing);
  expect(planFor([], [a], actual)).toEqual(nothing);
});

const many = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, i) => `10.0.1.${i + from}`);

it.each([
  ["assigns first while an Available ENI can hold old and new together", "Available", 24, "assign-first"],
  ["unassigns first where an Available ENI would pass 49", "Available", 25, "unassign-first"],
  ["leaves it to the cloud's answer how many an attached ENI can hold", "InUse", 25, "assign-first"],
])("%s", (_name, status, count, order) => {
  const actual = { status, privateIpAddresses: many(25) };
  expect(planFor(many(count, 100), many(25), actual).order).toBe(order);
});

it("is empty only when nothing is to be sent", () => {
  expect(isEmpty(planFor([a], [], there))).toBe(true);
  expect(isEmpty(planFor([a], [], gone))).toBe(false);
  expect(isEmpty(planFor([], [a], there))).toBe(false);
  expect(isEmpty(planFor([], [a], gone))).toBe(false);
  // one of each does not make none
  const [b, c] = ["10.0.0.102", "10.0.0.103"];
  expect(isEmpty(planFor([b], [a], there))).toBe(false);
  expect(isEmpty(planFor([b], [c], gone))).toBe(false);
  expect(isEmpty(planFor([], [a, c], there))).toBe(false);
});
