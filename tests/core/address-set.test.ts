import { declaredIn } from "../../provider/core/address-set";
import { without } from "../../provider/core/model";
import { UNKNOWN } from "../../provider/core/unknown";

const set = { "10.0.0.101": "declared", "10.0.0.102": "foreign", "10.0.0.103": "unrecorded" } as const;

it("declares the addresses that are marked so, and none where it is not known, or nothing", () => {
  expect(declaredIn(set)).toEqual(["10.0.0.101"]);
  expect([UNKNOWN, undefined, null].map(declaredIn)).toEqual([[], [], []]);
});

it("leaves out the addresses named, and nothing else", () => {
  expect(without(set, ["10.0.0.102", "10.0.0.109"])).toEqual({
    "10.0.0.101": "declared",
    "10.0.0.103": "unrecorded",
  });
});
