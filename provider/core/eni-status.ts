/** Whether the addresses of an ENI in this status can change. */
export function isChangeable(status: string): boolean {
  return status === "Available" || status === "InUse";
}

/** Whether the status passes by itself: a change waits for that, also where it has nothing to send, and is not refused. */
export function isTransitional(status: string): boolean {
  return status === "Attaching" || status === "Detaching";
}

/** What the status comes to by itself, as far as changes of addresses are concerned. */
export function onceSettled(status: string): string {
  return isTransitional(status) ? "InUse" : status;
}

/** As a clause that can follow "ENI eni-x: ". */
export function statusProblem(status: string): string {
  return `it is in status ${status}; its secondary private IPs can change only while it is Available or InUse`;
}
