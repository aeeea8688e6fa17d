import { inputsIn } from "../../provider/core/record";
import { parseState, type State } from "../../provider/core/state";
import { endable } from "../helpers/deadline";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  openProvider,
  type Provider,
  UNASSIGN,
  untilCalled,
  withProvider,
} from "../helpers/provider";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  jest.restoreAllMocks();
});

// docs/hand-overs.md is what users are promised; the engine calls check for each resource before it changes any

const additive = (list: readonly string[]): Record<string, unknown> => ({
  networkInterfaceId: "eni-demo",
  regionId: "cn-hangzhou",
  ownership: "additive",
  privateIpAddresses: declared(list),
});
const [kept, moved] = ["10.0.0.101", "10.0.0.102"] as const;
/** In no CIDR block of the vSwitch, so that whoever declares it is refused. */
const OUTSIDE = "10.0.9.9";

/** Checks the programs of all resources, as the engine does, and runs what it does then in the same process. */
function up<T>(
  { phase, hooks }: Provider,
  programs: readonly Record<string, unknown>[],
  work: () => Promise<T>,
): Promise<T> {
  return phase(async () => {
    for (const program of programs) await hooks.check({}, program);
    return work();
  });
}

/** Runs an `up` in which the giver leaves `moved` to a taker that is then refused. */
async function leaveToFailingTaker(provider: Provider): Promise<State> {
  const { create, update } = provider;
  const before = await create(additive([kept, moved]));
  const [shrunk, taking] = [additive([kept]), additive([moved, OUTSIDE])];
  return up(provider, [shrunk, taking], async () => {
    const [after, failure] = await Promise.all([update(before, shrunk), failureOf(create(taking))]);
    expect(failure.message).toContain(`${OUTSIDE} is outside`);
    return after;
  });
}

