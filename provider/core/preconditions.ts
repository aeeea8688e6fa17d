import { MAX_SECONDARIES_WHEN_AVAILABLE } from "./limits";
import type { Inputs, NetworkInterface } from "./model";
import type { Plan } from "./plan";
import { list } from "./report";

/** Whether the addresses of an ENI in this status can change. */
export function isChangeable(status: string): boolean {
  return status === "Available" || status === "InUse";
}

/** Statuses that pass by themselves; they are waited out before anything else. */
export function isTransitional(status: string): boolean {
  return status === "Attaching" || status === "Detaching";
}

export function statusProblem(status: string): string {
  return `it is in status ${status}; its secondary private IPs can change only while it is Available or InUse`;
}

/**
 * What stands against a change, before anything is written; empty when nothing does.
 * Each is a clause that can follow "ENI eni-x: ".
 */
export function problemsBefore(
  operation: "create" | "update" | "delete",
  inputs: Inputs,
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

  if (primary in inputs.privateIpAddresses) {
    problems.push(
      `${primary} is its primary address, which it holds anyway; remove it from privateIpAddresses`,
    );
  }
  if (operation === "create" && inputs.ownership === "exclusive" && plan.foreign.length > 0) {
    problems.push(
      `it already holds ${list(plan.foreign)}, which the code does not declare; ` +
        'declare them in privateIpAddresses to adopt them, or set ownership: "additive" to leave them alone',
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
