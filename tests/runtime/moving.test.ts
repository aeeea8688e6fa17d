import { inputsIn } from "../../provider/core/record";
import { parseState, type Properties, type State } from "../../provider/core/state";
import { UNKNOWN } from "../../provider/core/unknown";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  type Provider,
  UNASSIGN,
  untilCalled,
  withProvider,
} from "../helpers/provider";

// Pulumi keeps the state of before a replacement that ends half-way, so that only a notice tells what is on neither ENI

const OUTSIDE = "10.0.9.9";
const TOLD =
  "ENI eni-demo: 10.0.0.101, 10.0.0.102 left it in this `pulumi up` for ENI eni-spare, and are on neither now: " +
  "something else failed, after which Pulumi begins no more, but with --continue-on-error; run `pulumi up` again";
const LEFT =
  "ENI eni-demo: 10.0.0.102 left it in this `pulumi up` for ENI eni-spare, and is on neither now: " +
  "set networkInterfaceId back to eni-demo, or mend what failed here, and run `pulumi up` again";
const BOTH = LEFT.replace("10.0.0.102", "10.0.0.101, 10.0.0.102").replace("is on", "are on");
const ONE_TOLD = TOLD.replace("10.0.0.101, ", "").replace("are on", "is on");
const inputs = (networkInterfaceId: string, list: readonly string[]): Properties => ({
  ...{ networkInterfaceId, regionId: "cn-hangzhou", ownership: "additive" },
  privateIpAddresses: declared(list),
});
const onNeither = (notes: readonly string[]): string[] => notes.filter((line) => line.includes("on neither"));

/** Runs an `up` in which a resource moves from eni-demo to eni-spare, with what else is to happen in it. */
async function whileMoving(
  provider: Provider,
  work: (about: { readonly before: State; readonly after: Properties }) => Promise<void>,
  news: Properties = {},
): Promise<string[]> {
  const { create, hooks, phase, notes } = provider;
  const before = await create(inputs("eni-demo", addresses(2)));
  const after = { ...inputs("eni-spare", addresses(2)), ...news };
  await phase(async () => {
    await hooks.check(inputsIn(parseState({ ...before })), after);
    await hooks.diff("eni-demo", { ...before }, after);
    await hooks.check({}, after);
    await hooks.check({}, inputs("eni-demoprimary", [OUTSIDE]));
    await work({ before, after });
  });
  return onNeither(notes);
}

const failElsewhere = async ({ create }: Provider): Promise<void> => {
  expect((await failureOf(create(inputs("eni-demoprimary", [OUTSIDE])))).message).toContain("is outside");
};

it("tells what has left its old ENI where another resource fails before it comes to the new one", async () => {
  await withProvider(async (provider) => {
    const told = await whileMoving(provider, async ({ before }) => {
      await provider.destroy(before);
      expect(onNeither(provider.notes)).toEqual([]);
      await failElsewhere(provider);
      // and not once more
      await failElsewhere(provider);
    });
    expect(told).toEqual([TOLD]);
  });
});

it("tells that too where the other one failed while the old ENI was letting go", async () => {
  await withProvider(async (provider) => {
    const { emulator, destroy } = provider;
    const told = await whileMoving(provider, async ({ before }) => {
      emulator.addFault({ action: UNASSIGN, hold: true });
      const leaving = destroy(before);
      await untilCalled(emulator, UNASSIGN, 1, leaving);
      await failElsewhere(provider);
      emulator.release();
      await leaving;
    });
    expect(told).toEqual([TOLD]);
  });
});

it("tells that where a later resource of the program is refused", async () => {
  await withProvider(async (provider) => {
    const { destroy, hooks } = provider;
    const told = await whileMoving(provider, async ({ before }) => {
      await destroy(before);
      const { failures } = await hooks.check({}, inputs("no ENI", []));
      expect(failures).toHaveLength(1);
    });
    expect(told).toEqual([TOLD]);
  });
});

it("tells that of one that moves to another resource's ENI, which is not known yet", async () => {
  await withProvider(async (provider) => {
    const { create, destroy, hooks, phase, notes } = provider;
    const before = await create(inputs("eni-demo", addresses(1)));
    const after = inputs(UNKNOWN, addresses(1));
    await phase(async () => {
      await hooks.check(inputsIn(parseState({ ...before })), after);
      await hooks.diff("eni-demo", { ...before }, after);
      await destroy(before);
      await failElsewhere(provider);
    });
    expect(onNeither(notes)).toEqual([
      expect.stringContaining(
        "ENI eni-demo: 10.0.0.101 left it in this `pulumi up` for the next one, and is on neither now",
      ),
    ]);
  });
});

