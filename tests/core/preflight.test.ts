import type { NetworkInterface } from "../../provider/core/model";
import { type Declared, type Findings, findingsOf, planOf } from "../../provider/core/preflight";
import { anEni } from "../helpers/eni";

const declared = (about: Partial<Declared> = {}): Declared => ({
  ...{ networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"], ownership: "exclusive" },
  ...{ maxUnassign: undefined, allowUnassignWithEip: false },
  ...about,
});

function found(
  own: Declared,
  {
    enis = [anEni()],
    others = [],
    held = {},
    cidrBlock = "10.0.0.0/24",
    secondaries,
    unread = {},
  }: {
    readonly enis?: readonly NetworkInterface[];
    readonly others?: readonly Declared[];
    readonly held?: Readonly<Record<string, string>>;
    readonly cidrBlock?: string | null;
    readonly secondaries?: number;
    readonly unread?: Readonly<Record<string, string>>;
  } = {},
): Findings {
  return findingsOf(own, [own, ...others], {
    regionId: "cn-hangzhou",
    enis: new Map(enis.map((eni) => [eni.networkInterfaceId, eni])),
    unread: new Map(Object.entries(unread)),
    cidrBlocks: new Map(cidrBlock === null ? [] : [["vsw-demo", cidrBlock]]),
    holders: new Map([["vsw-demo", new Map(Object.entries(held))]]),
    capacities: new Map(
      secondaries === undefined ? [] : [["i-demo", { instanceType: "ecs.g7.large", secondaries }]],
    ),
  });
}

/** All of it. */
function findings(...about: Parameters<typeof found>): readonly string[] {
  const { problems, notes } = found(...about);
  return [...problems, ...notes];
}

it("has nothing to say of a change that goes well, or of what is there already", () => {
  expect(findings(declared())).toEqual([]);
  expect(findings(declared(), { enis: [anEni({ privateIpAddresses: ["10.0.0.101"] })] })).toEqual([]);
  expect(findings(declared(), { held: { "10.0.0.101": "eni-demo" } })).toEqual([]);
});

it("speaks of undeclared addresses under exclusive ownership, and not under additive; they are no reason to fail", () => {
  const enis = [anEni({ privateIpAddresses: ["10.0.0.9", "10.0.0.10"] })];
  expect(found(declared(), { enis }).problems).toEqual([]);
  expect(findings(declared(), { enis })).toEqual([
    "it holds 10.0.0.9, 10.0.0.10, which the code does not declare; `up` unassigns those that are in state, which a preflight cannot tell, " +
      "and otherwise leaves them or, where it creates the resource, refuses",
  ]);
  expect(findings(declared({ ownership: "additive" }), { enis })).toEqual([]);
  expect(findings(declared(), { enis: [anEni({ privateIpAddresses: ["10.0.0.9"] })] })).toEqual([
    "it holds 10.0.0.9, which the code does not declare; `up` unassigns it if it is in state, which a preflight cannot tell, " +
      "and otherwise leaves it or, where it creates the resource, refuses",
  ]);
});

it("fails for none of the guards of what goes: whether it goes, only the state knows", () => {
  const eip = { publicIpAddress: "203.0.113.5", allocationId: "eip-web" };
  const enis = [anEni({ privateIpAddresses: ["10.0.0.9", "10.0.0.10"], elasticIps: { "10.0.0.10": eip } })];
  const { problems, notes } = found(declared({ maxUnassign: 1 }), { enis });
  expect(problems).toEqual([]);
  expect(notes).toEqual([
    expect.stringContaining("it holds 10.0.0.9, 10.0.0.10, which the code does not declare"),
    "if in state, 2 addresses would be unassigned (10.0.0.9, 10.0.0.10), and maxUnassign allows 1; " +
      "declare what shall stay, or raise maxUnassign if this is meant",
    "if in state, 10.0.0.10 would be unassigned, and the elastic IP 203.0.113.5 (eip-web) is bound to it; " +
      "unbind it first, or set allowUnassignWithEip: true",
  ]);
  // as many as may go, and one that may go with its elastic IP
  expect(found(declared({ maxUnassign: 2, allowUnassignWithEip: true }), { enis }).notes).toHaveLength(1);
  // what an additive resource shares an ENI with is nothing to speak of
  const additive = declared({ maxUnassign: 0, ownership: "additive" });
  expect(found(additive, { enis })).toEqual({ problems: [], notes: [] });
});

it("says of an ENI that was not found just that", () => {
  expect(findings(declared(), { enis: [] })).toEqual([
    "it was not found in region cn-hangzhou; check networkInterfaceId and regionId",
  ]);
});

it("says of an ENI that could not be read why, and does not take it for gone", () => {
  const unread = { "eni-demo": "User 1.2 may not." };
  expect(found(declared(), { enis: [], unread })).toEqual({
    problems: [],
    notes: ["it was skipped: User 1.2 may not"],
  });
  const other = anEni({ networkInterfaceId: "eni-other" });
  expect(found(declared({ networkInterfaceId: "eni-other" }), { enis: [other], unread })).toEqual({
    problems: [],
    notes: [],
  });
});

it("names the ENI that holds an address and is not the program's, in the vSwitch of the ENI", () => {
  const held = { "10.0.0.101": "eni-other" };
  const [finding] = findings(declared(), { held });
  expect(finding).toMatch(
    /^10\.0\.0\.101 is held by ENI eni-other; declare another address, or unassign it there first; .*; if this resource moves here from that ENI, `up` takes it along: set preflight: true for that$/,
  );
  expect(findings(declared(), { held, enis: [anEni({ vSwitchId: "vsw-other" })] })).toEqual([]);
});

it("counts what another resource of the program declares on the ENI as declared", () => {
  const enis = [anEni({ privateIpAddresses: ["10.0.0.9"] })];
  const other = declared({ privateIpAddresses: ["10.0.0.9"], ownership: "additive" });
  expect(findings(declared(), { enis, others: [other] })).toEqual([]);
  const elsewhere = { ...other, networkInterfaceId: "eni-other" };
  expect(findings(declared(), { enis, others: [elsewhere] })).toHaveLength(1);
});

it("is silent about an address that the program moves, and tells of one that it declares twice", () => {
  const held = { "10.0.0.101": "eni-other" };
  const giver = declared({ networkInterfaceId: "eni-other", privateIpAddresses: [] });
  expect(findings(declared(), { held, others: [giver] })).toEqual([]);
  const rival = declared({ networkInterfaceId: "eni-other" });
  expect(findings(declared(), { held, others: [rival] })).toEqual([
    "10.0.0.101 is held by ENI eni-other, where this program declares it too; declare it on one of the two",
  ]);
  expect(findings(declared(), { held, others: [rival, giver] })).toHaveLength(1);
});

it("tells of the primary address of an ENI of the program, which no change can move", () => {
  const enis = [anEni(), anEni({ networkInterfaceId: "eni-other", primaryPrivateIpAddress: "10.0.0.101" })];
  const others = [declared({ networkInterfaceId: "eni-other", privateIpAddresses: [] })];
  expect(found(declared(), { held: { "10.0.0.101": "eni-other" }, enis, others })).toEqual({
    problems: [
      "10.0.0.101 is the primary address of ENI eni-other, which it holds as long as it is there; declare another address",
    ],
    notes: [],
  });
});

it("waits with a status that passes, and tells of one that does not", () => {
  expect(findings(declared(), { enis: [anEni({ status: "Attaching" })] })).toEqual([]);
  expect(findings(declared(), { enis: [anEni({ status: "Deleting" })] })).toHaveLength(1);
});

it("says nothing of places where the vSwitch could not be read", () => {
  const far = declared({ privateIpAddresses: ["10.9.0.1"] });
  expect(findings(far)).toEqual([
    "10.9.0.1 is outside 10.0.0.0/24, the CIDR block of vsw-demo; declare usable addresses of the ENI's vSwitch",
  ]);
  expect(findings(far, { cidrBlock: null })).toEqual([]);
});

it("counts what an attached ENI would hold against what its instance type allows, where that is known", () => {
  const two = declared({ privateIpAddresses: ["10.0.0.101", "10.0.0.102"], ownership: "additive" });
  const enis = [anEni({ instanceId: "i-demo", privateIpAddresses: ["10.0.0.9", "10.0.0.102"] })];
  const others = [declared({ privateIpAddresses: ["10.0.0.9"], ownership: "additive" })];
  expect(findings(two, { enis, others, secondaries: 3 })).toEqual([]);
  expect(findings(two, { enis, others })).toEqual([]);
  const full =
    "it would hold 3 secondary private IPs, but an ENI of instance type ecs.g7.large (i-demo) holds at most 2; " +
    "declare fewer addresses, or use a larger instance type";
  expect(found(two, { enis, others, secondaries: 2 })).toEqual({ problems: [full], notes: [] });
  // what is there already was allowed
  const there = declared({ privateIpAddresses: ["10.0.0.102"], ownership: "additive" });
  expect(findings(there, { enis, secondaries: 1 })).toEqual([]);
});

it("fails for too many addresses only where those do that are sure to be there", () => {
  const two = declared({ privateIpAddresses: ["10.0.0.101", "10.0.0.102"], ownership: "additive" });
  const attached = anEni({ instanceId: "i-demo", privateIpAddresses: ["10.0.0.9", "10.0.0.102"] });
  const full =
    /^if 10\.0\.0\.9 stays, which goes only if in state, it would hold 3 secondary private IPs, but/;
  expect(found(two, { enis: [attached], secondaries: 2 })).toEqual({
    ...{ problems: [], notes: [expect.stringMatching(full)] },
  });
  expect(found({ ...two, ownership: "exclusive" }, { enis: [attached], secondaries: 2 })).toEqual({
    ...{ problems: [], notes: [expect.stringContaining("which"), expect.stringMatching(full)] },
  });
  // it is said once
  expect(found(two, { enis: [attached], secondaries: 1 })).toEqual({
    problems: [expect.stringContaining("it would hold 2 secondary")],
    notes: [],
  });

  const many = Array.from({ length: 49 }, (_, i) => `10.0.0.${100 + i}`);
  const available = anEni({
    ...{ status: "Available", instanceId: undefined, privateIpAddresses: ["10.0.0.9", "10.0.0.8"] },
  });
  const own = declared({ privateIpAddresses: many, ownership: "additive" });
  expect(found(own, { enis: [available] })).toEqual({
    problems: [],
    notes: [
      "if 10.0.0.8, 10.0.0.9 stay, which go only if in state, it would hold 51 secondary private IPs, but an ENI that is not attached " +
        "to an instance holds at most 49; declare fewer addresses",
    ],
  });
  const others = [declared({ privateIpAddresses: ["10.0.0.9"], ownership: "additive" })];
  expect(found(own, { enis: [available], others })).toEqual({
    problems: [expect.stringContaining("it would hold 50 secondary")],
    notes: [],
  });
});

it("plans nothing for what is there", () => {
  const own = declared();
  expect(planOf(own, anEni({ privateIpAddresses: ["10.0.0.101"] })).assign).toEqual([]);
  expect(planOf(own, anEni()).assign).toEqual(["10.0.0.101"]);
  const there = declared({ ownership: "additive" });
  expect(planOf(there, anEni({ privateIpAddresses: ["10.0.0.101"] })).adopt).toEqual(["10.0.0.101"]);
});
