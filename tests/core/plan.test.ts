import type { NetworkInterface } from "../../provider/core/model";
import { hasWrites, type Plan, planChanges } from "../../provider/core/plan";
import { anEni } from "../helpers/eni";

const nothing = {
  keep: [],
  adopt: [],
  assign: [],
  unassign: [],
  forget: [],
  foreign: [],
  order: "assign-first",
} as const;

function planFor(desired: string[], owned: string[], actual: Partial<NetworkInterface>): Plan {
  return planChanges({ desired, owned, removable: owned, actual: anEni(actual) });
}

const a = "10.0.0.101";

it.each([
  ["keeps what is desired, there and owned", [a], [a], [a], { keep: [a] }],
  ["adopts what is desired and there, but not owned", [a], [a], [], { adopt: [a] }],
  ["assigns what is desired and not there", [a], [], [], { assign: [a] }],
  ["assigns again what is owned and got lost", [a], [], [a], { assign: [a] }],
  ["unassigns what is owned and no longer desired", [], [a], [a], { unassign: [a] }],
  ["forgets what is owned, no longer desired and already gone", [], [], [a], { forget: [a] }],
  ["leaves alone what is there and neither desired nor owned", [], [a], [], { foreign: [a] }],
])("%s", (_name, desired, actual, owned, expected) => {
  expect(planFor(desired, owned, { privateIpAddresses: actual })).toEqual({ ...nothing, ...expected });
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

it("assigns first while an Available ENI can hold old and new together", () => {
  expect(planFor(many(24, 100), many(25), { status: "Available", privateIpAddresses: many(25) }).order).toBe(
    "assign-first",
  );
});

it("unassigns first where an Available ENI would pass 49", () => {
  expect(planFor(many(25, 100), many(25), { status: "Available", privateIpAddresses: many(25) }).order).toBe(
    "unassign-first",
  );
});

it("leaves it to the cloud's answer how many an attached ENI can hold", () => {
  expect(planFor(many(25, 100), many(25), { status: "InUse", privateIpAddresses: many(25) }).order).toBe(
    "assign-first",
  );
});

it("has writes only when something is to be sent", () => {
  expect(hasWrites(planFor([a], [], { privateIpAddresses: [a] }))).toBe(false);
  expect(hasWrites(planFor([a], [], {}))).toBe(true);
  expect(hasWrites(planFor([], [a], { privateIpAddresses: [a] }))).toBe(true);
});