it("tells what is left where another resource takes a part of what follows another ENI", async () => {
  await withProvider(async (provider) => {
    const { create, destroy, hooks, phase, notes } = provider;
    const before = await create(inputs("eni-demo", addresses(2)));
    const [after, part] = [inputs(UNKNOWN, addresses(2)), inputs("eni-spare", addresses(1))];
    await phase(async () => {
      await hooks.check(inputsIn(parseState({ ...before })), after);
      await hooks.diff("eni-demo", { ...before }, after);
      await hooks.check({}, after);
      await hooks.check({}, part);
      await destroy(before);
      await create(part);
      await failElsewhere(provider);
    });
    expect(onNeither(notes)).toEqual([expect.stringContaining("ENI eni-demo: 10.0.0.102 left it")]);
  });
});

it.each([
  ["all", [], []],
  ["one", ["10.0.0.102"], [ONE_TOLD]],
] as const)("tells nothing of what leaves the code as well: %s", async (_what, list, expected) => {
  await withProvider(async (provider) => {
    const work = async ({ before }: { before: State }): Promise<void> => {
      await provider.destroy(before);
      await provider.hooks.check({}, inputs("no ENI", []));
    };
    expect(await whileMoving(provider, work, { privateIpAddresses: declared(list) })).toEqual(expected);
  });
});

describe("an address that another ENI comes to have too", () => {
  const elsewhere = inputs("eni-demoprimary", ["10.0.0.101"]);

  it("is told where the creation has not begun", async () => {
    await withProvider(async (provider) => {
      const told = await whileMoving(provider, async ({ before }) => {
        await provider.destroy(before);
        await provider.create(elsewhere);
        await failElsewhere(provider);
      });
      expect(told).toEqual([TOLD]);
    });
  });

  it("is told where the creation has begun, and fails", async () => {
    await withProvider(async (provider) => {
      const { emulator, create, destroy } = provider;
      const told = await whileMoving(provider, async ({ before, after }) => {
        await destroy(before);
        emulator.addFault({ action: ASSIGN, hold: true, code: "Forbidden.RAM" });
        const coming = failureOf(create(after));
        await untilCalled(emulator, ASSIGN, 2, coming);
        await create(elsewhere);
        emulator.release();
        await coming;
      });
      expect(told).toEqual([BOTH]);
    });
  });
});

it.each<[string, (provider: Provider) => Promise<void>]>([
  ["another resource fails", failElsewhere],
  [
    "a creation on another ENI fails that has one of them too",
    async ({ create }) => {
      await failureOf(create(inputs("eni-demoprimary", ["10.0.0.101", OUTSIDE])));
    },
  ],
])("tells nothing of what is coming to the new ENI when %s", async (_what, fail) => {
  await withProvider(async (provider) => {
    const { emulator, create, destroy, held } = provider;
    const told = await whileMoving(provider, async ({ before, after }) => {
      await destroy(before);
      emulator.addFault({ action: ASSIGN, hold: true });
      const coming = create(after);
      await untilCalled(emulator, ASSIGN, 2, coming);
      await fail(provider);
      emulator.release();
      await coming;
    });
    expect([told, held("eni-spare")]).toEqual([[], addresses(2)]);
  });
});

it("tells nothing in the next run of what the last one left", async () => {
  await withProvider(async (provider) => {
    const told = await whileMoving(provider, async ({ before }) => {
      await provider.destroy(before);
    });
    await provider.phase(() => failElsewhere(provider));
    expect([told, onNeither(provider.notes)]).toEqual([[], []]);
  });
});

