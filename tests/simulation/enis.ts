import { noSuchEni, sdkError } from "./reply";

// The ENIs of the simulated cloud: what they hold, and what looks show of that.

/** How long a call takes, in milliseconds. */
export const LATENCY_MS = 80;
/** For which an ENI is neither attached nor detached, and an instance neither stopped nor running. In milliseconds. */
export const TRANSITION_MS = 3_000;

/** The primary address of each ENI, by its place among the ids: of the same range as those that programs declare. */
export const primaryOf = (i: number): string => `10.0.${200 + Math.floor(i / 200)}.${50 + (i % 200)}`;

/** An ENI as a look shows it. */
export interface ShownEni {
  readonly id: string;
  readonly status: string;
  readonly primary: string;
  readonly addresses: readonly string[];
}

export interface Enis {
  readonly held: (id: string) => readonly string[];
  /** Somebody else assigns or unassigns. */
  readonly put: (id: string, addresses: readonly string[]) => void;
  /** Somebody else attaches it to an instance or detaches it, which takes a moment. */
  readonly toggle: (id: string) => void;
  /** Somebody else deletes it, and with it all that it holds. */
  readonly remove: (id: string) => void;
  readonly isThere: (id: string) => boolean;
  /** Whether no ENI holds the address. */
  readonly isFree: (address: string) => boolean;
  /** What a write does. @throws what the cloud refuses it with. */
  readonly change: (write: Change) => void;
  /** What a look shows that lags behind by so many milliseconds; undefined where the ENI is not there. */
  readonly lookAt: (id: string, lag: number) => ShownEni | undefined;
}

interface Change {
  readonly action: "assign" | "unassign";
  readonly id: string;
  readonly addresses: readonly string[];
}

/** Looks lag behind the writes, but show nothing older than one before them did. */
export function aSetOfEnis(ids: readonly string[]): Enis {
  const versions = new Map(ids.map((id) => [id, [{ at: -Infinity, addresses: [] as readonly string[] }]]));
  const shown = new Map<string, number>();
  const attached = new Map(ids.map((id) => [id, { isAttached: true, since: -Infinity }]));
  /** ENIs that a write is under way on: the cloud refuses a second task. */
  const busy = new Set<string>();
  const versionsOf = (id: string) => versions.get(id) ?? [];
  const held = (id: string): readonly string[] => versionsOf(id).at(-1)?.addresses ?? [];
  const put = (id: string, addresses: readonly string[]): void =>
    void versionsOf(id).push({ at: performance.now(), addresses });
  const primaries = new Map(ids.map((id, i) => [id, primaryOf(i)]));
  const holderOf = (address: string): string | undefined =>
    ids.find((id) => held(id).includes(address) || (attached.has(id) && primaries.get(id) === address));

  const statusOf = (id: string): string | undefined => {
    const { isAttached, since } = attached.get(id) ?? {};
    if (isAttached === undefined || since === undefined) return undefined;
    const isOver = performance.now() >= since + TRANSITION_MS;
    if (isAttached) return isOver ? "InUse" : "Attaching";
    return isOver ? "Available" : "Detaching";
  };

  /** What a write does. @throws what the cloud refuses it with. */
  function change({ action, id, addresses }: Change): void {
    const status = statusOf(id);
    if (status === undefined) throw noSuchEni(id);
    if (status.endsWith("ing")) throw sdkError(400, "InvalidOperation.InvalidEniState", `It is ${status}.`);
    if (busy.has(id)) throw sdkError(400, "Operation.Conflict", `Another task is under way on ${id}.`);
    busy.add(id);
    setTimeout(() => busy.delete(id), LATENCY_MS / 2);
    const wrong = addresses.find((address) =>
      action === "assign" ? holderOf(address) !== undefined : !held(id).includes(address),
    );
    if (wrong !== undefined) {
      const code = action === "assign" ? "InvalidIp.IpAssigned" : "InvalidIp.IpUnassigned";
      throw sdkError(400, code, `The IP ${wrong} is.`);
    }
    const others = held(id).filter((address) => !addresses.includes(address));
    put(id, action === "assign" ? [...others, ...addresses] : others);
  }

  function seen(id: string, lag: number): readonly string[] {
    const all = versionsOf(id);
    const asOf = performance.now() - lag;
    const latest = all.findLastIndex(({ at }) => at <= asOf);
    const at = Math.max(shown.get(id) ?? 0, latest);
    shown.set(id, at);
    return all[at]?.addresses ?? [];
  }

  return {
    held,
    put,
    change,
    isThere: (id) => attached.has(id),
    isFree: (address) => holderOf(address) === undefined,
    toggle: (id) => {
      const isAttached = attached.get(id)?.isAttached;
      if (isAttached !== undefined) attached.set(id, { isAttached: !isAttached, since: performance.now() });
    },
    remove: (id) => {
      attached.delete(id);
      put(id, []);
    },
    lookAt: (id, lag) => {
      const status = statusOf(id);
      if (status === undefined) return undefined;
      return { id, status, primary: primaries.get(id) ?? "", addresses: seen(id, lag) };
    },
  };
}
