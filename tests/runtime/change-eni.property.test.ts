import fc from "fast-check";
import type { Course } from "../../provider/core/course";
import { type AddressMark, type InputMark, isOwned } from "../../provider/core/model";
import { inputsIn, recordOfFailure, stateAfter } from "../../provider/core/record";
import type { State } from "../../provider/core/state";
import { changeEni } from "../../provider/runtime/change-eni";
import { anEni } from "../helpers/eni";
import {
  aLaggingCloud,
  type LaggingCloud,
  type LaggingCloudOptions,
  WEATHERS,
} from "../helpers/lagging-cloud";
import { aState } from "../helpers/state";

interface Address {
  readonly address: string;
  readonly recorded: AddressMark | undefined;
  readonly desired: InputMark | undefined;
  readonly isThere: boolean;
  /** Whether the first look shows the contrary: of before the last write of this resource, if it has owned the address. */
  readonly isShownWrongly: boolean;
  readonly isClaimed: boolean;
}

interface Story extends Pick<LaggingCloudOptions, "weather" | "lags" | "names"> {
  readonly addresses: readonly Address[];
  readonly isCreate: boolean;
  readonly ownership: State["ownership"];
}

const mark = fc.constantFrom<AddressMark | undefined>("declared", "unrecorded", "left", "foreign", undefined);
const stories: fc.Arbitrary<Story> = fc
  .record({
    addresses: fc.array(
      fc.record({
        recorded: mark,
        desired: fc.constantFrom<InputMark | undefined>("declared", "declared", "foreign", undefined),
        isThere: fc.boolean(),
        isShownWrongly: fc.boolean(),
        isClaimed: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    isCreate: fc.boolean(),
    ownership: fc.constantFrom("exclusive", "additive"),
    weather: fc.array(fc.constantFrom(...WEATHERS), { maxLength: 6 }),
    lags: fc.array(fc.nat(3), { maxLength: 12 }),
    names: fc.boolean(),
  })
  .map(({ addresses, isCreate, ...rest }) => ({
    ...rest,
    isCreate,
    addresses: addresses.map((one, i) => {
      const recorded = isCreate ? undefined : one.recorded;
      const isShownWrongly = one.isShownWrongly && isOwned(recorded);
      return { ...one, recorded, isShownWrongly, address: `10.0.0.${i + 101}` };
    }),
  }));

function cloudOf({ addresses, weather, lags, names }: Story): LaggingCloud {
  const where = (is: (one: Address) => boolean): string[] =>
    addresses.filter(is).map(({ address }) => address);
  return aLaggingCloud({
    before: where((one) => one.isThere !== one.isShownWrongly),
    held: where(({ isThere }) => isThere),
    ...{ weather, lags, names },
  });
}

/** Runs the change on the cloud, and answers what the state says afterwards; undefined where there is none. */
async function run(story: Story, before: State | undefined, cloud: LaggingCloud) {
  const { addresses, ownership } = story;
  const desired = Object.fromEntries(
    addresses.flatMap((one) => (one.desired === undefined ? [] : [[one.address, one.desired] as const])),
  );
  const outcome = await changeEni(
    {
      operation: before === undefined ? "create" : "update",
      networkInterfaceId: "eni-demo",
      desired,
      recorded: before?.privateIpAddresses ?? {},
      lastUnassigned: before?.lastUnassigned ?? [],
      ownership,
      adopt: true,
      maxUnassign: undefined,
      allowUnassignWithEip: false,
    },
    {
      api: cloud.api,
      deadline: cloud.deadline,
      pace: { initialDelay: 0, maxDelay: 0 },
      newClientToken: () => "token",
      notify: () => undefined,
      isClaimed: (_id, address) => addresses.some((one) => one.address === address && one.isClaimed),
      isToUnassign: () => false,
      wasLetGo: () => false,
      isBeingUnassigned: () => false,
      untilProgramHasTold: () => Promise.resolve(),
      letGo: (_id, goes, unassign) => unassign(goes),
      aside: (wait) => wait(),
    },
  );
  const { journal, first = anEni(), last, plan, failure } = outcome;
  const inputs = { ...inputsIn(aState({ ownership })), privateIpAddresses: desired };
  const course: Course = { inputs, before, journal, first, last, left: plan?.leave ?? [], inherited: [] };
  const after =
    failure === undefined ? stateAfter(course, last ?? first) : (recordOfFailure(course)?.state ?? before);
  return { after, failure };
}

function stateBefore({ addresses, isCreate, ownership }: Story): State | undefined {
  const marks = addresses.flatMap(({ address, recorded }) =>
    recorded === undefined ? [] : [[address, recorded] as const],
  );
  return isCreate ? undefined : aState({ ownership, privateIpAddresses: Object.fromEntries(marks) });
}

type Told = Awaited<ReturnType<typeof run>> & { readonly before: State | undefined };

const RUNS = 400;

function everyStory(property: (story: Story, cloud: LaggingCloud, told: Told) => unknown): Promise<void> {
  return fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const cloud = cloudOf(story);
      const before = stateBefore(story);
      await property(story, cloud, { ...(await run(story, before, cloud)), before });
    }),
    { numRuns: RUNS },
  );
}

