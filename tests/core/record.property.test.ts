import fc from "fast-check";
import { inNumericOrder } from "../../provider/core/address";
import type { Course } from "../../provider/core/course";
import { inputsOf } from "../../provider/core/fields";
import { atLeast, type Journal, type Progress, startJournal } from "../../provider/core/journal";
import { type AddressMark, type InputMark, isOwned, markAll, ownedOf } from "../../provider/core/model";
import { type FailureRecord, recordOfFailure, stateAfter } from "../../provider/core/record";
import { outputsOf, parseState, type State } from "../../provider/core/state";
import { anEni } from "../helpers/eni";
import { aState } from "../helpers/state";

/** Enough to meet the rare course: they take a tenth of a second. */
const runs = { numRuns: 1_000 };

/** All that a change can have met with at one address. */
interface Fortune {
  readonly address: string;
  readonly recorded: AddressMark | undefined;
  readonly desired: InputMark | undefined;
  /** How far it came, where it was planned at all. */
  readonly progress: Progress | undefined;
  readonly inFirst: boolean;
  readonly inLast: boolean;
  /** Left by another resource to this one, or by this one to another, as it may be. */
  readonly handedOver: boolean;
}

// few addresses with all that can befall them, so that fates meet in every way
const fortunes: fc.Arbitrary<Fortune[]> = fc
  .array(
    fc.record({
      recorded: fc.constantFrom<AddressMark | undefined>(
        "declared",
        "foreign",
        "unrecorded",
        "left",
        undefined,
      ),
      desired: fc.constantFrom<InputMark | undefined>("declared", "foreign", undefined),
      progress: fc.constantFrom<Progress | undefined>("planned", "refused", "unknown", "done", undefined),
      inFirst: fc.boolean(),
      inLast: fc.boolean(),
      handedOver: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) => all.map((one, i) => ({ ...one, address: `10.0.0.${i + 8}` })));

const circumstances = fc.record({
  isCreate: fc.boolean(),
  isSeenAtTheEnd: fc.boolean(),
  wasInterrupted: fc.boolean(),
  earlier: fc.uniqueArray(fc.constantFrom("10.0.0.8", "10.0.0.9", "10.0.0.99")),
});

type Circumstances = typeof circumstances extends fc.Arbitrary<infer T> ? T : never;

function courseOf(all: readonly Fortune[], about: Circumstances): Course {
  const where = (is: (one: Fortune) => boolean): string[] => all.filter(is).map(({ address }) => address);
  const marked = <M>(markOf: (one: Fortune) => M | undefined): Record<string, M> =>
    Object.fromEntries(
      all.flatMap((one) => {
        const mark = markOf(one);
        return mark === undefined ? [] : [[one.address, mark] as const];
      }),
    );
  const before = aState({
    privateIpAddresses: marked(({ recorded }) => recorded),
    lastUnassigned: about.earlier,
    ...(about.wasInterrupted ? { interrupted: true } : {}),
  });
  return {
    inputs: { ...inputsOf(aState() as never), privateIpAddresses: marked(({ desired }) => desired) },
    before: about.isCreate ? undefined : before,
    journal: journalOf(all, about.isCreate),
    first: anEni({ privateIpAddresses: where(({ inFirst }) => inFirst) }),
    last: about.isSeenAtTheEnd
      ? anEni({ privateIpAddresses: where(({ inLast }) => inLast), vSwitchId: "vsw-last" })
      : undefined,
    left: [],
    inherited: where(({ desired, handedOver }) => desired === "declared" && handedOver),
  };
}

/** What is in the code is at most assigned, and what only the state knows at most unassigned. */
function journalOf(all: readonly Fortune[], isCreate: boolean): Journal {
  const journal = startJournal();
  for (const { address, desired, recorded, progress } of all) {
    if (progress === undefined) continue;
    if (desired === "declared") journal.assign.set(address, progress);
    else if (desired === undefined && recorded !== undefined && !isCreate)
      journal.unassign.set(address, progress);
  }
  return journal;
}

const failing = fc.tuple(fortunes, circumstances).map(([all, about]) => courseOf(all, about));

/** Every owned address that is in no code of this resource went, or was left. */
const succeeding = fc.tuple(fortunes, circumstances).map(([all, about]) => {
  const isLeft = ({ desired, recorded, handedOver }: Fortune): boolean =>
    !about.isCreate && desired === undefined && isOwned(recorded) && handedOver;
  const done = all.map((one): Fortune => {
    if (isLeft(one)) return { ...one, progress: "planned" };
    return isOwned(one.recorded) && one.desired === undefined ? { ...one, progress: "done" } : one;
  });
  return {
    ...courseOf(done, { ...about, isSeenAtTheEnd: true }),
    left: done.filter(isLeft).map(({ address }) => address),
  };
});

function everyFailure(property: (course: Course, record: FailureRecord) => void): void {
  fc.assert(
    fc.property(failing, (course) => {
      const record = recordOfFailure(course);
      if (record !== undefined) property(course, record);
    }),
    runs,
  );
}

function everySuccess(property: (course: Course, after: State) => void): void {
  fc.assert(
    fc.property(succeeding, (course) => {
      property(course, stateAfter(course, course.last ?? course.first));
    }),
    runs,
  );
}

/** Both ends of a change, for what holds of either. */
function everyEnd(property: (course: Course, after: State) => void): void {
  everySuccess(property);
  everyFailure((course, { state }) => {
    property(course, state);
  });
}

const marksBefore = ({ before }: Course): State["privateIpAddresses"] => before?.privateIpAddresses ?? {};

function went({ journal, first, last }: Course, address: string): boolean {
  const looksShowedIt =
    last !== undefined &&
    first.privateIpAddresses.includes(address) &&
    !last.privateIpAddresses.includes(address);
  return journal.unassign.get(address) === "done" || (journal.unassign.has(address) && looksShowedIt);
}

describe("however a change went", () => {
  it("an address is owned or was unassigned, never both", () => {
    everyEnd((_course, { privateIpAddresses, lastUnassigned }) => {
      expect(lastUnassigned.filter((address) => address in privateIpAddresses)).toEqual([]);
    });
  });

  it("nothing that was owned is lost but what went, by the cloud's word or by the looks, and what ignoreChanges gives up", () => {
    everyEnd((course, after) => {
      const lost = ownedOf(marksBefore(course)).filter(
        (address) => !isOwned(after.privateIpAddresses[address]),
      );
      const isGivenUp = (address: string): boolean => course.inputs.privateIpAddresses[address] === "foreign";
      expect(lost.filter((address) => !went(course, address) && !isGivenUp(address))).toEqual([]);
    });
  });

  it("foreign is what the last look shows and is not owned", () => {
    everyEnd(({ last }, after) => {
      if (last === undefined) return;
      const owned = ownedOf(after.privateIpAddresses);
      const others = last.privateIpAddresses.filter((address) => !owned.includes(address));
      expect(after.foreignPrivateIpAddresses).toEqual(inNumericOrder(others));
    });
  });

  it("the other outputs are what the last look showed, or the first one where there is no other", () => {
    everyEnd(({ first, last = first, inputs }, after) => {
      const { vSwitchId, securityGroupIds, primaryPrivateIpAddress, ownerId } = last;
      expect(after).toMatchObject({ vSwitchId, securityGroupIds, primaryPrivateIpAddress, ownerId });
      expect(inputsOf(after as never)).toEqual({ ...inputs, privateIpAddresses: after.privateIpAddresses });
    });
  });

  it("what an interrupted change before it unassigned is not forgotten, unless it is held again", () => {
    everyEnd(({ before }, { lastUnassigned, privateIpAddresses }) => {
      const earlier = before?.lastUnassigned.filter((address) => !(address in privateIpAddresses)) ?? [];
      const kept = earlier.filter((address) => lastUnassigned.includes(address));
      expect(kept).toEqual(before?.interrupted === true ? earlier : kept);
    });
  });

  it("the state can be read again", () => {
    everyEnd((_course, after) => {
      expect(parseState(JSON.parse(JSON.stringify(outputsOf(after))) as Record<string, unknown>)).toEqual(
        after,
      );
    });
  });
});

describe("after a change that succeeded", () => {
  it("the state has the inputs and what was left, and nothing else", () => {
    everySuccess(({ inputs, left }, after) => {
      expect(after.privateIpAddresses).toEqual({ ...inputs.privateIpAddresses, ...markAll(left, "left") });
      expect(after.interrupted).toBeUndefined();
    });
  });

  it("lastUnassigned has each address that the cloud confirmed", () => {
    everySuccess(({ journal }, after) => {
      const confirmed = atLeast(journal.unassign, "done");
      expect(after.lastUnassigned).toEqual(expect.arrayContaining(confirmed));
      expect(after.lastUnassigned).toEqual(inNumericOrder(after.lastUnassigned));
    });
  });
});

describe("after a change that failed", () => {
  it("nothing is owned that was not owned before, or sent, or inherited", () => {
    everyFailure((course, { state }) => {
      const came = ownedOf(state.privateIpAddresses).filter(
        (address) => !isOwned(marksBefore(course)[address]),
      );
      const { journal, inherited, first, last } = course;
      const isOurs = (address: string): boolean =>
        inherited.includes(address) ||
        atLeast(journal.assign, "unknown").includes(address) ||
        // a refusal is believed until a look shows the contrary
        (journal.assign.get(address) === "refused" &&
          !first.privateIpAddresses.includes(address) &&
          last?.privateIpAddresses.includes(address) === true);
      expect(came.filter((address) => !isOurs(address))).toEqual([]);
    });
  });

  it("what may have been assigned, or was inherited, is owned", () => {
    everyFailure(({ journal, inherited }, { state }) => {
      const ours = [...atLeast(journal.assign, "unknown"), ...inherited];
      expect(ours.filter((address) => !isOwned(state.privateIpAddresses[address]))).toEqual([]);
    });
  });

  it("a mark of before stays, and what is new is marked as in no inputs yet", () => {
    everyFailure((course, { state }) => {
      const before = marksBefore(course);
      const expected = Object.keys(state.privateIpAddresses).map((address) => {
        const mark = before[address] ?? "unrecorded";
        return [
          address,
          mark === "foreign" && isOwned(state.privateIpAddresses[address]) ? "unrecorded" : mark,
        ];
      });
      if (course.before !== undefined) expect(state.privateIpAddresses).toEqual(Object.fromEntries(expected));
    });
  });

  it("a creation has declared all that it holds, since Pulumi saves its inputs", () => {
    everyFailure(({ before }, { state }) => {
      const marks = new Set(Object.values(state.privateIpAddresses));
      if (before === undefined) expect([...marks].filter((mark) => mark !== "declared")).toEqual([]);
    });
  });

  it("lastUnassigned has each address that went, and no other of this change", () => {
    everyFailure((course, { state }) => {
      const earlier = course.before?.interrupted === true ? course.before.lastUnassigned : [];
      const now = state.lastUnassigned.filter((address) => !earlier.includes(address));
      const gone = [...course.journal.unassign.keys()].filter((address) => went(course, address));
      expect(state.lastUnassigned).toEqual(expect.arrayContaining(gone));
      expect(gone).toEqual(expect.arrayContaining(now));
      expect(state.interrupted).toBe(true);
    });
  });

  it("the summary names each planned address once, and no other", () => {
    everyFailure(({ journal }, { summary }) => {
      const planned = [...journal.assign.keys(), ...journal.unassign.keys()];
      const named = summary.match(/\d+\.\d+\.\d+\.\d+/g) ?? [];
      expect([...named].sort()).toEqual(planned.sort());
    });
  });

  it("there is no record only where nothing was sent that can have had an effect, and nothing inherited", () => {
    fc.assert(
      fc.property(failing, (course) => {
        const { journal, first, last, inherited } = course;
        const sent = [...journal.assign, ...journal.unassign].filter(
          ([, progress]) => progress !== "planned",
        );
        const isShown = (eni: typeof last, address: string): boolean =>
          eni?.privateIpAddresses.includes(address) === true;
        const hadEffect = sent.some(
          ([address, progress]) =>
            progress !== "refused" ||
            (journal.assign.has(address)
              ? !isShown(first, address) && isShown(last, address)
              : last !== undefined && isShown(first, address) && !isShown(last, address)),
        );
        expect(recordOfFailure(course) === undefined).toBe(!hadEffect && inherited.length === 0);
      }),
      runs,
    );
  });
});