describe("an address that moves between two resources of one ENI", () => {
  it.each(["giver", "taker"])(
    "stays there, and changes its owner, when the %s comes first",
    async (first) => {
      await withProvider(async (provider) => {
        const { create, update, actions, held } = provider;
        const before = await create(additive([kept, moved]));
        actions();
        const [shrunk, taking] = [additive([kept]), additive([moved])];
        const states = await up(provider, [shrunk, taking], async () => {
          const both = [() => update(before, shrunk), () => create(taking)];
          const [one, other] = await Promise.all(
            (first === "giver" ? both : both.reverse()).map((step) => step()),
          );
          return [one?.privateIpAddresses, other?.privateIpAddresses];
        });
        expect(states).toEqual(expect.arrayContaining([declared([kept]), declared([moved])]));
        expect([held(), actions()]).toEqual([[kept, moved], expect.not.arrayContaining([ASSIGN, UNASSIGN])]);
      });
    },
  );

  it("goes on being the giver's when the taker fails", async () => {
    await withProvider(async (provider) => {
      const { held } = provider;
      const after = await leaveToFailingTaker(provider);
      expect(after.privateIpAddresses).toEqual({ [kept]: "declared", [moved]: "left" });
      expect([held(), after.foreignPrivateIpAddresses, after.lastUnassigned]).toEqual([
        [kept, moved],
        [],
        [],
      ]);
    });
  });

  it("stays, and goes on being the giver's, when the taker has failed before the giver begins", async () => {
    await withProvider(async (provider) => {
      const { create, update, held } = provider;
      const before = await create(additive([kept, moved]));
      const [shrunk, taking] = [additive([kept]), additive([moved, OUTSIDE])];
      const after = await up(provider, [taking, shrunk], async () => {
        await failureOf(create(taking));
        return update(before, shrunk);
      });
      expect(held()).toEqual([kept, moved]);
      expect(after.privateIpAddresses).toEqual({ [kept]: "declared", [moved]: "left" });
      expect(after.lastUnassigned).toEqual([]);
    });
  });

  it("goes on being the giver's when the taker is refused by its check, whatever else is wrong with its list", async () => {
    await withProvider(async (provider) => {
      const { create, destroy, update, hooks, held } = provider;
      const before = await create(additive([kept, moved]));
      const shrunk = additive([kept]);
      const wrong = { ...additive([]), privateIpAddresses: [moved, "no address", 7] };
      const after = await up(provider, [shrunk, wrong], async () => {
        expect(await hooks.check({}, wrong)).toMatchObject({ failures: [{}] });
        expect((await failureOf(destroy(before))).message).toContain(`${moved} stays with this resource`);
        return update(before, shrunk);
      });
      expect(after.privateIpAddresses).toEqual({ [kept]: "declared", [moved]: "left" });
      expect(held()).toEqual([kept, moved]);
    });
  });

  it("keeps its giver from being deleted when the taker has failed, since it would have no owner", async () => {
    await withProvider(async (provider) => {
      const { create, destroy, held, actions } = provider;
      const before = await create(additive([kept, moved]));
      const taking = additive([moved, OUTSIDE]);
      await up(provider, [taking], async () => {
        await failureOf(create(taking));
        actions();
        const { message } = await failureOf(destroy(before));
        expect(message).toBe(
          `ENI eni-demo: ${moved} stays with this resource: another one of the program declares it, and has failed to take ` +
            "it over; mend that one, then run `pulumi up` again.",
        );
      });
      expect([held(), actions()]).toEqual([[kept, moved], []]);
    });
  });

  it("is the taker's once it succeeds, and the giver's no more, which takes one more update of the giver", async () => {
    await withProvider(async (provider) => {
      const { create, update, hooks, actions } = provider;
      const giver = await leaveToFailingTaker(provider);
      const [shrunk, taking] = [additive([kept]), additive([moved])];
      actions();
      await up(provider, [shrunk, taking], async () => {
        const diffOf = (state: State) =>
          hooks.diff("eni-demo", { ...state }, { ...inputsIn(parseState({ ...state })), ...shrunk });
        expect(await diffOf(giver)).toMatchObject({ changes: true });
        const [after, taker] = await Promise.all([update(giver, shrunk), create(taking)]);
        expect([after, taker].map((state) => state.privateIpAddresses)).toEqual([
          declared([kept]),
          declared([moved]),
        ]);
        expect(await diffOf(after)).toMatchObject({ changes: false });
      });
      expect(actions()).not.toContain(UNASSIGN);
    });
  });

  it("is unassigned by both when it leaves the code of a taker that succeeded without the giver", async () => {
    await withProvider(async (provider) => {
      const { create, update, hooks, notes, held, destroy } = provider;
      const giver = await leaveToFailingTaker(provider);
      const [shrunk, taking, empty] = [additive([kept]), additive([moved]), additive([])];
      const taker = await up(provider, [taking], () => create(taking));
      expect([taker.privateIpAddresses, notes]).toEqual([
        declared([moved]),
        [`ENI eni-demo: adopted ${moved}: it was on the ENI already`],
      ]);

      await up(provider, [shrunk, empty], async () => {
        expect(await hooks.diff("eni-demo", giver, { ...giver, ...shrunk })).toMatchObject({ changes: true });
        const [one, other] = await Promise.all([update(giver, shrunk), update(taker, empty)]);
        expect([one.privateIpAddresses, other.privateIpAddresses]).toEqual([declared([kept]), {}]);
        await destroy(other);
      });
      expect(held()).toEqual([kept]);
    });
  });

  it("is not said to go where somebody declares it", async () => {
    await withProvider(async (provider) => {
      const after = await leaveToFailingTaker(provider);
      provider.notes.length = 0;
      const programs = [additive([kept]), additive([moved])];
      await up(provider, programs, () =>
        provider.hooks.diff("eni-demo", { ...after }, { ...after, ...programs[0] }),
      );
      expect(provider.notes).toEqual([]);
    });
  });

  it("is unassigned by the giver when nobody declares it any more, which is said beforehand", async () => {
    await withProvider(async (provider) => {
      const { update, hooks, notes, held } = provider;
      const giver = await leaveToFailingTaker(provider);
      const shrunk = additive([kept]);
      await up(provider, [shrunk], async () => {
        expect(await hooks.diff("eni-demo", giver, { ...giver, ...shrunk })).toMatchObject({ changes: true });
        expect(notes).toEqual([
          `ENI eni-demo: will unassign ${moved}, which it had left to another resource of the program, unless one declares it`,
        ]);
        expect(await update(giver, shrunk)).toMatchObject({
          privateIpAddresses: declared([kept]),
          lastUnassigned: [moved],
        });
      });
      expect(held()).toEqual([kept]);
    });
  });

  it("is the giver's as before when it declares it again", async () => {
    await withProvider(async (provider) => {
      const { update, actions } = provider;
      const giver = await leaveToFailingTaker(provider);
      actions();
      const again = additive([kept, moved]);
      const after = await up(provider, [again], () => update(giver, again));
      expect([after.privateIpAddresses, actions()]).toEqual([declared([kept, moved]), [DESCRIBE]]);
    });
  });

  it("is found by a refresh to be the giver's, as long as it is there", async () => {
    await withProvider(async (provider) => {
      const { hooks, emulator } = provider;
      const giver = await leaveToFailingTaker(provider);
      const { props, inputs } = await hooks.read("eni-demo", { ...giver });
      expect(props).toEqual(giver);
      expect(inputs).toMatchObject({ privateIpAddresses: declared([kept]) });
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [kept] });
      expect((await hooks.read("eni-demo", { ...giver })).props).toMatchObject({
        privateIpAddresses: declared([kept]),
      });
    });
  });

  it("is unassigned when the giver is destroyed, which is said, unless somebody declares it", async () => {
    await withProvider(async (provider) => {
      const { destroy, notes, held } = provider;
      const giver = await leaveToFailingTaker(provider);
      await up(provider, [additive([moved])], () => destroy(giver));
      expect(held()).toEqual([moved]);
      expect(notes).toEqual([
        expect.stringMatching(
          /^ENI eni-demo: leaves 10\.0\.0\.102 to the resource that declares it now; .* run `pulumi up` with the same code/,
        ),
      ]);
      await destroy(giver);
      expect(held()).toEqual([]);
      expect(notes.slice(1)).toEqual([
        `ENI eni-demo: also unassigns ${moved}, which the inputs in state do not have`,
      ]);
    });
  });

  it("is waited for until the taker, which is under way, holds it", async () => {
    await withProvider(async (provider) => {
      const { create, update, emulator } = provider;
      const before = await create(additive([kept, moved]));
      const [shrunk, taking] = [additive([kept]), additive([moved, "10.0.0.103"])];
      emulator.addFault({ action: ASSIGN, hold: true });
      const grace = endable(2);
      await up(provider, [shrunk, taking], async () => {
        let isOver = false as boolean;
        const giving = update(before, shrunk).finally(() => (isOver = true));
        const hasAsked = (): boolean => grace.begun() > 0;
        while (!hasAsked() && !isOver) await nextTurn();
        const taken = create(taking);
        await emulator.waitForCall(ASSIGN);
        // it is not waited for as one that has not begun
        grace.end();
        await nextTurn();
        expect([hasAsked(), isOver]).toEqual([true, false]);
        emulator.release();
        expect((await giving).privateIpAddresses).toEqual(declared([kept]));
        expect((await taken).privateIpAddresses).toEqual(declared([moved, "10.0.0.103"]));
      });
    });
  });
});

