import { problemsBefore, vSwitchProblems } from "../../provider/core/guards";
import { markAll, type NetworkInterface, type Ownership } from "../../provider/core/model";
import { planChanges } from "../../provider/core/plan";
import { anEni } from "../helpers/eni";
import { addresses } from "../helpers/provider";

interface Situation {
  readonly operation?: "create" | "update" | "delete";
  readonly desired?: readonly string[];
  readonly owned?: readonly string[];
  readonly ownership?: Ownership;
  readonly adopt?: boolean;
  readonly hasBegun?: boolean;
  readonly maxUnassign?: number;
  readonly allowUnassignWithEip?: boolean;
  readonly unassigned?: readonly string[];
  readonly eni?: Partial<NetworkInterface>;
}

function problemsIn({
  operation = "create",
  desired = [],
  owned = [],
  ownership = "exclusive",
  adopt = true,
  hasBegun = false,
  maxUnassign,
  allowUnassignWithEip = false,
  unassigned = [],
  eni = {},
}: Situation): string[] {
  const actual = anEni(eni);
  const request = {
    desired: markAll(desired, "declared"),
    recorded: markAll(owned, "declared"),
    isClaimed: () => false,
    isJustUnassigned: () => false,
    unassignsForeign: false,
  };
  const limits = { maxUnassign, allowUnassignWithEip, unassigned };
  const guarded = { operation, desired: request.desired, ownership, adopt, hasBegun, ...limits };
  return problemsBefore(guarded, actual, planChanges(request, actual));
}

it("has nothing against a change of an ENI that is in use", () => {
  expect(problemsIn({ desired: ["10.0.0.101"] })).toEqual([]);
  expect(problemsIn({ desired: ["10.0.0.101"], eni: { status: "Available" } })).toEqual([]);
});

it.each(["Deleting", "Frozen", ""])("refuses an ENI in status %j, known or not", (status) => {
  expect(problemsIn({ eni: { status } })).toEqual([
    `it is in status ${status}; its secondary private IPs can change only while it is Available or InUse`,
  ]);
});

it("refuses a service-managed ENI", () => {
  expect(problemsIn({ eni: { serviceManaged: true } })).toEqual([
    "it is managed by another cloud service, which alone may change its addresses; declare another ENI, or use that service",
  ]);
});

it("refuses the primary address", () => {
  expect(problemsIn({ desired: ["10.0.0.20"] })).toEqual([
    "10.0.0.20 is its primary address, which it holds anyway; remove it from privateIpAddresses",
  ]);
});

describe("with adopt: false", () => {
  const there = { eni: { privateIpAddresses: ["10.0.0.101", "10.0.0.102"] }, adopt: false };
  const desired = ["10.0.0.101", "10.0.0.102"];

  it.each(["create", "update"] as const)(
    "refuses to %s over declared addresses that are there",
    (operation) => {
      expect(problemsIn({ ...there, operation, desired, owned: ["10.0.0.102"] })).toEqual([
        "it already holds 10.0.0.101, which the code declares with adopt: false; " +
          "remove what is not this resource's from privateIpAddresses, or set adopt: true to take it over; " +
          "if another resource of this stack gives it up, or an `up` was killed after it had assigned it, adopt: true for one `up` is the way",
      ]);
    },
  );

  it("has nothing against those that it owns, nor, once it has begun, against those that it may have assigned", () => {
    expect(problemsIn({ ...there, desired, owned: desired })).toEqual([]);
    expect(problemsIn({ ...there, desired, hasBegun: true })).toEqual([]);
  });
});

it("refuses to create over addresses that the code does not declare", () => {
  expect(
    problemsIn({
      desired: ["10.0.0.101"],
      eni: { privateIpAddresses: ["10.0.0.99", "10.0.0.98", "10.0.0.101"] },
    }),
  ).toEqual([
    "it already holds 10.0.0.98, 10.0.0.99, which the code does not declare; " +
      'declare them in privateIpAddresses to adopt them, or set ownership: "additive" to leave them alone; ' +
      "if a resource of this stack was renamed here, rename it first, with `aliases` or in an `up` of its own, and change its list afterwards",
  ]);
});

