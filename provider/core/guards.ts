import { inNumericOrder } from "./address";
import { isChangeable, statusProblem } from "./eni-status";
import { MAX_SECONDARIES_WHEN_AVAILABLE } from "./limits";
import type { InputSet, NetworkInterface, Ownership } from "./model";
import type { Plan } from "./plan";
import { list, them } from "./report";

/** How much a change may unassign. */
export interface UnassignLimits {
  /** How many addresses at most; undefined for any number. */
  readonly maxUnassign: number | undefined;
  /** Whether addresses may go that an elastic IP is bound to. */
  readonly allowUnassignWithEip: boolean;
}

/** What a change is about, as far as the guards need to know it. */
export interface Guarded extends UnassignLimits {
  readonly operation: "create" | "update" | "delete";
  readonly desired: InputSet;
  readonly ownership: Ownership;
  /** Whether declared addresses that are on the ENI already may become this resource's. */
  readonly adopt: boolean;
  /** Whether this change has sent anything yet. */
  readonly hasBegun: boolean;
  /** What it has unassigned so far. */
  readonly unassigned: readonly string[];
}

/** How terway, the network plugin of Alibaba Cloud's Kubernetes, tags its ENIs. Source: its
 * own look for them, by `creator=terway` (github.com/AliyunContainerService/terway, factory/aliyun). */
const isOfTerway = ({ tags }: NetworkInterface): boolean => tags["creator"] === "terway";

/**
 * What stands against a plan, in every round of a change; empty when nothing does.
 * Each is a clause that can follow "ENI eni-x: ".
 */
export function problemsBefore(guarded: Guarded, actual: NetworkInterface, plan: Plan): string[] {
  const { operation, ownership, adopt, hasBegun } = guarded;
  const problems = [...problemsOf(guarded, actual), ...unassignProblems(guarded, actual, plan)];
  if (operation === "delete") return problems;

  // after the first write, what is there may be what it assigned
  if (!adopt && plan.adopt.length > 0 && !hasBegun) {
    problems.push(adoptProblem(plan.adopt));
  }
  // who comes while a create is under way is told by the next refresh, and is no reason to leave it half done
  if (operation === "create" && ownership === "exclusive" && plan.foreign.length > 0 && !hasBegun) {
    problems.push(
      `it already holds ${list(plan.foreign)}, which the code does not declare; ` +
        `declare ${them(plan.foreign)} in privateIpAddresses to adopt ${them(plan.foreign)}, or set ownership: "additive" to leave ${them(plan.foreign)} alone; ` +
        "if a resource of this stack was renamed here, rename it first, with `aliases` or in an `up` of its own, and change its list afterwards",
    );
  }
  return [...problems, ...roomProblems(actual, plan)];
}

/**
 * What stands against as many addresses as a plan comes to, by the limit of an ENI that is attached to no instance.
 * Each is a clause that can follow "ENI eni-x: ".
 */
export function roomProblems({ status }: NetworkInterface, { keep, adopt, assign, foreign }: Plan): string[] {
  const total = [keep, adopt, assign, foreign].flat().length;
  if (status !== "Available" || total <= MAX_SECONDARIES_WHEN_AVAILABLE) return [];
  return [
    `it would hold ${total} secondary private IPs, but an ENI that is not attached to an instance ` +
      `holds at most ${MAX_SECONDARIES_WHEN_AVAILABLE}; declare fewer addresses`,
  ];
}

/**
 * What stands against any change of the ENI, whatever else happens in the same run: it lies in what the ENI is.
 * Each is a clause that can follow "ENI eni-x: ".
 */
export function problemsOf(
  { operation, desired, ownership }: Pick<Guarded, "operation" | "desired" | "ownership">,
  actual: NetworkInterface,
): string[] {
  const { primaryPrivateIpAddress: primary, status } = actual;
  const problems: string[] = [];
  if (!isChangeable(status)) problems.push(statusProblem(status));
  if (actual.serviceManaged) {
    problems.push(
      "it is managed by another cloud service, which alone may change its addresses; declare another ENI, or use that service",
    );
  }
  if (operation === "delete") return problems;
  if (ownership === "exclusive" && isOfTerway(actual)) {
    problems.push(
      'it is tagged creator: terway, so Kubernetes assigns and unassigns addresses of pods there; set ownership: "additive", which leaves ' +
        "them alone",
    );
  }
  if (primary in desired) {
    problems.push(
      `${primary} is its primary address, which it holds anyway; remove it from privateIpAddresses`,
    );
  }
  return problems;
}

/**
 * What stands against addresses of one ENI that are to be on another one: the ranges of a VPC's vSwitches do not overlap.
 * Source: https://www.alibabacloud.com/help/en/virtual-private-cloud/latest/work-with-vswitches
 * Each is a clause that can follow "ENI eni-x: ", where that is the other one.
 */
export function vSwitchProblems(
  addresses: readonly string[],
  from: Pick<NetworkInterface, "vSwitchId" | "vpcId">,
  to: Pick<NetworkInterface, "vSwitchId" | "vpcId">,
): string[] {
  if (addresses.length === 0 || from.vpcId !== to.vpcId || from.vSwitchId === to.vSwitchId) return [];
  return [
    `${list(addresses)} ${addresses.length === 1 ? "is" : "are"} of vSwitch ${from.vSwitchId}, and it is in ${to.vSwitchId} of the same VPC; ` +
      `declare addresses of ${to.vSwitchId}`,
  ];
}

/** What stands against declared addresses that are on the ENI already. */
export function adoptProblem(addresses: readonly string[]): string {
  return (
    `it already holds ${list(addresses)}, which the code declares with adopt: false; ` +
    "remove what is not this resource's from privateIpAddresses, or set adopt: true to take it over; " +
    "if another resource of this stack gives it up, or an `up` was killed after it had assigned it, adopt: true for one `up` is the way"
  );
}

/** What stands against the addresses that would go. Each is a clause that can follow "ENI eni-x: ". */
export function unassignProblems(
  {
    operation,
    maxUnassign,
    allowUnassignWithEip,
    unassigned,
  }: Pick<Guarded, "operation" | "unassigned" | keyof UnassignLimits>,
  { elasticIps }: NetworkInterface,
  plan: Pick<Plan, "unassign" | "unassignUnseen">,
): string[] {
  const going = inNumericOrder(new Set([...unassigned, ...plan.unassign, ...plan.unassignUnseen]));
  const problems: string[] = [];
  if (maxUnassign !== undefined && going.length > maxUnassign) {
    problems.push(
      `${going.length} ${going.length === 1 ? "address" : "addresses"} would be unassigned (${list(going)}), and maxUnassign allows ${maxUnassign}; ` +
        "declare what shall stay, or raise maxUnassign if this is meant",
    );
  }
  if (allowUnassignWithEip) return problems;
  const way =
    "unbind it first, or set allowUnassignWithEip: true" +
    (operation === "delete" ? " and run `pulumi up` before this" : "");
  for (const address of plan.unassign) {
    const eip = elasticIps[address];
    if (eip === undefined) continue;
    const id = eip.allocationId === "" ? "" : ` (${eip.allocationId})`;
    problems.push(
      `${address} would be unassigned, and the elastic IP ${eip.publicIpAddress}${id} is bound to it; ${way}`,
    );
  }
  return problems;
}
