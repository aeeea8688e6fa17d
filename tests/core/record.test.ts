import type { Course } from "../../provider/core/course";
import { type Journal, type Progress, startJournal } from "../../provider/core/journal";
import { type AddressSet, markAll } from "../../provider/core/model";
import {
  inputsIn,
  PartialFailure,
  recordOfFailure,
  stateAfter,
  stateAfterRefresh,
} from "../../provider/core/record";
import type { State } from "../../provider/core/state";
import { anEni } from "../helpers/eni";
import { aState } from "../helpers/state";

const [a, b, c, d] = ["10.0.0.101", "10.0.0.102", "10.0.0.103", "10.0.0.104"] as const;

type Went = Readonly<Record<string, Progress>>;

interface About {
  readonly desired?: readonly string[];
  /** What the state held; null in a creation. */
  readonly recorded?: AddressSet | null;
  readonly before?: Partial<State>;
  readonly assign?: Went;
  readonly unassign?: Went;
  readonly first?: readonly string[];
  readonly last?: readonly string[] | "unseen";
  readonly inherited?: readonly string[];
  readonly left?: readonly string[];
}

function course({ desired = [], recorded = {}, first = [], last = first, ...about }: About): Course {
  const journal: Journal = {
    ...startJournal(),
    assign: new Map(Object.entries(about.assign ?? {})),
    unassign: new Map(Object.entries(about.unassign ?? {})),
  };
  const declared = markAll(desired, "declared");
  return {
    inputs: { ...inputsIn(aState()), privateIpAddresses: declared },
    before: recorded === null ? undefined : aState({ ...about.before, privateIpAddresses: recorded }),
    journal,
    first: anEni({ privateIpAddresses: first }),
    last: last === "unseen" ? undefined : anEni({ privateIpAddresses: last }),
    left: about.left ?? [],
    inherited: about.inherited ?? [],
  };
}

const recordOf = (about: About) => recordOfFailure(course(about));

describe("the summary of a change that failed", () => {
  const [whatIsThere, whatWasDone] = [
    "The state records what the ENI holds now; `pulumi up` does the rest",
    "The ENI could not be looked at; the state records what was done; `pulumi up` does the rest",
  ];

  it.each<[string, About, string]>([
    [
      "tells what was assigned and what was not",
      { desired: [a, b], assign: { [a]: "done", [b]: "refused" }, last: [a] },
      `the change is half done: assigned ${a}; not assigned ${b}. ${whatIsThere}`,
    ],
    [
      "says perhaps where no answer came and no look shows it",
      { desired: [a, b], assign: { [b]: "unknown", [a]: "unknown" }, last: [] },
      `the change is half done: perhaps assigned ${a}, ${b}. ${whatIsThere}`,
    ],
    [
      "believes a look where no answer came",
      { desired: [a], assign: { [a]: "unknown" }, last: [a] },
      `the change is half done: assigned ${a}. ${whatIsThere}`,
    ],
    [
      "tells what was unassigned and what was not even sent",
      {
        recorded: markAll([a, b], "declared"),
        unassign: { [a]: "done", [b]: "planned" },
        first: [a, b],
        last: [b],
      },
      `the change is half done: unassigned ${a}; not unassigned ${b}. ${whatIsThere}`,
    ],
    [
      "says perhaps where no answer came and a look shows it still",
      {
        recorded: markAll([a, b], "declared"),
        unassign: { [a]: "unknown", [b]: "unknown" },
        first: [a, b],
        last: [b],
      },
      `the change is half done: unassigned ${a}; perhaps unassigned ${b}. ${whatIsThere}`,
    ],
    [
      "tells all of it, and that there was no look",
      {
        desired: [c, d],
        recorded: markAll([a, b], "declared"),
        assign: { [c]: "done", [d]: "planned" },
        unassign: { [a]: "done", [b]: "unknown" },
        first: [a, b],
        last: "unseen",
      },
      `the change is half done: assigned ${c}; not assigned ${d}; unassigned ${a}; perhaps unassigned ${b}. ${whatWasDone}`,
    ],
    [
      "says only that it failed where nothing was planned",
      { desired: [a], inherited: [a], first: [a] },
      `the change failed. ${whatIsThere}`,
    ],
    [
      "says so without a look too",
      { desired: [a], inherited: [a], first: [a], last: "unseen" },
      `the change failed. ${whatWasDone}`,
    ],
  ])("%s", (_what, about, summary) => {
    expect(recordOf(about)?.summary).toBe(summary);
  });
});

