import { onceSettled } from "./eni-status";
import { heldElsewhere, misplacement } from "./explain";
import { problemsBefore, roomProblems, unassignProblems, type UnassignLimits } from "./guards";
import { markAll, type NetworkInterface, type Ownership } from "./model";
import { type Plan, planChanges } from "./plan";
import { list, them } from "./report";

/** What a resource of the program declares, as far as a preflight needs it. */
export interface Declared extends UnassignLimits {
  readonly networkInterfaceId: string;
  readonly privateIpAddresses: readonly string[];
  readonly ownership: Ownership;
}

/** What was read of the cloud for all resources of a region together. */
export interface Survey {
  readonly regionId: string;
  /** The ENIs that are there, by id. */
  readonly enis: ReadonlyMap<string, NetworkInterface>;
  /** Of which ENIs that is not known, and why. */
  readonly unread: ReadonlyMap<string, string>;
  /** By vSwitch, as far as they could be read. */
  readonly cidrBlocks: ReadonlyMap<string, string>;
  /** Who holds an address: by vSwitch and address, the id of an ENI. */
  readonly holders: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By instance, its type and how many secondary addresses each of its ENIs holds, as far as that could be read. */
  readonly capacities: ReadonlyMap<string, Capacity>;
}

export interface Capacity {
  readonly instanceType: string;
  readonly secondaries: number;
}

/**
 * What an update would do, by what a preview can know without state: none of what the ENI holds is owned. What the code does not declare
 * is foreign in it, then, though some of it may be in state, and go.
 */
export function planOf(own: Declared, eni: NetworkInterface): Plan {
  return planChanges(
    {
      desired: markAll(own.privateIpAddresses, "declared"),
      recorded: {},
      isJustUnassigned: () => false,
      isClaimed: () => false,
      unassignsForeign: false,
    },
    eni,
  );
}

/** What there is to say of a resource; each is a clause that can follow "ENI eni-x: ". */
export interface Findings {
  /** What `up` would be refused for. */
  readonly problems: readonly string[];
  /** What should not surprise anybody. It may be what the change is for, so that it is no reason to fail. */
  readonly notes: readonly string[];
}

export function findingsOf(own: Declared, program: readonly Declared[], survey: Survey): Findings {
  const why = survey.unread.get(own.networkInterfaceId);
  // for want of advice nothing shall fail
  if (why !== undefined) return { problems: [], notes: [`it was skipped: ${why.replace(/\.$/, "")}`] };
  const eni = survey.enis.get(own.networkInterfaceId);
  if (eni === undefined) {
    const missing = `it was not found in region ${survey.regionId}; check networkInterfaceId and regionId`;
    return { problems: [missing], notes: [] };
  }

  const plan = planOf(own, eni);
  const there = program.filter(({ networkInterfaceId }) => networkInterfaceId === own.networkInterfaceId);
  const claimed = new Set(there.flatMap(({ privateIpAddresses }) => privateIpAddresses));
  const undeclared = plan.foreign.filter((address) => !claimed.has(address));
  // what may go is no reason to fail, neither because it goes nor because it stays
  const certain = { ...plan, foreign: plan.foreign.filter((address) => claimed.has(address)) };
  const guarded = { ...own, operation: "update", adopt: true, hasBegun: false, unassigned: [] } as const;
  const desired = markAll(own.privateIpAddresses, "declared");
  // a status that passes is waited for
  const settled = { ...eni, status: onceSettled(eni.status) };
  const problems = [
    ...problemsBefore({ ...guarded, desired }, settled, certain),
    ...plan.assign.flatMap((address) => placeProblems(address, own, program, eni, survey)),
    ...capacityProblems(certain, eni, survey),
  ];
  const fullness = (held: Plan): readonly string[] => [
    ...roomProblems(settled, held),
    ...capacityProblems(held, eni, survey),
  ];
  const goes = own.ownership === "exclusive" ? undeclared : [];
  const notes = [
    ...undeclaredNotes(goes),
    ...unassignProblems(guarded, eni, { unassign: goes, unassignUnseen: [] }).map(ifInState),
    // it is a problem already where what is certain is too many
    ...(fullness(certain).length > 0 ? [] : fullness(plan).map((problem) => ifTheyStay(undeclared, problem))),
  ];
  return { problems, notes };
}

function placeProblems(
  address: string,
  own: Declared,
  program: readonly Declared[],
  { vSwitchId }: NetworkInterface,
  { enis, cidrBlocks, holders }: Survey,
): string[] {
  const cidrBlock = cidrBlocks.get(vSwitchId);
  const misplaced = cidrBlock === undefined ? undefined : misplacement(address, cidrBlock, vSwitchId);
  if (misplaced !== undefined) return [`${misplaced}; declare usable addresses of the ENI's vSwitch`];

  const holder = holders.get(vSwitchId)?.get(address);
  if (holder === undefined || holder === own.networkInterfaceId) return [];
  // of the ENIs of the program, the only ones that are read as such
  if (enis.get(holder)?.primaryPrivateIpAddress === address)
    return [
      `${address} is the primary address of ENI ${holder}, which it holds as long as it is there; declare another address`,
    ];
  const there = program.filter(({ networkInterfaceId }) => networkInterfaceId === holder);
  const isDeclaredThere = there.some(({ privateIpAddresses }) => privateIpAddresses.includes(address));
  // what this program gives up there, `up` moves
  if (there.length > 0 && !isDeclaredThere) return [];
  const { what, remedy } = heldElsewhere(address, { networkInterfaceId: holder, isDeclaredThere });
  // which only the state knows
  const unless =
    there.length > 0
      ? ""
      : "; if this resource moves here from that ENI, `up` takes it along: set preflight: true for that";
  return [`${what}; ${remedy}${unless}`];
}

/** Of an ENI that is attached; the limit of one that is not is among the guards. */
function capacityProblems(
  plan: Plan,
  { instanceId = "" }: NetworkInterface,
  { capacities }: Survey,
): string[] {
  const capacity = capacities.get(instanceId);
  const { keep, adopt, assign, leave, foreign } = plan;
  const total = [keep, adopt, assign, leave, foreign].flat().length;
  if (capacity === undefined || assign.length === 0 || total <= capacity.secondaries) return [];
  return [
    `it would hold ${total} secondary private IPs, but an ENI of instance type ${capacity.instanceType} (${instanceId}) ` +
      `holds at most ${capacity.secondaries}; declare fewer addresses, or use a larger instance type`,
  ];
}

/** Whether they are in state, a preflight does not know. */
function undeclaredNotes(addresses: readonly string[]): string[] {
  if (addresses.length === 0) return [];
  const inState = addresses.length === 1 ? "it if it is in state" : "those that are in state";
  return [
    `it holds ${list(addresses)}, which the code does not declare; \`up\` unassigns ${inState}, which a preflight cannot tell, ` +
      `and otherwise leaves ${them(addresses)} or, where it creates the resource, refuses`,
  ];
}

const ifInState = (problem: string): string => `if in state, ${problem}`;

function ifTheyStay(addresses: readonly string[], problem: string): string {
  const stays = addresses.length === 1 ? "stays, which goes only if" : "stay, which go only if";
  return `if ${list(addresses)} ${stays} in state, ${problem}`;
}
