import fc from "fast-check";
import { MAX_SECONDARIES_WHEN_AVAILABLE } from "../../provider/core/limits";
import { type AddressMark, isOwned, type NetworkInterface } from "../../provider/core/model";
import { isEmpty, type Plan, planChanges, type PlanRequest } from "../../provider/core/plan";
import { anEni } from "../helpers/eni";

// few addresses, so that the sets overlap in every way
const address = fc.integer({ min: 1, max: 12 }).map((n) => `10.0.0.${n}`);
const primary = "10.0.0.1";

const eni = fc
  .record({
    addresses: fc.uniqueArray(address),
    status: fc.constantFrom("InUse", "Available"),
    // how many more an unattached ENI could hold: the few addresses alone never come near its limit
    room: fc.option(fc.nat(4), { freq: 2, nil: MAX_SECONDARIES_WHEN_AVAILABLE }),
  })
  .map(({ addresses, status, room }) => {
    const few = addresses.filter((a) => a !== primary);
    const fillers = Math.max(0, MAX_SECONDARIES_WHEN_AVAILABLE - room - few.length);
    return anEni({
      status,
      primaryPrivateIpAddress: primary,
      privateIpAddresses: [...few, ...Array.from({ length: fillers }, (_, n) => `10.0.1.${n + 1}`)],
    });
  });

const request: fc.Arbitrary<PlanRequest> = fc
  .record({
    desired: fc.dictionary(address, fc.constantFrom("declared", "foreign")),
    recorded: fc.dictionary(
      address,
      fc.constantFrom<AddressMark>("declared", "foreign", "unrecorded", "left"),
    ),
    claimed: fc.uniqueArray(address),
    justUnassigned: fc.uniqueArray(address),
    unassignsForeign: fc.boolean(),
  })
  .map(({ claimed, justUnassigned, ...rest }) => ({
    ...rest,
    isClaimed: (a: string) => claimed.includes(a),
    isJustUnassigned: (a: string) => justUnassigned.includes(a),
  }));

/** What the ENI holds when each call of the plan is obeyed. */
function afterApplying(plan: Plan, actual: NetworkInterface): NetworkInterface {
  const held = new Set([...actual.privateIpAddresses, ...plan.assign]);
  [...plan.unassign, ...plan.unassignUnseen].forEach((a) => held.delete(a));
  return { ...actual, privateIpAddresses: [...held] };
}

function check(
  property: (request: PlanRequest, actual: NetworkInterface, plan: Plan) => void,
  numRuns = 100,
): void {
  fc.assert(
    fc.property(request, eni, (about, actual) => {
      property(about, actual, planChanges(about, actual));
    }),
    { numRuns },
  );
}

const declaredIn = ({ desired }: PlanRequest): string[] =>
  Object.keys(desired).filter((a) => desired[a] === "declared" && a !== primary);

it("gives the ENI every declared address", () => {
  check((about, actual, plan) => {
    const { privateIpAddresses } = afterApplying(plan, actual);
    expect(declaredIn(about).filter((a) => !privateIpAddresses.includes(a))).toEqual([]);
  });
});

it("unassigns each owned address that nobody declares, seen or not", () => {
  check((about, _actual, plan) => {
    const toGo = Object.keys(about.recorded).filter(
      (a) => isOwned(about.recorded[a]) && !(a in about.desired) && !about.isClaimed(a) && a !== primary,
    );
    const unassigned = [...plan.unassign, ...plan.unassignUnseen];
    expect(toGo.filter((a) => !unassigned.includes(a))).toEqual([]);
  });
});

it("unassigns nothing else but foreign addresses that a refresh recorded, where they are to go", () => {
  check(({ recorded, unassignsForeign }, _actual, plan) => {
    const others = [...plan.unassign, ...plan.unassignUnseen].filter((a) => !isOwned(recorded[a]));
    expect(others.filter((a) => recorded[a] !== "foreign" || !unassignsForeign)).toEqual([]);
  });
});

it("never unassigns the primary address, or one that this or another resource has in its code", () => {
  check(({ desired, isClaimed }, _actual, plan) => {
    const unassigned = [...plan.unassign, ...plan.unassignUnseen];
    expect(unassigned.filter((a) => a === primary || a in desired || isClaimed(a))).toEqual([]);
  });
});

it("has nothing to do a second time", () => {
  check((about, actual, plan) => {
    const recorded = Object.fromEntries(declaredIn(about).map((a) => [a, "declared"] as const));
    expect(isEmpty(planChanges({ ...about, recorded }, afterApplying(plan, actual)))).toBe(true);
  });
});

it("says of each address at most one thing, and of each that the ENI holds exactly one", () => {
  check((_about, actual, { order: _, ...lists }) => {
    const said = Object.values(lists).flat();
    expect(new Set(said).size).toBe(said.length);
    expect(actual.privateIpAddresses.filter((a) => !said.includes(a))).toEqual([]);
  });
});

it("unassigns first exactly where the ENI is unattached and cannot hold old and new together", () => {
  const met = new Set<string>();
  check((_about, { status, privateIpAddresses }, { assign, order }) => {
    // one that was just unassigned may still be shown
    const added = assign.filter((a) => !privateIpAddresses.includes(a));
    const isTooFull =
      status === "Available" && privateIpAddresses.length + added.length > MAX_SECONDARIES_WHEN_AVAILABLE;
    expect(order).toBe(isTooFull ? "unassign-first" : "assign-first");
    met.add(`${status}: ${order}`);
    // one in fifteen is too full, and the fewest of these hold what was just unassigned
  }, 500);
  // an ENI that is never full would prove nothing
  expect(met).toEqual(
    new Set(["Available: unassign-first", "Available: assign-first", "InUse: assign-first"]),
  );
});

it("assigns what is not shown or was just unassigned, and sends apart from the others what it cannot see", () => {
  check(({ isJustUnassigned }, actual, { assign, unassign, unassignUnseen }) => {
    const isShown = (a: string): boolean => actual.privateIpAddresses.includes(a);
    expect(assign.filter((a) => isShown(a) && !isJustUnassigned(a))).toEqual([]);
    expect(unassignUnseen.filter(isShown)).toEqual([]);
    expect(unassign.every(isShown)).toBe(true);
  });
});
