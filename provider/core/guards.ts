import { isChangeable, statusProblem } from "./eni-status";
import { MAX_SECONDARIES_WHEN_AVAILABLE } from "./limits";
import type { InputSet, NetworkInterface, Ownership } from "./model";
import type { Plan } from "./plan";
import { list, them } from "./report";

/** What a change is about, as far as the guards need to know it. */
export interface Guarded {
  readonly operation: "create" | "update" | "delete";
  readonly desired: InputSet;
  readonly ownership: Ownership;
  /** Whether declared addresses that are on the ENI already may become this resource's. */
  readonly adopt: boolean;
  /** Whether this change has sent anything yet. */
  readonly hasBegun: boolean;
}

/**
 * What stands against a plan, in every round of a change; empty when nothing does.
 * Each is a clause that can follow "ENI eni-x: ".
 */
export function problemsBefore(
  { operation, desired, ownership, adopt, hasBegun }: Guarded,
  actual: NetworkInterface,
  plan: Plan,
): string[] {
  const problems: string[] = [];
  const { primaryPrivateIpAddress: primary, status } = actual;

  if (!isChangeable(status)) problems.push(statusProblem(status));
  if (actual.serviceManaged) {
    problems.push(
      "it is managed by another cloud service, which alone may change its addresses; declare another ENI, or use that service",
    );
  }
  if (operation === "delete") return problems;

  if (primary in desired) {
    problems.push(
      `${primary} is its primary address, which it holds anyway; remove it from privateIpAddresses`,
    );
  }
  // after the first write, what is there may be what it assigned
  if (!adopt && plan.adopt.length > 0 && !hasBegun) {
    problems.push(
      `it already holds ${list(plan.adopt)}, which the code declares with adopt: false; ` +
        "remove what is not this resource's from privateIpAddresses, or set adopt: true to take it over; " +
        "if another resource of this stack gives it up, or an `up` was killed after it had assigned it, adopt: true for one `up` is the way",
    );
  }
  // who comes while a create is under way is told by the next refresh, and is no reason to leave it half done
  if (operation === "create" && ownership === "exclusive" && plan.foreign.length > 0 && !hasBegun) {
    problems.push(
      `it already holds ${list(plan.foreign)}, which the code does not declare; ` +
        `declare ${them(plan.foreign)} in privateIpAddresses to adopt ${them(plan.foreign)}, or set ownership: "additive" to leave ${them(plan.foreign)} alone; ` +
        "if a resource of this stack was renamed here, rename it first, with `aliases` or in an `up` of its own, and change its list afterwards",
    );
  }
  const total = plan.keep.length + plan.adopt.length + plan.assign.length + plan.foreign.length;
  if (status === "Available" && total > MAX_SECONDARIES_WHEN_AVAILABLE) {
    problems.push(
      `it would hold ${total} secondary private IPs, but an ENI that is not attached to an instance ` +
        `holds at most ${MAX_SECONDARIES_WHEN_AVAILABLE}; declare fewer addresses`,
    );
  }
  return problems;
}
