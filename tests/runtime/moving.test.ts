import { inputsIn } from "../../provider/core/record";
import { parseState, type Properties, type State } from "../../provider/core/state";
import { UNKNOWN } from "../../provider/core/unknown";
import {
  addresses,
  ASSIGN,
  declared,
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
const inputs = (networkInterfaceId: string, list: readonly string[]): Properties => ({
  ...{ networkInterfaceId, regionId: "cn-hangzhou", ownership: "additive" },
  privateIpAddresses: declared(list),
});
const onNeither = (notes: readonly string[]): string[] => notes.filter((line) => line.includes("on neither"));

/** Runs an `up` in which a resource moves from eni-demo to eni-spare, with what else is to happen in it. */
async function whileMoving(
  provider: Provider,
  work: (about: { readonly before: State; readonly after: Properties }) => Promise<void>,
): Promise<string[]> {
  const { create, hooks, phase, notes } = provider;
  const before = await create(inputs("eni-demo", addresses(2)));
  const after = inputs("eni-spare", addresses(2));
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

it("tells nothing of what is coming to the new ENI when another resource fails", async () => {
  await withProvider(async (provider) => {
    const { emulator, create, destroy, held } = provider;
    const told = await whileMoving(provider, async ({ before, after }) => {
      await destroy(before);
      emulator.addFault({ action: ASSIGN, hold: true });
      const coming = create(after);
      await untilCalled(emulator, ASSIGN, 2, coming);
      await failElsewhere(provider);
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
