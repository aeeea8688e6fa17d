// Which addresses a preview of the real engine shows to go.

interface Shown {
  readonly id: string;
  readonly inputs?: { readonly privateIpAddresses?: Readonly<Record<string, unknown>> };
  readonly retainOnDelete?: boolean;
}

/** What `preview --json --show-replacement-steps` prints. */
interface Digest {
  readonly steps?: readonly {
    readonly op: string;
    readonly urn: string;
    readonly oldState?: Shown;
    readonly newState?: Shown;
  }[];
}

const addressesOf = ({ inputs }: Shown): string[] => Object.keys(inputs?.privateIpAddresses ?? {});

/** As `eni address`. */
export function shownIn(json: string): string[] {
  const { steps = [] } = JSON.parse(json) as Digest;
  return steps.flatMap(({ op, urn, oldState, newState }) => {
    if (!urn.includes("SecondaryPrivateIps") || oldState === undefined) return [];
    const before = addressesOf(oldState).map((address) => `${oldState.id} ${address}`);
    if (op === "update" && newState !== undefined) {
      const remaining = addressesOf(newState).map((address) => `${oldState.id} ${address}`);
      return before.filter((one) => !remaining.includes(one));
    }
    // not by `replace`, which is there for what was deleted before as well
    const goes = oldState.retainOnDelete !== true && ["delete", "delete-replaced"].includes(op);
    return goes ? before : [];
  });
}
