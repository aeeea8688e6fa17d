/**
 * How far it came with an address, from the least to the most that is known:
 * `planned`, not sent; `refused`, or not answered yet; `unknown`, since the reply was lost or a 5xx; `done`.
 */
export type Progress = "planned" | "refused" | "unknown" | "done";

const order: readonly Progress[] = ["planned", "refused", "unknown", "done"];

/** What a change of one ENI has sent over all of its rounds, address by address. */
export interface Journal {
  readonly assign: Map<string, Progress>;
  /** `done` also where the cloud said that the address is not assigned. */
  readonly unassign: Map<string, Progress>;
  /** Of those, what no look had shown, and no call whose reply was lost can have unassigned: it was not there. */
  readonly absent: Set<string>;
}

export function startJournal(): Journal {
  return { assign: new Map(), unassign: new Map(), absent: new Set() };
}

/** Notes the progress of addresses; what is known already is never taken back. */
export function note(entries: Map<string, Progress>, addresses: readonly string[], progress: Progress): void {
  for (const address of addresses) {
    const before = entries.get(address);
    if (before === undefined || order.indexOf(before) < order.indexOf(progress))
      entries.set(address, progress);
  }
}

/** The addresses that came at least that far. */
export function atLeast(entries: ReadonlyMap<string, Progress>, progress: Progress): string[] {
  return [...entries].filter(([, own]) => order.indexOf(own) >= order.indexOf(progress)).map(([a]) => a);
}

/** Whether anything was sent, whatever came of it. */
export function hasSent({ assign, unassign }: Journal): boolean {
  return atLeast(assign, "refused").length + atLeast(unassign, "refused").length > 0;
}
