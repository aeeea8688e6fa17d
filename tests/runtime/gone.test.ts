import type { State } from "../../provider/core/state";
import { defaultAccessKey } from "../../provider/emulator";
import {
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  keysFor,
  openProvider,
  type Provider,
  UNASSIGN,
  withProvider,
} from "../helpers/provider";

// to the keys of another account, every ENI looks gone

const one = { networkInterfaceId: "eni-spare", privateIpAddresses: declared(["10.0.0.101"]) };
const GET_CALLER_IDENTITY = "GetCallerIdentity";

const [refresh, destroy] = [
  ({ hooks }: Provider, state: State) => hooks.read(state.networkInterfaceId, { ...state }),
  (provider: Provider, state: State) => provider.destroy(state),
];
const operations: readonly (readonly [
  string,
  (provider: Provider, state: State) => Promise<unknown>,
  unknown,
])[] = [
  ["a refresh drops it", refresh, {}],
  ["a delete succeeds", destroy, undefined],
];

/** A resource on an ENI that is not there. */
async function lostResource({ create }: Provider): Promise<State> {
  return { ...(await create(one)), networkInterfaceId: "eni-gone" };
}

describe.each(operations)("an ENI that is not found: %s", (_what, run, answer) => {
  it("with the keys of the account that owned it, who is asked for once", async () => {
    await withProvider(async (provider) => {
      const state = await lostResource(provider);
      provider.actions();
      expect(await run(provider, state)).toEqual(answer);
      expect([provider.actions(), provider.notes]).toEqual([[DESCRIBE, GET_CALLER_IDENTITY], []]);
    });
  });

  it("where the state does not say who owned it, since it was written before that was noted", async () => {
    await withProvider(async (provider) => {
      const { ownerId: _, ...state } = await lostResource(provider);
      provider.actions();
      expect(await run(provider, state)).toEqual(answer);
      expect([provider.actions(), provider.notes]).toEqual([[DESCRIBE], []]);
    });
  });

  it("where it cannot be learned whose the keys are, with a warning", async () => {
    await withProvider(async (provider) => {
      const state = await lostResource(provider);
      provider.emulator.addFault({ action: GET_CALLER_IDENTITY, code: "Forbidden.RAM" });
      expect(await run(provider, state)).toEqual(answer);
      expect(provider.notes).toEqual([
        "ENI eni-gone: it was not found in region cn-hangzhou, and is taken for gone; that the keys are those of account 1234567890123456, " +
          "which owns it, could not be learned (sts:GetCallerIdentity)",
      ]);
    });
  });

  it("but not with the keys of another account, which is named", async () => {
    const theirs = { ...defaultAccessKey, accessKeyId: "theirs", accountId: "6543210987654321" };
    await withProvider(
      async (provider) => {
        const state = await provider.create(one);
        const { emulator } = provider;
        const env = { ...keysFor(emulator), ALICLOUD_ACCESS_KEY: theirs.accessKeyId };
        const { message } = await failureOf(run(openProvider(emulator, env), state));
        expect(message).toBe(
          "ENI eni-spare: it was not found in region cn-hangzhou with the keys of account 6543210987654321, but it belongs to account 1234567890123456; " +
            "use the keys of account 1234567890123456, or, if the ENI is gone for good, take the resource out of the state with `pulumi state delete`.",
        );
      },
      { accessKeys: [defaultAccessKey, theirs] },
    );
  });
});

it("asks for no account while the ENI is there, nor when it goes before the eyes of a delete", async () => {
  await withProvider(async (provider) => {
    const { create, update, emulator, actions, hooks } = provider;
    const before = await update(await create(one), { ...one, privateIpAddresses: declared(["10.0.0.102"]) });
    await hooks.read("eni-spare", before);
    emulator.addFault({ action: UNASSIGN, hold: true, code: "InvalidEniId.NotFound" });
    emulator.addFault({ action: DESCRIBE, skip: 1, times: 9, code: "InvalidEniId.NotFound" });
    const deleting = provider.destroy(before);
    await emulator.waitForCall(UNASSIGN);
    emulator.release();
    await deleting;
    expect(actions()).not.toContain(GET_CALLER_IDENTITY);
  });
});

describe("an update of an ENI that is not found", () => {
  const gone = { ...one, networkInterfaceId: "eni-gone", privateIpAddresses: declared(["10.0.0.102"]) };

  it("is refused, after one question whose the keys are", async () => {
    await withProvider(async (provider) => {
      const state = await lostResource(provider);
      provider.actions();
      const { message } = await failureOf(provider.update(state, gone));
      expect(message).toMatch(
        /^ENI eni-gone: it was not found in region cn-hangzhou; check networkInterfaceId/,
      );
      expect([provider.actions(), provider.notes]).toEqual([[DESCRIBE, GET_CALLER_IDENTITY], []]);
    });
  });

  it("is refused without a question where the state does not say who owned it", async () => {
    await withProvider(async (provider) => {
      const { ownerId: _, ...state } = await lostResource(provider);
      provider.actions();
      const { message } = await failureOf(provider.update(state, gone));
      expect(message).toMatch(/^ENI eni-gone: it was not found in region cn-hangzhou; /);
      expect(provider.actions()).toEqual([DESCRIBE]);
    });
  });

  it("is refused with both accounts, where the keys are those of another", async () => {
    const theirs = { ...defaultAccessKey, accessKeyId: "theirs", accountId: "6543210987654321" };
    await withProvider(
      async (provider) => {
        const { create, emulator } = provider;
        const state = await create(one);
        const env = { ...keysFor(emulator), ALICLOUD_ACCESS_KEY: theirs.accessKeyId };
        const update = { ...one, privateIpAddresses: declared(["10.0.0.102"]) };
        const { message } = await failureOf(openProvider(emulator, env).update(state, update));
        expect(message).toContain(
          "with the keys of account 6543210987654321, but it belongs to account 1234567890123456; use the keys of account 1234567890123456",
        );
      },
      { accessKeys: [defaultAccessKey, theirs] },
    );
  });
});

it("fails a delete whose ENI went away as far as the refusal of a look tells, with what the refusal says", async () => {
  await withProvider(async (provider) => {
    const { create, emulator, held } = provider;
    const before = await create(one);
    emulator.addFault({ action: UNASSIGN, code: "InvalidEniId.NotFound" });
    const { message } = await failureOf(provider.destroy(before));
    expect(message).toMatch(
      /^ENI eni-spare: it was not found in region cn-hangzhou; check .*\[InvalidEniId\.NotFound/,
    );
    expect([held("eni-spare"), emulator.calls(ASSIGN).length]).toEqual([["10.0.0.101"], 1]);
  });
});