it("assigns nothing but what is declared", async () => {
  await everyStory(({ addresses }, { sent }) => {
    const declared = addresses.filter(({ desired }) => desired === "declared").map(({ address }) => address);
    expect(declared).toEqual(expect.arrayContaining([...new Set(sent.assign)]));
  });
});

it("unassigns nothing but what is owned, or recorded as foreign and to go, and in nobody's code", async () => {
  await everyStory(({ addresses, isCreate, ownership }, { sent }) => {
    const mayGo = addresses.filter(
      ({ desired, recorded, isClaimed }) =>
        desired === undefined &&
        !isClaimed &&
        (isOwned(recorded) || (recorded === "foreign" && !isCreate && ownership === "exclusive")),
    );
    expect(mayGo.map(({ address }) => address)).toEqual(expect.arrayContaining([...new Set(sent.unassign)]));
  });
});

it("leaves no address of its own on the ENI that the state does not own", async () => {
  await everyStory(({ addresses }, { truth, assigned }, { after }) => {
    const own = addresses.filter(
      ({ address, recorded, desired }) =>
        (isOwned(recorded) && desired !== "foreign") || assigned.has(address),
    );
    const orphans = own.filter(
      ({ address }) => truth().includes(address) && !isOwned(after?.privateIpAddresses[address]),
    );
    expect(orphans).toEqual([]);
  });
});

it("has done, when it succeeds, what the code says", async () => {
  await everyStory(({ addresses }, { truth }, { failure }) => {
    if (failure !== undefined) return;
    const undone = addresses.filter(({ address, recorded, desired, isClaimed, isShownWrongly }) => {
      // what was gone before, and was shown all the same, is for the next refresh to find
      if (desired === "declared") return !truth().includes(address) && !isShownWrongly;
      return desired === undefined && isOwned(recorded) && !isClaimed && truth().includes(address);
    });
    expect(undone).toEqual([]);
  });
});

it("converges with a second run under a clear sky, and lists all of its own that both unassigned", async () => {
  let converged = 0;
  await everyStory(async (story, cloud, { after }) => {
    const calm: Story = { ...story, weather: [], lags: [] };
    const addresses = story.addresses.map((one) => ({
      ...one,
      isThere: cloud.truth().includes(one.address),
      isShownWrongly: false,
    }));
    const second = cloudOf({ ...calm, addresses });
    const { after: final, failure } = await run({ ...calm, addresses }, after, second);
    // only who creates over foreign addresses is refused
    if (failure !== undefined) {
      const foreign = addresses.filter(({ desired, isThere }) => desired !== "declared" && isThere);
      expect([failure.message, after, story.ownership]).toEqual([
        expect.stringContaining("it already holds"),
        undefined,
        "exclusive",
      ]);
      expect(foreign).not.toEqual([]);
      for (const { address } of foreign) expect(failure.message).toContain(address);
      return;
    }
    converged++;
    const declared = addresses.filter(({ desired }) => desired === "declared").map(({ address }) => address);
    expect(second.truth()).toEqual(expect.arrayContaining(declared));
    const toGo = addresses.filter(
      ({ address, desired, isClaimed }) =>
        desired === undefined &&
        !isClaimed &&
        isOwned((after ?? stateBefore(story))?.privateIpAddresses[address]),
    );
    expect(toGo.filter(({ address }) => second.truth().includes(address))).toEqual([]);
    expect(final?.interrupted).toBeUndefined();
    const gone = story.addresses.filter(
      ({ address, recorded, isThere }) => isOwned(recorded) && isThere && !second.truth().includes(address),
    );
    const told = [...(after?.lastUnassigned ?? []), ...(final?.lastUnassigned ?? [])];
    expect(told).toEqual(expect.arrayContaining(gone.map(({ address }) => address)));
  });
  expect(converged).toBeGreaterThan(RUNS / 2);
});