it("is not waited for to vanish when another resource has assigned again what this one unassigned", async () => {
  await withProvider(async (provider) => {
    const { create, update, emulator, held } = provider;
    const before = await create(additive([kept, moved]));
    await up(provider, [additive([kept])], async () => {
      emulator.addFault({ action: UNASSIGN, hold: true });
      const giving = update(before, additive([kept]));
      await untilCalled(emulator, UNASSIGN, 1, giving);
      // a resource that Pulumi comes to later declares it, in a process of its own
      await provider.hooks.check({}, additive([moved]));
      emulator.addFault({ action: DESCRIBE, hold: true });
      emulator.clearCalls();
      emulator.release();
      await untilCalled(emulator, DESCRIBE, 1, giving);
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [kept, moved] });
      emulator.release();
      expect((await giving).privateIpAddresses).toEqual(declared([kept]));
    });
    expect(held()).toEqual([kept, moved]);
  });
});

describe("a resource that is replaced, and deleted first", () => {
  const all = additive(addresses(2));

  it("has on its new ENI what another one gives up there", async () => {
    await withProvider(async (provider) => {
      const { create, destroy, update, hooks, held } = provider;
      const onSpare = (...list: string[]) => ({ ...additive(list), networkInterfaceId: "eni-spare" });
      const before = await create(all);
      const giver = await create(onSpare("10.0.0.151", "10.0.0.152"));
      const [news, fewer] = [onSpare("10.0.0.152"), onSpare("10.0.0.151")];
      // Pulumi comes to it later than the giver waits
      endable(2).end();
      const after = await up(provider, [fewer], async () => {
        await hooks.check(all, news);
        await hooks.diff("eni-demo", { ...before }, { ...inputsIn(parseState({ ...before })), ...news });
        await hooks.check({}, news);
        await destroy(before);
        return update(giver, fewer);
      });
      expect([held(), held("eni-spare")]).toEqual([[], ["10.0.0.151", "10.0.0.152"]]);
      expect(after.privateIpAddresses).toEqual({ "10.0.0.151": "declared", "10.0.0.152": "left" });
    });
  });

  it.each([
    ["is refused", 2, addresses(2)],
    ["fails after its first call", 34, addresses(2, 133)],
  ] as const)(
    "says which of its addresses are on neither ENI where its successor %s",
    async (_what, count, left) => {
      await withProvider(async (provider) => {
        const { create, destroy, hooks, emulator, notes } = provider;
        emulator.updateNetworkInterface("eni-demo", { status: "Available", instanceId: undefined });
        const before = await create(additive(addresses(count)));
        const news = { ...additive(addresses(count)), networkInterfaceId: "eni-spare" };
        const code = "InvalidVSwitchId.IpNotEnough";
        emulator.addFault({ action: ASSIGN, skip: count > 32 ? 1 : 0, code, times: 100 });
        await up(provider, [], async () => {
          await hooks.check(inputsIn(parseState({ ...before })), news);
          await hooks.diff("eni-demo", { ...before }, news);
          await hooks.check({}, news);
          await destroy(before);
          return failureOf(create(news));
        });
        expect(notes.at(-1)).toBe(
          `ENI eni-demo: ${left.join(", ")} left it in this \`pulumi up\` for ENI eni-spare, and are on neither now: ` +
            "set networkInterfaceId back to eni-demo, or mend what failed here, and run `pulumi up` again",
        );
      });
    },
  );

  it("leaves its addresses to its successor on the same ENI, which is one look", async () => {
    await withProvider(async (provider) => {
      const { create, destroy, actions, held } = provider;
      const before = await create(all);
      actions();
      const after = await up(provider, [all], async () => {
        await destroy(before);
        return create(all);
      });
      expect([after, held(), actions()]).toEqual([before, addresses(2), [DESCRIBE]]);
    });
  });

  it("unassigns what its successor does not declare", async () => {
    await withProvider(async (provider) => {
      const { create, destroy, held } = provider;
      const before = await create(all);
      await up(provider, [additive([kept])], () => destroy(before));
      expect(held()).toEqual([kept]);
    });
  });

  it("has them owned by its successor though that is refused before it has written anything", async () => {
    await withProvider(async (provider) => {
      const { create, update, destroy, emulator, held } = provider;
      const before = await create(all);
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [...addresses(2), "10.0.0.99"] });
      const exclusive = { ...all, ownership: "exclusive" };
      const failure = await up(provider, [exclusive], async () => {
        await destroy(before);
        return failureOf(create(exclusive));
      });
      expect(failure.reasons).toEqual([
        expect.stringMatching(/^ENI eni-demo: it already holds 10\.0\.0\.99, /) as string,
        "ENI eni-demo: the change failed. The state records what the ENI holds now; `pulumi up` does the rest.",
      ]);
      expect(failure.properties).toMatchObject({
        privateIpAddresses: declared(addresses(2)),
        interrupted: true,
      });

      // so that they can be unassigned when nobody declares them any more
      await update(failure.properties as never, additive([]));
      expect(held()).toEqual(["10.0.0.99"]);
    });
  });

  it("has them owned by its successor though there are no credentials by now, which its deletion did not need", async () => {
    await withProvider(async ({ create, update, emulator, held }) => {
      const before = await create(all);
      const env = { ECS_ENDPOINT: emulator.url, ALICLOUD_PROFILE: "no-such-profile" };
      const without = openProvider(emulator, env);
      const { id, reasons, properties } = await up(without, [all], async () => {
        await without.destroy(before);
        return failureOf(without.create(all));
      });
      expect([id, reasons]).toEqual([
        "eni-demo",
        [
          expect.stringMatching(/^The profile "no-such-profile" /) as string,
          "ENI eni-demo: the change failed. The ENI could not be looked at; the state records what was done; `pulumi up` does the rest.",
        ],
      ]);
      expect(properties).toEqual({
        ...{ ...before, interrupted: true, __provider: "shim" },
        foreignPrivateIpAddresses: [],
      });

      // so that they can be unassigned when nobody declares them any more
      await update(properties as never, additive([]));
      expect(held()).toEqual([]);
    });
  });

  it("has them owned by its successor though another change of the ENI takes all of the time", async () => {
    await withProvider(async (provider) => {
      const { create, destroy, emulator } = provider;
      const before = await create(all);
      const other = additive(["10.0.0.103"]);
      const time = endable(7);
      await up(provider, [all, other], async () => {
        emulator.addFault({ action: ASSIGN, hold: true });
        const busy = create(other);
        await emulator.waitForCall(ASSIGN);
        await destroy(before);
        const failing = failureOf(create({ ...all, timeoutSeconds: 7 }));
        time.end();
        const { message, properties } = await failing;
        expect(message).toContain("ENI eni-demo: another change of it was still under way after 7 s");
        expect(properties).toMatchObject({ privateIpAddresses: declared(addresses(2)), interrupted: true });
        emulator.release();
        await busy;
      });
    });
  });

  it("tells its successor whose ENI it is, which knows it though no look has shown it", async () => {
    await withProvider(async (provider) => {
      const { create, update, destroy, emulator } = provider;
      const before = await create(all);
      const { ownerId, vSwitchId, primaryPrivateIpAddress, securityGroupIds } = before;
      const known = { ownerId, vSwitchId, primaryPrivateIpAddress, securityGroupIds };
      emulator.addFault({ action: DESCRIBE, code: "Forbidden.RAM", times: 4 });
      await up(provider, [all], async () => {
        await destroy(before);
        expect((await failureOf(create(all))).properties).toMatchObject(known);
      });
      await up(provider, [all], async () => {
        await destroy(before);
        // it had one address of its own
        const taker = { ...before, privateIpAddresses: {} };
        expect((await failureOf(update(taker, all))).properties).toMatchObject(known);
      });
    });
  });

  it("leaves nothing behind where its successor held it already", async () => {
    await withProvider(async (provider) => {
      const { create, update, destroy, emulator } = provider;
      const before = await create(all);
      emulator.addFault({ action: ASSIGN, code: "Forbidden.RAM" });
      await up(provider, [all], async () => {
        const successor = await create(all);
        await destroy(before);
        const failure = await failureOf(update(successor, additive(addresses(3))));
        expect(failure.id).toBeUndefined();
      });
    });
  });
});

