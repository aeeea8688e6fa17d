import { runtime } from "@pulumi/pulumi";
import { checkInputs } from "../../provider/core/check";
import { isUnknown, UNKNOWN } from "../../provider/core/unknown";

const good = {
  networkInterfaceId: "eni-demo",
  privateIpAddresses: { "10.0.0.101": "declared" },
  regionId: "cn-hangzhou",
};

function problemsWith(change: Record<string, unknown>): readonly string[] {
  return checkInputs({ ...good, ...change }, undefined).problems;
}

it("fills in ownership, timeout and region", () => {
  const { regionId: _, ...declared } = good;
  expect(checkInputs(declared, "cn-beijing")).toEqual({
    inputs: {
      ...declared,
      ...{ ownership: "exclusive", regionId: "cn-beijing", adopt: true, timeoutSeconds: 120 },
      ...{ allowUnassignWithEip: false, staleSecurityGroupRules: "off" },
    },
    problems: [],
  });
});

it("takes the program's region where there is no default", () => {
  expect(checkInputs(good, undefined).inputs["regionId"]).toBe("cn-hangzhou");
});

it("lets the program's own region win over the default", () => {
  expect(checkInputs(good, "cn-beijing").inputs["regionId"]).toBe("cn-hangzhou");
});

it("takes null for not given, as Pulumi sends it", () => {
  expect(checkInputs({ ...good, timeoutSeconds: null, ownership: null }, undefined).inputs).toMatchObject({
    timeoutSeconds: 120,
    ownership: "exclusive",
  });
});

it("makes the list of addresses a map, so that a preview names each of them", () => {
  const privateIpAddresses = ["10.0.0.102", "10.0.0.101"];
  expect(checkInputs({ ...good, privateIpAddresses }, undefined).inputs["privateIpAddresses"]).toEqual({
    "10.0.0.101": "declared",
    "10.0.0.102": "declared",
  });
});

it("takes a list with one address that is not known yet for a list that is not known yet", () => {
  const privateIpAddresses = ["10.0.0.102", UNKNOWN];
  expect(checkInputs({ ...good, privateIpAddresses }, undefined)).toMatchObject({
    inputs: { privateIpAddresses: UNKNOWN },
    problems: [],
  });
});

it.each([
  [["10.0.0.101", "10.0.0.102", "10.0.0.101"], "10.0.0.101 is declared 2 times; list it once"],
  [["__proto__"], expect.stringMatching(/__proto__.* is not an IPv4 address; write four numbers/)],
  [[{ ip: "10.0.0.1" }], expect.stringMatching(/{\\?"ip\\?":\\?"10\.0\.0\.1\\?"}.* is not an IPv4 address/)],
  [[null], expect.stringMatching(/^"null" is not an IPv4 address/)],
])("refuses the list %j", (privateIpAddresses, problem) => {
  expect(problemsWith({ privateIpAddresses })).toEqual([problem]);
});

const example = "eni-bp125p95hhdhn3ot0000";
it.each([
  [{ networkInterfaceId: "" }, `networkInterfaceId is empty; give the id of an ENI, for example ${example}`],
  [
    { networkInterfaceId: null },
    `networkInterfaceId is missing; give the id of an ENI, for example ${example}`,
  ],
  [{ networkInterfaceId: "x" }, `networkInterfaceId "x" is not the id of an ENI; it looks like ${example}`],
  [
    { networkInterfaceId: "i-web" },
    `networkInterfaceId "i-web" is not the id of an ENI; it looks like ${example}`,
  ],
  [
    { networkInterfaceId: "eni-WEB" },
    `networkInterfaceId "eni-WEB" is not the id of an ENI; it looks like ${example}`,
  ],
  [
    { privateIpAddresses: { "10.0.0.256": "declared" } },
    '"10.0.0.256" is not an IPv4 address; write four numbers from 0 to 255 without leading zeros, for example 10.0.0.11',
  ],
  [
    { privateIpAddresses: { "fd00::1": "declared" } },
    "fd00::1 is an IPv6 address; privateIpAddresses holds IPv4 addresses only",
  ],
  [
    { privateIpAddresses: { "10.0.0.11": "declared", "10.0.255.12": "declared", "10.1.0.13": "declared" } },
    "10.1.0.13 cannot be on one ENI with 10.0.0.11: a vSwitch is a /16 at most",
  ],
  [
    { privateIpAddresses: { "10.0.0.11": "declared 2 times" } },
    "10.0.0.11 is declared 2 times; list it once",
  ],
  [{ privateIpAddresses: { "10.0.0.11": { n: 2 } } }, '10.0.0.11 is {"n":2}; list it once'],
  [{ privateIpAddresses: null }, "privateIpAddresses must be a list of IPv4 addresses; use [] to hold none"],
  [
    { privateIpAddresses: "10.0.0.11" },
    "privateIpAddresses must be a list of IPv4 addresses; use [] to hold none",
  ],
  [{ ownership: "mine" }, 'ownership "mine" is unknown; use "exclusive" or "additive"'],
  [
    { regionId: null },
    "no region: set regionId, alicloud:region (`pulumi config set alicloud:region cn-hangzhou`) or ALICLOUD_REGION",
  ],
  [{ regionId: "" }, "regionId is empty; give a region, for example cn-hangzhou"],
  [{ adopt: "no" }, 'adopt is "no"; use true or false'],
  [{ timeoutSeconds: 0 }, "timeoutSeconds must be a whole number from 1 to 3600"],
  [{ timeoutSeconds: 3601 }, "timeoutSeconds must be a whole number from 1 to 3600"],
  [{ timeoutSeconds: 1.5 }, "timeoutSeconds must be a whole number from 1 to 3600"],
  [{ timeoutSeconds: "60" }, "timeoutSeconds must be a whole number from 1 to 3600"],
  [
    { privateIps: [] },
    '"privateIps" is not an input; the inputs are networkInterfaceId, privateIpAddresses, ownership, regionId, adopt, maxUnassign, allowUnassignWithEip, staleSecurityGroupRules, timeoutSeconds',
  ],
])("refuses %j", (change, problem) => {
  expect(problemsWith(change)).toEqual([problem]);
});

it("names every problem at once", () => {
  const bad = {
    networkInterfaceId: "",
    privateIpAddresses: { "10.0.0.256": "declared", "fd00::1": "declared" },
    timeoutSeconds: 0,
  };
  expect(problemsWith(bad)).toHaveLength(4);
});

it("leaves unknown values alone, in any field", () => {
  const unknown = {
    networkInterfaceId: UNKNOWN,
    privateIpAddresses: UNKNOWN,
    ownership: UNKNOWN,
    regionId: UNKNOWN,
    adopt: UNKNOWN,
    maxUnassign: UNKNOWN,
    allowUnassignWithEip: UNKNOWN,
    staleSecurityGroupRules: UNKNOWN,
    timeoutSeconds: UNKNOWN,
  };
  expect(checkInputs(unknown, "cn-hangzhou")).toEqual({ inputs: unknown, problems: [] });
});

it("takes for unknown what Pulumi takes for unknown", () => {
  expect(UNKNOWN).toBe(runtime.unknownValue);
  expect(isUnknown(runtime.unknownValue)).toBe(true);
  expect(isUnknown("eni-demo")).toBe(false);
});