it("refuses to create over a single one too", () => {
  expect(problemsIn({ eni: { privateIpAddresses: ["10.0.0.99"] } })).toEqual([
    expect.stringMatching(/^it already holds 10\.0\.0\.99, which the code does not declare; /),
  ]);
});

it("does not leave a creation half done because of an address that comes while it is under way", () => {
  expect(problemsIn({ hasBegun: true, eni: { privateIpAddresses: ["10.0.0.99"] } })).toEqual([]);
});

it("lets addresses that the code does not declare be, when additive or when they came after the creation", () => {
  const eni = { privateIpAddresses: ["10.0.0.99"] };
  expect(problemsIn({ ownership: "additive", eni })).toEqual([]);
  expect(problemsIn({ operation: "update", eni })).toEqual([]);
});

const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `10.0.1.${i + 1}`);

it("refuses more than 49 secondary addresses on an ENI that is not attached, foreign ones counted", () => {
  const problem =
    "it would hold 50 secondary private IPs, but an ENI that is not attached to an instance holds at most 49; declare fewer addresses";
  expect(problemsIn({ desired: many(50), eni: { status: "Available" } })).toEqual([problem]);
  const eni = { status: "Available", privateIpAddresses: ["10.0.0.99"] };
  expect(problemsIn({ desired: many(49), ownership: "additive", eni })).toEqual([problem]);
  expect(problemsIn({ desired: many(49), eni: { status: "Available" } })).toEqual([]);
});

it("counts what is kept, adopted, assigned and foreign", () => {
  const situation = (foreign: number): Situation => ({
    operation: "update",
    desired: many(40),
    owned: many(10),
    eni: { status: "Available", privateIpAddresses: [...many(20), ...addresses(foreign)] },
  });
  expect(problemsIn(situation(9))).toEqual([]);
  expect(problemsIn(situation(10))).toEqual([
    expect.stringMatching(/^it would hold 50 secondary private IPs/),
  ]);
});

it("leaves it to the cloud how many an attached ENI can hold", () => {
  expect(problemsIn({ desired: many(50) })).toEqual([]);
});

it("does not count addresses that the same change unassigns", () => {
  const owned = ["10.0.0.99"];
  expect(
    problemsIn({
      operation: "update",
      desired: many(49),
      owned,
      eni: { status: "Available", privateIpAddresses: owned },
    }),
  ).toEqual([]);
});

it("looks only at the ENI itself before a delete", () => {
  const eni = { privateIpAddresses: ["10.0.0.99"] };
  expect(problemsIn({ operation: "delete", desired: ["10.0.0.20"], eni })).toEqual([]);
  expect(problemsIn({ operation: "delete", eni: { serviceManaged: true } })).toHaveLength(1);
});

describe("an ENI that Kubernetes manages", () => {
  const eni = { tags: { creator: "terway" } };

  it("is refused under exclusive ownership, with the reason", () => {
    expect(problemsIn({ eni })).toEqual([
      'it is tagged creator: terway, so Kubernetes assigns and unassigns addresses of pods there; set ownership: "additive", which leaves them alone',
    ]);
  });

  it("is taken under additive ownership, and let go by a delete", () => {
    expect(problemsIn({ eni, ownership: "additive" })).toEqual([]);
    expect(problemsIn({ eni, operation: "delete" })).toEqual([]);
    expect(problemsIn({ eni: { tags: { creator: "somebody" } } })).toEqual([]);
  });
});

