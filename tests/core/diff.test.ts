import { UNKNOWN } from "../../provider/core/unknown";
import { compare, hiddenRemovals, type Properties } from "../../provider/core/diff";

const state: Properties = {
  networkInterfaceId: "eni-demo",
  regionId: "cn-hangzhou",
  ownership: "exclusive",
  timeoutSeconds: 120,
  privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.102": "declared" },
};

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
    privateIpAddresses: { ...(state["privateIpAddresses"] as object), "10.0.0.99": "foreign" },
  };
  expect(compare(drifted, state).changes).toBe(true);
});

it("takes no notice of the shim's text, since each text calls the installed package", () => {
  expect(compare({ ...state, __provider: "old" }, { ...state, __provider: "new" }).changes).toBe(false);
});

it("names the removals that Pulumi's own diff cannot show", () => {
  const halfDone = {
    ...state,
    privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.103": "unrecorded", "10.0.0.104": "unrecorded" },
  };
  const news = { ...state, privateIpAddresses: { "10.0.0.104": "declared" } };
  expect(hiddenRemovals(halfDone, news)).toEqual(["10.0.0.103"]);
  expect(hiddenRemovals({}, news)).toEqual([]);
});