describe("a change that failed", () => {
  it("records nothing where a refusal had no effect, so that the state stays as it was", () => {
    const recorded = markAll([a], "declared");
    expect(recordOf({ desired: [a, b], recorded, assign: { [b]: "refused" }, first: [a] })).toBeUndefined();
    expect(recordOf({ recorded, unassign: { [a]: "refused" }, first: [a] })).toBeUndefined();
    expect(recordOf({ recorded, unassign: { [a]: "refused" }, first: [a], last: "unseen" })).toBeUndefined();
    expect(recordOf({ recorded, unassign: { [a]: "planned" }, first: [a], last: [] })).toBeUndefined();
  });

  it("believes a refusal of what no look shows, also of an address that a refresh had found", () => {
    const about = { desired: [a, b, c], assign: { [a]: "done", [b]: "refused", [c]: "refused" } } as const;
    const recorded = { [c]: "foreign" } as const;
    expect(recordOf({ ...about, recorded, last: "unseen" })?.state.privateIpAddresses).toEqual({
      [a]: "unrecorded",
      [c]: "foreign",
    });
  });

  it("records what a refused call did all the same", () => {
    const about = { desired: [a, b], assign: { [a]: "refused", [b]: "refused" }, last: [b] } as const;
    expect(recordOf(about)?.state.privateIpAddresses).toEqual({ [b]: "unrecorded" });
    const recorded = markAll([a, b], "declared");
    const gone = recordOf({
      recorded,
      unassign: { [a]: "refused", [b]: "refused" },
      first: [a, b],
      last: [b],
    });
    expect(gone?.state).toMatchObject({ privateIpAddresses: { [b]: "declared" }, lastUnassigned: [a] });
  });

  it("goes on owning what it was to unassign, as long as no look has ever shown it", () => {
    const recorded = markAll([a, b], "declared");
    const { state } = recordOf({ recorded, unassign: { [a]: "done", [b]: "unknown" }, last: [] }) ?? {};
    expect(state).toMatchObject({ privateIpAddresses: { [b]: "declared" }, lastUnassigned: [a] });
  });

  it("lists as foreign what the first look showed, where there is no other, without what was unassigned", () => {
    const about: About = {
      recorded: { [a]: "declared", [b]: "foreign" },
      unassign: { [a]: "done", [b]: "done" },
      first: [a, b, c],
      last: "unseen",
    };
    expect(recordOf(about)?.state.foreignPrivateIpAddresses).toEqual([c]);
  });

  it("marks what it assigned as in no inputs yet, and keeps each mark of before", () => {
    const about: About = {
      desired: [a, d],
      recorded: { [a]: "foreign", [b]: "left", [c]: "unrecorded" },
      assign: { [a]: "done", [d]: "done" },
      last: [a, b, c, d],
    };
    expect(recordOf(about)?.state.privateIpAddresses).toEqual({
      [a]: "unrecorded",
      [b]: "left",
      [c]: "unrecorded",
      [d]: "unrecorded",
    });
  });

  it("owns what a refresh had found only where a refused call brought it, and keeps it while it is shown", () => {
    const about: About = {
      desired: [a, b, d],
      recorded: { [a]: "foreign", [b]: "foreign", [c]: "foreign" },
      assign: { [a]: "refused", [b]: "refused", [d]: "done" },
      first: [b, c],
      last: [a, b, d],
    };
    expect(recordOf(about)?.state.privateIpAddresses).toEqual({
      [a]: "unrecorded",
      [b]: "foreign",
      [d]: "unrecorded",
    });
  });

  it("does not own what was refused because it was there before", () => {
    const about: About = {
      desired: [a, b],
      assign: { [a]: "refused", [b]: "done" },
      first: [a],
      last: [a, b],
    };
    expect(recordOf(about)?.state.privateIpAddresses).toEqual({ [b]: "unrecorded" });
  });

  it("does not own yet what it adopts: the next one does", () => {
    const about: About = {
      desired: [a, b],
      recorded: null,
      assign: { [b]: "done" },
      first: [a],
      last: [a, b],
    };
    expect(recordOf(about)?.state).toMatchObject({
      privateIpAddresses: { [b]: "declared" },
      foreignPrivateIpAddresses: [a],
    });
  });

  it("owns what another resource left to it when it was deleted, though nothing was sent", () => {
    const inherited = { desired: [a], inherited: [a], first: [a] };
    expect(recordOf({ ...inherited, recorded: null })?.state.privateIpAddresses).toEqual({ [a]: "declared" });
    expect(recordOf({ ...inherited, recorded: { [a]: "foreign" } })?.state.privateIpAddresses).toEqual({
      [a]: "unrecorded",
    });
  });

  it("is noted in the state, which has the inputs that were wanted", () => {
    const about: About = { desired: [a, b], assign: { [a]: "done", [b]: "refused" }, last: [a] };
    const { inputs, ...rest } = course(about);
    const record = recordOfFailure({
      ...rest,
      inputs: { ...inputs, ownership: "additive", timeoutSeconds: 7 },
    });
    expect(record?.state).toEqual(
      aState({
        privateIpAddresses: { [a]: "unrecorded" },
        ownership: "additive",
        timeoutSeconds: 7,
        interrupted: true,
      }),
    );
  });
});