describe("maxUnassign", () => {
  const owned = ["10.0.0.101", "10.0.0.102", "10.0.0.103"];
  const eni = { privateIpAddresses: ["10.0.0.101", "10.0.0.102"] };
  const update = { operation: "update", owned, eni } as const;

  it("refuses a change that would unassign more, those that are not seen included", () => {
    expect(problemsIn({ ...update, maxUnassign: 2 })).toEqual([
      "3 addresses would be unassigned (10.0.0.101, 10.0.0.102, 10.0.0.103), and maxUnassign allows 2; " +
        "declare what shall stay, or raise maxUnassign if this is meant",
    ]);
    expect(problemsIn({ ...update, maxUnassign: 3 })).toEqual([]);
    expect(problemsIn(update)).toEqual([]);
  });

  it("allows none with 0", () => {
    const one = { ...update, desired: owned.slice(1), maxUnassign: 0 };
    expect(problemsIn(one)).toEqual([
      expect.stringMatching(/^1 address would be unassigned \(10\.0\.0\.101\)/),
    ]);
    expect(problemsIn({ ...update, desired: owned, maxUnassign: 0 })).toEqual([]);
  });

  it("counts what the change has unassigned before this round", () => {
    const last = { ...update, desired: owned.slice(1), unassigned: ["10.0.0.110"] };
    expect(problemsIn({ ...last, maxUnassign: 1 })).toHaveLength(1);
    expect(problemsIn({ ...last, maxUnassign: 2 })).toEqual([]);
  });
});

describe("an elastic IP", () => {
  const eip = { publicIpAddress: "203.0.113.5", allocationId: "eip-a" };
  const eni = { privateIpAddresses: ["10.0.0.101", "10.0.0.102"], elasticIps: { "10.0.0.102": eip } };
  const update = { operation: "update", owned: ["10.0.0.101", "10.0.0.102"], eni } as const;

  it("keeps its address from going, and is named", () => {
    expect(problemsIn(update)).toEqual([
      "10.0.0.102 would be unassigned, and the elastic IP 203.0.113.5 (eip-a) is bound to it; " +
        "unbind it first, or set allowUnassignWithEip: true",
    ]);
    expect(problemsIn({ ...update, operation: "delete" })).toEqual([
      expect.stringMatching(/allowUnassignWithEip: true and run `pulumi up` before this$/),
    ]);
  });

  it("is named by its address alone where the cloud tells no id", () => {
    const elasticIps = { "10.0.0.102": { ...eip, allocationId: "" } };
    expect(problemsIn({ ...update, eni: { ...eni, elasticIps } })).toEqual([
      expect.stringContaining("the elastic IP 203.0.113.5 is bound to it"),
    ]);
  });

  it("lets its address go with allowUnassignWithEip, and every other one without", () => {
    expect(problemsIn({ ...update, allowUnassignWithEip: true })).toEqual([]);
    expect(problemsIn({ ...update, desired: ["10.0.0.102"] })).toEqual([]);
  });

  it("is told together with whatever else stands against the change", () => {
    const both = problemsIn({ ...update, maxUnassign: 1, eni: { ...eni, serviceManaged: true } });
    expect(both).toHaveLength(3);
  });
});

describe("addresses of one ENI that are to be on another one", () => {
  const from = { vpcId: "vpc-demo", vSwitchId: "vsw-demo" };
  const to = { vpcId: "vpc-demo", vSwitchId: "vsw-spare" };

  it("are refused where that one is in another vSwitch of the same VPC", () => {
    const rest =
      "of vSwitch vsw-demo, and it is in vsw-spare of the same VPC; declare addresses of vsw-spare";
    expect(vSwitchProblems(["10.0.0.101"], from, to)).toEqual([`10.0.0.101 is ${rest}`]);
    expect(vSwitchProblems(addresses(2), from, to)).toEqual([`10.0.0.101, 10.0.0.102 are ${rest}`]);
  });

  it("may be there in the same vSwitch, or in another VPC, whose ranges may overlap; and none may be anywhere", () => {
    expect(vSwitchProblems(addresses(2), from, from)).toEqual([]);
    expect(vSwitchProblems(addresses(2), from, { ...to, vpcId: "vpc-other" })).toEqual([]);
    expect(vSwitchProblems([], from, to)).toEqual([]);
  });
});
