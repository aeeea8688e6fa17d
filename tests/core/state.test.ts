import { eniIn, isState, outputsOf, parseInputs, parseState, STATE_VERSION } from "../../provider/core/state";
import { aState } from "../helpers/state";

/** As 0.1.0-dev wrote it, before states had a version: what Pulumi hands over, read from a checkpoint. */
const version1 = {
  networkInterfaceId: "eni-demo",
  privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.102": "unrecorded", "10.0.0.99": "foreign" },
  ownership: "exclusive",
  regionId: "cn-hangzhou",
  timeoutSeconds: 120,
  primaryPrivateIpAddress: "10.0.0.20",
  foreignPrivateIpAddresses: ["10.0.0.99"],
  lastUnassigned: ["10.0.0.100"],
  vSwitchId: "vsw-demo",
  securityGroupIds: ["sg-demo"],
};

const aStaleRule = {
  ...{ privateIpAddress: "10.0.0.101", securityGroupId: "sg-demo", securityGroupName: "web" },
  ...{ securityGroupRuleId: "sgr-web", direction: "ingress", ipProtocol: "TCP", portRange: "80/80" },
  ...{ policy: "Accept", sourceCidrIp: "10.0.0.101" },
};

const asPulumiHandsItOver = (state: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(state)) as Record<string, unknown>;

it("reads the state of version 1, which had neither version nor owner nor the later inputs", () => {
  const defaults = {
    adopt: true,
    allowUnassignWithEip: false,
    staleSecurityGroupRules: "off",
    staleRules: [],
  };
  const read = { ...version1, ...defaults, stateVersion: 1 };
  expect(parseState(version1)).toEqual(read);
  expect(parseState({ ...version1, interrupted: true })).toEqual({ ...read, interrupted: true });
});

it.each([
  aState(),
  aState({ privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.102": "left" }, interrupted: true }),
  aState({ maxUnassign: 0, allowUnassignWithEip: true }),
  aState({ staleSecurityGroupRules: "vpc", staleRules: [aStaleRule] }),
  aState({ ownership: "additive", lastUnassigned: ["10.0.0.9"], foreignPrivateIpAddresses: ["10.0.0.7"] }),
])("reads what this version writes", (state) => {
  expect(state.stateVersion).toBe(STATE_VERSION);
  expect(parseState(asPulumiHandsItOver(outputsOf(state)))).toEqual(state);
});

it("reads a state of an ENI whose owner the cloud did not tell", () => {
  const { ownerId: _, ...state } = aState();
  expect(parseState(outputsOf(state))).toEqual(state);
});

it("takes no notice of what else is in the state", () => {
  expect(parseState({ ...outputsOf(aState()), id: "eni-demo", hint: 1 })).toEqual(aState());
});

it("refuses the state of a later version, and says which it can read", () => {
  expect(() =>
    parseState({ ...outputsOf(aState()), stateVersion: STATE_VERSION + 1, primaryPrivateIpAddress: {} }),
  ).toThrow(
    new Error(
      "ENI eni-demo: its state was written by a later version of pulumi-alicloud-secondary-ips (shape 3, this one reads up to 2); install that version.",
    ),
  );
});

it.each([
  [{ privateIpAddresses: { "10.0.0.101": "mine" } }, "privateIpAddresses.10.0.0.101"],
  [{ privateIpAddresses: ["10.0.0.101"] }, "privateIpAddresses"],
  [{ primaryPrivateIpAddress: null, interrupted: "yes" }, "primaryPrivateIpAddress, interrupted"],
  [{ regionId: "evil.example/" }, "regionId"],
  [{ stateVersion: "3" }, "stateVersion"],
  [{ staleSecurityGroupRules: ["sgr-1"] }, "staleSecurityGroupRules.0"],
  [{ staleSecurityGroupRulesScope: "all" }, "staleSecurityGroupRulesScope"],
])("refuses a state that was edited out of shape: %j", (edit, places) => {
  expect(() => parseState({ ...outputsOf(aState()), ...edit })).toThrow(
    new Error(
      `ENI eni-demo: its state cannot be read (${places}); take it out with \`pulumi state delete\` and run \`pulumi up\`, which adopts what is there.`,
    ),
  );
});

it("names no ENI where the state has none", () => {
  expect(() => parseState({})).toThrow(/^its state cannot be read \(networkInterfaceId, /);
  expect(() => parseState({ networkInterfaceId: 7, stateVersion: 9 })).toThrow(/^its state was written by/);
});

it("reads the inputs that check has completed, and nothing else", () => {
  const inputs = {
    networkInterfaceId: "eni-demo",
    privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.99": "foreign" },
    ownership: "additive",
    regionId: "cn-hangzhou",
    adopt: false,
    maxUnassign: 2,
    allowUnassignWithEip: true,
    staleSecurityGroupRules: "attached",
    timeoutSeconds: 60,
  };
  expect(parseInputs({ ...inputs, more: 1 })).toEqual(inputs);
  expect(() => parseInputs({ ...inputs, ownership: "mine", timeoutSeconds: 0 })).toThrow(
    new Error(
      '2 problems:\n  - ownership "mine" is unknown; use "exclusive" or "additive".\n  - timeoutSeconds must be a whole number from 1 to 3600.',
    ),
  );
});

it("tells outputs of the resource from the inputs of a lookup", () => {
  expect(isState({ ...aState() })).toBe(true);
  expect(isState({ networkInterfaceId: "eni-demo" })).toBe(false);
});

it("knows of the ENI what no look is needed for, and not whose it is where an old state does not", () => {
  const known = {
    vSwitchId: "vsw-demo",
    primaryPrivateIpAddress: "10.0.0.20",
    securityGroupIds: ["sg-demo"],
  };
  expect(eniIn(parseState(version1))).toEqual({ ...known, ownerId: "" });
  expect(eniIn(parseState({ ...version1, ownerId: "1234567890123456" }))).toEqual({
    ...known,
    ownerId: "1234567890123456",
  });
});
