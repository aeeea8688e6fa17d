import fc from "fast-check";
import { isOwned } from "../../provider/core/model";
import type { State } from "../../provider/core/state";
import { createHooks } from "../../provider/runtime/hooks";
import { endable } from "../helpers/deadline";
import {
  aLaggingCloud,
  type LaggingCloud,
  type LaggingCloudOptions,
  WEATHERS,
} from "../helpers/lagging-cloud";
import { declared, type EngineError, type Hooks } from "../helpers/provider";

// a busy machine takes several times as long
jest.setTimeout(60_000);

// programs of three additive resources on one ENI, in whose code addresses come, go and change hands from one up to the
// next, under a cloud that refuses, does half of it, loses replies and lags

const NAMES = ["a", "b", "c"] as const;
const FOREIGN = "10.0.0.99";

/** What each resource of a program declares; a name that is not there is a resource that is not. */
type Program = Readonly<Record<string, readonly string[]>>;

interface Story extends Pick<LaggingCloudOptions, "weather" | "lags" | "names"> {
  readonly programs: readonly Program[];
}

const program: fc.Arbitrary<Program> = fc
  .record({
    exists: fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() }),
    // two resources never declare the same: the program refuses that
    owners: fc.array(fc.constantFrom("a", "b", "c", "nobody"), { minLength: 4, maxLength: 4 }),
  })
  .map(({ exists, owners }) =>
    Object.fromEntries(
      NAMES.filter((name) => exists[name]).map((name) => [
        name,
        owners.flatMap((owner, i) => (owner === name ? [`10.0.0.${i + 101}`] : [])),
      ]),
    ),
  );

const stories: fc.Arbitrary<Story> = fc.record({
  programs: fc.array(program, { minLength: 1, maxLength: 4 }),
  weather: fc.array(fc.constantFrom(...WEATHERS), { maxLength: 12 }),
  lags: fc.array(fc.nat(3), { maxLength: 20 }),
  names: fc.boolean(),
});

/** Does what the engine does: all checks, then what changes at the same time, then the deletions, unless something failed. */
function anEngine(cloud: LaggingCloud) {
  const hooks: Hooks = createHooks({
    env: () => ({}),
    openApi: () => Promise.resolve(cloud.api),
    pace: { initialDelay: 0, maxDelay: 0 },
    newClientToken: () => "token",
    notify: () => undefined,
  });
  const states = new Map<string, State>();

  const step = async (name: string, news: object): Promise<boolean> => {
    const olds = states.get(name);
    const work =
      olds === undefined
        ? hooks.create({ ...news }).then(({ outs }) => outs)
        : hooks.update("eni-demo", olds, { ...news }).then(({ outs }) => outs);
    try {
      states.set(name, (await work) as State);
      return true;
    } catch (error) {
      const { properties } = error as EngineError;
      if (properties !== undefined) states.set(name, properties);
      return false;
    }
  };
  const remove = async (name: string, olds: State): Promise<void> => {
    try {
      await hooks.delete("eni-demo", olds);
      states.delete(name);
    } catch {
      // Pulumi takes nothing back from a deletion that failed; its error says to run a refresh
      cloud.catchUp();
      states.set(name, (await hooks.read("eni-demo", olds)).props as State);
    }
  };
  const up = async (wanted: Program): Promise<void> => {
    await hooks.configure({ config: { get: () => undefined } } as never);
    const checked = new Map<string, object>();
    for (const [name, list] of Object.entries(wanted)) {
      const news = {
        networkInterfaceId: "eni-demo",
        regionId: "cn-hangzhou",
        ownership: "additive",
        privateIpAddresses: declared(list),
      };
      checked.set(name, (await hooks.check(states.get(name) ?? {}, news)).inputs ?? {});
    }
    const changes: Promise<boolean>[] = [];
    for (const [name, news] of checked) {
      const olds = states.get(name);
      if (olds === undefined || (await hooks.diff("eni-demo", olds, news)).changes === true)
        changes.push(step(name, news));
    }
    if ((await Promise.all(changes)).includes(false)) return;
    const removals = [...states].filter(([name]) => !(name in wanted));
    await Promise.all(removals.map(([name, olds]) => remove(name, olds)));
  };
  const refresh = async (): Promise<void> => {
    for (const [name, olds] of states) states.set(name, (await hooks.read("eni-demo", olds)).props as State);
  };
  return { up, refresh, states };
}

function everyStory(
  property: (story: Story, cloud: LaggingCloud, engine: ReturnType<typeof anEngine>) => Promise<void>,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const cloud = aLaggingCloud({ ...story, held: [FOREIGN] });
      await property(story, cloud, anEngine(cloud));
    }),
    { numRuns: 200 },
  );
}

const declaredIn = (wanted: Program): string[] => Object.values(wanted).flat();
/** Whether an address leaves the programs and comes back. */
function comesBack(programs: readonly Program[]): boolean {
  const have = programs.map((wanted) => declaredIn(wanted));
  return have.flat().some((address) => {
    const first = have.findIndex((list) => list.includes(address));
    const gone = have.findIndex((list, i) => i > first && !list.includes(address));
    return gone >= 0 && have.slice(gone).some((list) => list.includes(address));
  });
}

const ownedIn = (states: ReadonlyMap<string, State>): string[] =>
  [...states.values()].flatMap(({ privateIpAddresses: set }) =>
    Object.keys(set).filter((a) => isOwned(set[a])),
  );

beforeEach(() => {
  // a taker has begun or never will: all changes of a program begin at the same time here
  endable(2).end();
  // and all checks have come
  endable(5).end();
});
afterEach(() => {
  jest.restoreAllMocks();
});

it("no address that stays in the code of some resource is unassigned", async () => {
  await everyStory(async ({ programs }, { sent }, { up, states }) => {
    for (const wanted of programs) {
      sent.unassign.length = 0;
      const staying = declaredIn(wanted).filter((address) => ownedIn(states).includes(address));
      await up(wanted);
      expect(staying.filter((address) => sent.unassign.includes(address))).toEqual([]);
    }
  });
});

it("each address that was assigned has an owner as long as it is there", async () => {
  await everyStory(async ({ programs }, { truth, assigned }, { up, states }) => {
    for (const wanted of programs) {
      await up(wanted);
      const orphans = truth().filter(
        (address) => assigned.has(address) && !ownedIn(states).includes(address),
      );
      expect(orphans).toEqual([]);
    }
  });
});

it("the last program comes true under a clear sky, and nobody touches what is foreign", async () => {
  await everyStory(async ({ programs, ...story }, { truth, catchUp }, { up, refresh, states }) => {
    const [last = {}] = programs.slice(-1);
    for (const wanted of programs) await up(wanted);
    // a new resource has no memory of what its predecessor was not shown to have assigned and unassigned: it may adopt what a
    // look still shows of that, and a refresh finds out
    if (comesBack(programs)) {
      catchUp();
      await refresh();
    }
    // each bad moment costs an up at most; and who left something to a taker learns one up later that it is held
    for (let i = 0; i < story.weather.length + 2; i++) await up(last);
    expect([...truth()].sort()).toEqual([FOREIGN, ...declaredIn(last)].sort());
    expect([...states.keys()].sort()).toEqual(Object.keys(last).sort());
    expect(ownedIn(states).sort()).toEqual(declaredIn(last).sort());
  });
});