describe("a resource that is replaced, and would leave an address to another one than its successor", () => {
  const both = additive([kept, moved]);
  const taking = additive([moved]);
  const elsewhere = { ...additive([moved]), networkInterfaceId: "eni-spare" };

  /** Checks and compares as the engine does, and deletes after what comes before that. */
  const replace = (
    { phase, hooks, create, destroy }: Provider,
    { before, successor }: { readonly before: State; readonly successor: Record<string, unknown> },
    first: (create: Provider["create"]) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> =>
    phase(async () => {
      for (const program of [taking, successor]) await hooks.check({}, program);
      await hooks.diff(before.networkInterfaceId, before, (await hooks.check({}, successor)).inputs ?? {});
      await first(create);
      await destroy(before);
    });

  it("keeps it until that one has it, and says how to bring that about", async () => {
    await withProvider(async (provider) => {
      const before = await provider.create(both);
      endable(2).end();
      const { message } = await failureOf(replace(provider, { before, successor: elsewhere }));
      expect(message).toBe(
        "ENI eni-demo: 10.0.0.102 stays with this resource, which is to be replaced: another one of the program declares it, and cannot take " +
          "it over before, because it depends on this one, or --parallel allows too few steps at a time; run `pulumi up` with the old networkInterfaceId here first, " +
          "then with the new one.",
      );
      expect(provider.held()).toEqual([kept, moved]);
    });
  });

  it("goes once that one holds it", async () => {
    await withProvider(async (provider) => {
      const before = await provider.create(both);
      await replace(provider, { before, successor: elsewhere }, (create) => create(taking));
      expect(provider.held()).toEqual([moved]);
    });
  });

  it("says that it has failed where it has", async () => {
    await withProvider(async (provider) => {
      const before = await provider.create(both);
      const first = (create: Provider["create"]) => {
        // with what else is expected, and without
        provider.emulator.addFault({ action: DESCRIBE, times: 2, code: "Forbidden.RAM" });
        return failureOf(create(taking));
      };
      const { message } = await failureOf(replace(provider, { before, successor: elsewhere }, first));
      expect(message).toContain(
        "10.0.0.102 stays with this resource: another one of the program declares it, and has failed",
      );
    });
  });

  it("leaves to its successor on the same ENI what that one declares, as where a mistaken region is put right", async () => {
    await withProvider(async (provider) => {
      const before = { ...(await provider.create(taking)), regionId: "cn-beijing" };
      endable(2).end();
      await replace(provider, { before, successor: taking });
      expect(provider.held()).toEqual([moved]);
    });
  });
});

it("leaves in a later round, too, what its taker has failed to hold", async () => {
  await withProvider(async (provider) => {
    const { create, update, emulator, held } = provider;
    const before = await create(additive(addresses(3)));
    const time = endable(7);
    const [shrunk, taking] = [additive([kept]), { ...additive([moved]), timeoutSeconds: 7 }];
    const after = await up(provider, [shrunk, taking], async () => {
      emulator.addFault({ action: UNASSIGN, hold: true });
      const giving = update(before, shrunk);
      await untilCalled(emulator, UNASSIGN, 1, giving);
      // its turn on the ENI never comes
      const failing = failureOf(create(taking));
      time.end();
      await failing;
      emulator.release();
      return giving;
    });
    expect([held(), after.lastUnassigned]).toEqual([[kept, moved], ["10.0.0.103"]]);
    expect(after.privateIpAddresses).toEqual({ [kept]: "declared", [moved]: "left" });
  });
});

it("is recorded by a taker whose giver was deleted meanwhile, also when not even a look succeeded", async () => {
  await withProvider(async (provider) => {
    const { create, destroy, emulator, held } = provider;
    const before = await create(additive([moved]));
    const taking = additive([kept, moved]);
    await up(provider, [taking], async () => {
      emulator.addFault({ action: DESCRIBE, hold: true, code: "Forbidden.RAM" });
      const failing = failureOf(create(taking));
      await emulator.waitForCall(DESCRIBE);
      await destroy(before);
      emulator.release();
      const { id, properties } = await failing;
      expect([id, properties?.privateIpAddresses, properties?.interrupted]).toEqual([
        "eni-demo",
        declared([moved]),
        true,
      ]);
      expect(held()).toEqual([moved]);
    });
  });
});
