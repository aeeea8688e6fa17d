// What a run that was killed leaves in its checkpoint besides resources.

/**
 * What was under way, as `creating name`: Pulumi's `pending_operations`. A name may be there more than once.
 */
export type Pending = string[];

interface Marks {
  /** Marks it for as long as the work takes, whatever comes of it. */
  readonly during: <T>(operation: string, work: () => Promise<T>) => Promise<T>;
  /** Writes the checkpoint. */
  readonly write: () => void;
}

/** As one run writes it: Pulumi drops what was there before, but for what may have been created, which it leaves to the user. */
export function marksOf(pending: Pending, isAlive: () => boolean): Marks {
  const carried = pending.filter((one) => one.startsWith("creating "));
  const underWay: string[] = [];
  const write = (): void => {
    if (isAlive()) pending.splice(0, pending.length, ...underWay, ...carried);
  };
  return {
    write,
    during: async (operation, work) => {
      underWay.push(operation);
      write();
      try {
        return await work();
      } finally {
        underWay.splice(underWay.indexOf(operation), 1);
        write();
      }
    },
  };
}