describe("a change that succeeded", () => {
  it("holds what is declared, and goes on owning what it left to a resource that does not hold it yet", () => {
    const about: About = { desired: [a], recorded: markAll([a, b], "declared"), left: [b], first: [a, b] };
    const eni = anEni({ privateIpAddresses: [b, a, d], securityGroupIds: ["sg-new"] });
    expect(stateAfter(course(about), eni)).toEqual(
      aState({
        privateIpAddresses: { [a]: "declared", [b]: "left" },
        foreignPrivateIpAddresses: [d],
        securityGroupIds: ["sg-new"],
      }),
    );
  });

  it("keeps as foreign what ignoreChanges hands back", () => {
    const { inputs, ...rest } = course({});
    const handedBack = { ...inputs, privateIpAddresses: { [a]: "foreign" } } as const;
    const eni = anEni({ privateIpAddresses: [a] });
    expect(stateAfter({ ...rest, inputs: handedBack }, eni)).toMatchObject({
      privateIpAddresses: { [a]: "foreign" },
      foreignPrivateIpAddresses: [a],
    });
  });

  it("says nothing of the owner where the cloud does not", () => {
    expect(stateAfter(course({}), anEni({ ownerId: "" }))).not.toHaveProperty("ownerId");
  });

  it.each([
    ["what it unassigned", {}, [b, c]],
    ["not what the change before it did", { lastUnassigned: [a] }, [b, c]],
    [
      "also what the change before it did that stopped half-way, but not what is held again",
      { lastUnassigned: [a, d], interrupted: true },
      [a, b, c],
    ],
  ] as const)("lists in lastUnassigned, in order, %s", (_what, before, lastUnassigned) => {
    const about: About = {
      desired: [d],
      recorded: {},
      unassign: { [c]: "done", [b]: "done", [a]: "planned" },
    };
    expect(stateAfter(course({ ...about, before }), anEni()).lastUnassigned).toEqual(lastUnassigned);
  });
});

describe("a refresh", () => {
  const marked = { [a]: "declared", [b]: "unrecorded", [c]: "left", [d]: "foreign" } as const;
  const others = ["10.0.0.99"];

  it("finds what is still there, owned or left, and records what else there is", () => {
    const before = aState({ privateIpAddresses: marked, lastUnassigned: ["10.0.0.7"] });
    const actual = anEni({ privateIpAddresses: [...Object.keys(marked), ...others], vSwitchId: "vsw-new" });
    expect(stateAfterRefresh(before, actual)).toEqual(
      aState({
        privateIpAddresses: {
          [a]: "declared",
          [b]: "declared",
          [c]: "left",
          [d]: "foreign",
          "10.0.0.99": "foreign",
        },
        foreignPrivateIpAddresses: ["10.0.0.99", d],
        lastUnassigned: ["10.0.0.7"],
        vSwitchId: "vsw-new",
      }),
    );
  });

  it("drops what is there no more", () => {
    const after = stateAfterRefresh(aState({ privateIpAddresses: marked }), anEni());
    expect(after).toEqual(aState());
  });

  it("records nothing foreign in additive mode", () => {
    const before = aState({ ownership: "additive", privateIpAddresses: { [a]: "declared" } });
    expect(stateAfterRefresh(before, anEni({ privateIpAddresses: [a, ...others] }))).toEqual({
      ...before,
      foreignPrivateIpAddresses: others,
    });
  });

  it("keeps, of a change that stopped half-way, what is owned and not shown, which may only not be shown yet", () => {
    const before = aState({
      privateIpAddresses: { [a]: "declared", [b]: "unrecorded", [c]: "left", [d]: "foreign" },
      interrupted: true,
    });
    expect(stateAfterRefresh(before, anEni())).toEqual({
      ...before,
      privateIpAddresses: { [a]: "declared", [b]: "declared", [c]: "left" },
    });
  });

  it("keeps the note of a change that stopped half-way, and learns the owner where the state has none", () => {
    const { ownerId: _, ...before } = aState({ interrupted: true });
    expect(stateAfterRefresh({ ...before, stateVersion: 1 }, anEni())).toEqual(aState({ interrupted: true }));
  });
});

it("gives Pulumi as inputs what the state stands for: owned as declared, and not what was left", () => {
  const state = aState({
    privateIpAddresses: { [d]: "foreign", [a]: "declared", [c]: "left", [b]: "unrecorded" },
    ownership: "additive",
  });
  expect(inputsIn(state)).toEqual({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: { [a]: "declared", [b]: "declared", [d]: "foreign" },
    ownership: "additive",
    regionId: "cn-hangzhou",
    adopt: true,
    allowUnassignWithEip: false,
    staleSecurityGroupRules: "off",
    timeoutSeconds: 120,
  });
});

it("says of a partial failure every reason, a line each", () => {
  expect(new PartialFailure(aState(), ["it is odd.", "it is half done."]).message).toBe(
    "it is odd.\nit is half done.",
  );
});
