import type { SimulatedCloud } from "./cloud";
import type { Result, SimulatedEngine } from "./engine";
import { act, type Outsider } from "./outsider";
import { type Check, type Note, noteReached } from "./reached";
import { heldIn, isForeign, ownedBy } from "./readings";

// In what state and cloud may differ for a while, and why. Addresses are told as `eni address`.

/** What came of an `up`. */
interface Done {
  readonly result: Result;
  /** What it left behind because of `retainOnDelete`. */
  readonly retained: readonly string[];
  /** What the program declares. */
  readonly wanted: readonly string[];
  readonly unassigned: readonly string[];
  readonly mayBeLost: (one: string) => boolean;
  /** Whether it succeeded, and left nothing out. */
  readonly isWhole: boolean;
}

export interface Doubts {
  /** Somebody else does something. */
  readonly letAct: (outsider: Outsider) => void;
  /** Notes what this `up` has left. */
  readonly remember: (done: Done) => void;
  /** Of what a refresh finds out. */
  readonly forgetDrift: () => void;
  readonly mayHaveNoOwner: (one: string) => boolean;
  readonly mayBeMissing: (one: string) => boolean;
  /** Whether nothing is left of outsiders and kills that an `up` could stumble over. */
  readonly isUndisturbed: () => boolean;
  /** Whether something is left that no resource owns any more. */
  readonly hasAbandoned: () => boolean;
  /** Whether state may differ from the cloud. */
  readonly needsRefresh: () => boolean;
}

const keepOnly = (names: Set<string>, isToKeep: (name: string) => boolean): void => {
  for (const name of names) if (!isToKeep(name)) names.delete(name);
};

export function doubtsAbout(cloud: SimulatedCloud, engine: SimulatedEngine, note: Note): Doubts {
  /** What processes that were killed had assigned or taken over, and what others have assigned: nobody owns it, unless it is in the code again. */
  const orphans = new Set<string>();
  /** ENIs of which state may differ from the cloud because of others, which a refresh finds out. */
  const drifted = new Set<string>();
  /** What others have taken from an ENI since the last refresh. */
  const taken = new Set<string>();
  /** What a resource has in state that an `up` unassigned, and which that one could not record: a refresh finds that out. */
  const lost = new Set<string>();
  /** What no resource owns any more, because of `retainOnDelete`. */
  const abandoned = new Set<string>();

  function letAct(outsider: Outsider): void {
    drifted.add(outsider.id);
    const before = heldIn(cloud);
    act(outsider, cloud);
    const held = heldIn(cloud);
    before.filter((one) => !held.includes(one)).forEach((one) => taken.add(one));
    const assigned = held.filter((one) => !isForeign(one) && !before.includes(one));
    assigned.forEach((one) => orphans.add(one));
  }

  function remember({ result, retained, wanted, unassigned, mayBeLost, isWhole }: Done): void {
    const [stillOwned, held] = [ownedBy(engine), heldIn(cloud)];
    retained.filter((one) => !stillOwned.includes(one)).forEach((one) => abandoned.add(one));
    // what came about before, and no change has looked at, only a refresh finds out
    const hasLooked = (_: unknown, name: string): boolean =>
      result.called.some((hook) => hook === `update ${name}` || hook === `create ${name}`);
    const looked = ownedBy(engine, hasLooked);
    if (isWhole) keepOnly(lost, (one) => !looked.includes(one) && !unassigned.includes(one));
    else unassigned.filter(mayBeLost).forEach((one) => lost.add(one));
    if (result.killed) wanted.forEach((one) => orphans.add(one));
    keepOnly(lost, (one) => stillOwned.includes(one) && !held.includes(one));
    keepOnly(taken, (one) => !held.includes(one));
    for (const names of [orphans, abandoned])
      keepOnly(names, (one) => held.includes(one) && !stillOwned.includes(one));
  }

  const excuses = (why: Check, names: ReadonlySet<string>, one: string): boolean => {
    noteReached(note, { [why]: names.has(one) });
    return names.has(one);
  };

  return {
    ...{ letAct, remember },
    forgetDrift: () => {
      for (const names of [drifted, taken, lost]) names.clear();
    },
    mayHaveNoOwner: (one) => excuses("abandoned", abandoned, one) || excuses("an orphan", orphans, one),
    mayBeMissing: (one) => excuses("lost", lost, one) || excuses("taken", taken, one),
    isUndisturbed: () => drifted.size + orphans.size === 0,
    hasAbandoned: () => abandoned.size > 0,
    needsRefresh: () => drifted.size + lost.size + orphans.size + abandoned.size > 0,
  };
}
