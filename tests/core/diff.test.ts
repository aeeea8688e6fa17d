import { compare as compareWith, type Difference, hiddenRemovals } from "../../provider/core/diff";
import { FIELD_ENTRIES } from "../../provider/core/fields";
import type { State } from "../../provider/core/state";
import { UNKNOWN } from "../../provider/core/unknown";
import { aState } from "../helpers/state";

const state = aState({ privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.102": "declared" } });

const nobody = (): boolean => false;

function compare(olds: State, news: object): Difference {
  return compareWith(olds, { ...news });
}

it("sees no change where there is none, in whatever order", () => {
  const news = { ...state, privateIpAddresses: { "10.0.0.102": "declared", "10.0.0.101": "declared" } };
  expect(compare(state, news)).toEqual({ changes: false, replaces: [], deleteBeforeReplace: false });
});

it.each([
  [
    "an address more",
    { privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.102": "declared", "10.0.0.103": "declared" } },
  ],
  ["an address less", { privateIpAddresses: { "10.0.0.101": "declared" } }],
  ["another address", { privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.103": "declared" } }],
  ["the addresses unknown", { privateIpAddresses: UNKNOWN }],
  ["another ownership", { ownership: "additive" }],
  ["another timeout", { timeoutSeconds: 60 }],
])("updates for %s", (_what, change) => {
  expect(compare(state, { ...state, ...change })).toEqual({
    changes: true,
    replaces: [],
    deleteBeforeReplace: false,
  });
});

it.each([undefined, null, "10.0.0.101"])(
  "updates for %j in place of the addresses, which check refuses",
  (odd) => {
    expect(compare(state, { ...state, privateIpAddresses: odd }).changes).toBe(true);
    expect(compare({ ...state, privateIpAddresses: {} }, { ...state, privateIpAddresses: odd }).changes).toBe(
      false,
    );
  },
);

it("updates for addresses that are not known yet, though there were none before", () => {
  const empty = { ...state, privateIpAddresses: {} };
  expect(compare(empty, { ...state, privateIpAddresses: UNKNOWN }).changes).toBe(true);
});

it.each([
  ["another ENI", { networkInterfaceId: "eni-spare" }, ["networkInterfaceId"]],
  ["an ENI not known yet", { networkInterfaceId: UNKNOWN }, ["networkInterfaceId"]],
  ["another region", { regionId: "cn-beijing" }, ["regionId"]],
])("replaces, deleting first, for %s", (_what, change, replaces) => {
  expect(compare(state, { ...state, ...change })).toEqual({
    changes: true,
    replaces,
    deleteBeforeReplace: true,
  });
});

it("updates when a refresh found a foreign address, so that the preview can show its removal", () => {
  const drifted = {
    ...state,
    privateIpAddresses: { ...state.privateIpAddresses, "10.0.0.99": "foreign" },
  } as const;
  expect(compare(drifted, state).changes).toBe(true);
});

it("takes no notice of the shim's text, since each text calls the installed package", () => {
  expect(compare(state, { ...state, __provider: "new" }).changes).toBe(false);
});

it("updates to finish a change that stopped half-way, though nothing else differs", () => {
  expect(compare({ ...state, interrupted: true }, state)).toEqual({
    changes: true,
    replaces: [],
    deleteBeforeReplace: false,
  });
});

it.each(FIELD_ENTRIES)("takes %s for changed while it is not known", (name, { replaces }) => {
  expect(compare(state, { ...state, [name]: UNKNOWN })).toEqual({
    changes: true,
    replaces: replaces ? [name] : [],
    deleteBeforeReplace: replaces,
  });
});

it("names the removals that Pulumi's own diff cannot show", () => {
  const halfDone = {
    ...state,
    privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.103": "unrecorded", "10.0.0.104": "unrecorded" },
  } as const;
  const news = { ...state, privateIpAddresses: { "10.0.0.104": "declared" } };
  expect(hiddenRemovals(halfDone, news, nobody)).toEqual([
    "will unassign 10.0.0.103, which an update that failed had assigned",
  ]);
  expect(hiddenRemovals(state, news, nobody)).toEqual([]);
  expect(hiddenRemovals(halfDone, news, (address) => address === "10.0.0.103")).toEqual([]);
});

it.each([
  ["eni-spare", "ENI eni-spare"],
  [UNKNOWN, "another ENI"],
])("names them all where the resource moves to %s, whatever it declares there", (to, where) => {
  const halfDone = aState({ privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.103": "unrecorded" } });
  const moved = { ...halfDone, networkInterfaceId: to };
  const expected = [
    `will unassign 10.0.0.101, since the resource moves to ${where}, but for what another one declares here by then, and what \`retainOnDelete\` keeps`,
    "will unassign 10.0.0.103, which an update that failed had assigned",
  ];
  expect(hiddenRemovals(halfDone, moved, nobody)).toEqual(expected);
  expect(hiddenRemovals(halfDone, { ...moved, privateIpAddresses: UNKNOWN }, nobody)).toEqual(expected);
  expect(hiddenRemovals(halfDone, moved, (address) => address === "10.0.0.101")).toEqual(expected.slice(1));
});

it("names what a refresh found under exclusive ownership, unless the code declares it, or the resource moves", () => {
  const found = aState({ privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.103": "foreign" } });
  const news = { ...found, privateIpAddresses: { "10.0.0.101": "declared" } };
  expect(hiddenRemovals(found, news, nobody)).toEqual([
    "will unassign 10.0.0.103, which a refresh found, and the code does not declare",
  ]);
  expect(hiddenRemovals(found, { ...news, ownership: "additive" }, nobody)).toEqual([]);
  expect(
    hiddenRemovals(found, { ...news, privateIpAddresses: { "10.0.0.103": "declared" } }, nobody),
  ).toEqual([]);
  expect(hiddenRemovals(found, { ...news, networkInterfaceId: "eni-spare" }, nobody)).toEqual([
    expect.stringMatching(/^will unassign 10\.0\.0\.101, since the resource moves/),
  ]);
});

it("names none while the addresses are not known", () => {
  const halfDone = aState({ privateIpAddresses: { "10.0.0.103": "unrecorded", "10.0.0.104": "left" } });
  expect(hiddenRemovals(halfDone, { ...halfDone, privateIpAddresses: UNKNOWN }, nobody)).toEqual([]);
});

describe("what was left to another resource", () => {
  const gaveUp = aState({ privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.102": "left" } });
  const news = { ...gaveUp, privateIpAddresses: { "10.0.0.101": "declared" } };

  it("is a change, since only an update finds out whether the other one holds it", () => {
    expect(compare(gaveUp, news).changes).toBe(true);
  });

  it("is not said to go as long as another resource declares it", () => {
    expect(hiddenRemovals(gaveUp, news, (address) => address === "10.0.0.102")).toEqual([]);
  });

  it("is said to go once none does", () => {
    expect(hiddenRemovals(gaveUp, news, nobody)).toEqual([
      "will unassign 10.0.0.102, which it had left to another resource of the program, unless one declares it",
    ]);
  });

  it("is looked at address by address", () => {
    const two = aState({ privateIpAddresses: { ...gaveUp.privateIpAddresses, "10.0.0.103": "left" } });
    expect(hiddenRemovals(two, news, (address) => address === "10.0.0.102")).toEqual([
      "will unassign 10.0.0.103, which it had left to another resource of the program, unless one declares it",
    ]);
  });

  it("is said beside what a failed update had assigned", () => {
    const left = { "10.0.0.102": "left", "10.0.0.105": "left" } as const;
    const unrecorded = { "10.0.0.103": "unrecorded", "10.0.0.104": "unrecorded" } as const;
    const both = aState({ privateIpAddresses: { ...left, ...unrecorded } });
    expect(hiddenRemovals(both, { ...both, privateIpAddresses: {} }, nobody)).toEqual([
      "will unassign 10.0.0.103, 10.0.0.104, which an update that failed had assigned",
      "will unassign 10.0.0.102, 10.0.0.105, which it had left to another resource of the program, unless one declares it",
    ]);
  });
});