describe("what is on the new ENI already", () => {
  const there = { privateIpAddresses: ["10.0.0.101"] };

  it.each<[string, readonly string[], Properties, string]>([
    ["may adopt nothing", [], { adopt: false }, "already holds 10.0.0.101, which"],
    [
      "finds a foreign one too",
      ["10.0.0.160"],
      { ownership: "exclusive" },
      "already holds 10.0.0.160, which",
    ],
    [
      "is refused another one",
      [],
      { privateIpAddresses: declared([...addresses(2), OUTSIDE]) },
      "10.0.9.9 is outside",
    ],
  ])("is not said to be on neither, where the creation %s", async (_what, others, news, reason) => {
    await withProvider(async (provider) => {
      const { emulator, create, destroy } = provider;
      const work = async ({ before, after }: { before: State; after: Properties }): Promise<void> => {
        // somebody moved it by hand, and the code after that
        emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102"] });
        emulator.updateNetworkInterface("eni-spare", {
          privateIpAddresses: [...there.privateIpAddresses, ...others],
        });
        await destroy(before);
        expect((await failureOf(create(after))).message).toContain(reason);
      };
      expect(await whileMoving(provider, work, news)).toEqual([LEFT]);
    });
  });

  it.each([
    ["looks at what it has left", 0],
    ["cannot look again", Infinity],
  ])(
    "is not said to be on neither, though it came just now, where the creation that fails %s",
    async (_what, times) => {
      await withProvider(async (provider) => {
        const { emulator, create, destroy } = provider;
        const work = async ({ before, after }: { before: State; after: Properties }): Promise<void> => {
          await destroy(before);
          emulator.updateNetworkInterface("eni-spare", there);
          if (times > 0) emulator.addFault({ action: DESCRIBE, skip: 1, code: "Forbidden.RAM", times });
          expect((await failureOf(create(after))).message).toContain("already holds 10.0.0.101, which");
        };
        expect(await whileMoving(provider, work, { adopt: false })).toEqual([LEFT]);
      });
    },
  );

  it("is not said to be on neither where the creation may have assigned it, and no look shows it", async () => {
    await withProvider(async (provider) => {
      const { emulator, create, destroy, held } = provider;
      const told = await whileMoving(provider, async ({ before, after }) => {
        await destroy(before);
        emulator.showAddresses("eni-spare", []);
        emulator.addFault({ action: ASSIGN, when: "after", code: "InternalError", times: Infinity });
        expect((await failureOf(create(after))).message).toContain("perhaps assigned 10.0.0.101, 10.0.0.102");
      });
      expect([told, held("eni-spare")]).toEqual([[], addresses(2)]);
    });
  });

  it("is said to be on neither where it is no more when the creation has failed", async () => {
    await withProvider(async (provider) => {
      const { emulator, create, destroy } = provider;
      const told = await whileMoving(provider, async ({ before, after }) => {
        emulator.showAddresses("eni-spare", ["10.0.0.101"]);
        await destroy(before);
        emulator.addFault({ action: ASSIGN, hold: true, code: "Forbidden.RAM" });
        const coming = failureOf(create(after));
        await untilCalled(emulator, ASSIGN, 2, coming);
        emulator.showTruth();
        emulator.release();
        await coming;
      });
      expect(told).toEqual([BOTH]);
    });
  });
});

describe("what the old ENI is asked to let go, and no look shows there", () => {
  it.each([
    ["one", ["10.0.0.102"], [ONE_TOLD]],
    ["all", [], []],
  ] as const)("is not said to have left it where it had before: %s", async (_what, left, expected) => {
    await withProvider(async (provider) => {
      const { emulator, destroy } = provider;
      const told = await whileMoving(provider, async ({ before }) => {
        emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [...left] });
        await destroy(before);
        await failElsewhere(provider);
      });
      expect(told).toEqual(expected);
    });
  });

  it.each([
    ["is answered", {}],
    ["has an effect, and its reply is lost", { when: "after", dropReply: true }],
  ] as const)("is said to have left it where the call %s", async (_what, fault) => {
    await withProvider(async (provider) => {
      const { emulator, destroy, held } = provider;
      const told = await whileMoving(provider, async ({ before }) => {
        emulator.showAddresses("eni-demo", []);
        if ("when" in fault) emulator.addFault({ action: UNASSIGN, ...fault });
        await destroy(before);
        await failElsewhere(provider);
      });
      expect([told, held()]).toEqual([[TOLD], []]);
    });
  });
});

it("tells what the old ENI has let go in a call that was refused", async () => {
  await withProvider(async (provider) => {
    const { emulator, destroy } = provider;
    const told = await whileMoving(provider, async ({ before }) => {
      const message = "10.0.0.101 is not assigned";
      emulator.addFault({ action: UNASSIGN, hold: true, code: "InvalidIp.IpUnassigned", message });
      const leaving = destroy(before);
      await untilCalled(emulator, UNASSIGN, 1, leaving);
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [] });
      emulator.release();
      await leaving;
      await failElsewhere(provider);
    });
    expect(told).toEqual([TOLD]);
  });
});
