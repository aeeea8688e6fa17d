import fc from "fast-check";
import type { NetworkInterface } from "../../provider/core/model";
import { hasWrites, type Plan, planChanges } from "../../provider/core/plan";
import { anEni } from "../helpers/eni";

// few addresses, so that the sets overlap in every way
const address = fc.integer({ min: 1, max: 12 }).map((n) => `10.0.0.${n}`);
const addresses = fc.uniqueArray(address);
const primary = "10.0.0.1";
const situation = fc
  .record({
    desired: addresses,
    owned: addresses,
    recordedForeign: addresses,
    actual: addresses.map((privateIpAddresses) =>
      anEni({
        primaryPrivateIpAddress: primary,
        privateIpAddresses: privateIpAddresses.filter((a) => a !== primary),
      }),
    ),
  })
  .map((drawn) => ({ ...drawn, removable: [...drawn.owned, ...drawn.recordedForeign] }));

/** What the ENI holds when each call of the plan is obeyed. */
function afterApplying(plan: Plan, actual: NetworkInterface): NetworkInterface {
  const held = new Set([...actual.privateIpAddresses, ...plan.assign]);
  plan.unassign.forEach((a) => held.delete(a));
  return { ...actual, privateIpAddresses: [...held] };
}

it("gives the ENI every desired address, and of the others only the foreign ones", () => {
  fc.assert(
    fc.property(situation, ({ desired, owned, removable, actual }) => {
      const plan = planChanges({ desired, owned, removable, actual });
      const secondaries = desired.filter((a) => a !== primary);
      const { privateIpAddresses } = afterApplying(plan, actual);
      expect(new Set(privateIpAddresses)).toEqual(new Set([...secondaries, ...plan.foreign]));
    }),
  );
});

it("has nothing to do a second time", () => {
  fc.assert(
    fc.property(situation, ({ desired, owned, removable, actual }) => {
      const first = planChanges({ desired, owned, removable, actual });
      const second = planChanges({
        desired,
        owned: desired,
        removable: desired,
        actual: afterApplying(first, actual),
      });
      expect(hasWrites(second)).toBe(false);
    }),
  );
});

it("never unassigns the primary address, a foreign one, or one that is desired", () => {
  fc.assert(
    fc.property(situation, ({ desired, owned, removable, actual }) => {
      const { unassign } = planChanges({ desired, owned, removable, actual });
      expect(unassign.filter((a) => a === primary || !removable.includes(a) || desired.includes(a))).toEqual(
        [],
      );
    }),
  );
});

it("says of each address exactly one thing", () => {
  fc.assert(
    fc.property(situation, ({ desired, owned, removable, actual }) => {
      const { order, ...lists } = planChanges({ desired, owned, removable, actual });
      const said = Object.values(lists).flat();
      const known = new Set(
        [...desired, ...removable, ...actual.privateIpAddresses].filter((a) => a !== primary),
      );
      expect([...said].sort()).toEqual([...known].sort());
      expect(order).toBe("assign-first");
    }),
  );
});
