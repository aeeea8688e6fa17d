import { garbledReplies as replies, withRequestIdAlone } from "../helpers/garbled";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  type Provider,
  UNASSIGN,
  withProvider,
} from "../helpers/provider";

// Replies that say nothing, of a proxy or of a service that broke off. After those to a write, no look succeeds either.

const one = { privateIpAddresses: declared(["10.0.0.101"]) };
const two = { privateIpAddresses: declared(addresses(2)) };
const none = { privateIpAddresses: {} };

const moments = ["before", "after"] as const;
const table = replies.flatMap(([what, reply]) => moments.map((when) => [what, when, reply] as const));

/** All calls of the action are answered like that, and after it no look succeeds. */
function garble({ emulator }: Provider, action: string, fault: object): void {
  emulator.addFault({ action, times: Infinity, ...fault });
  emulator.addFault({ action: DESCRIBE, skip: 1, times: Infinity, code: "Forbidden.RAM" });
}

describe.each(table)("%s, %s the cloud did what was asked", (_what, when, reply) => {
  it("to the assign of a create: the state has what may be there, for a deletion to unassign", async () => {
    await withProvider(async (provider) => {
      garble(provider, ASSIGN, { ...reply, when });
      const { properties } = await failureOf(provider.create(two));
      expect(properties?.privateIpAddresses).toEqual(two.privateIpAddresses);

      provider.emulator.clearFaults();
      await provider.destroy(properties as never);
      expect(provider.held()).toEqual([]);
    });
  });

  it("to the assign of an update: the state has what was there and what may be there", async () => {
    await withProvider(async (provider) => {
      const before = await provider.create(one);
      garble(provider, ASSIGN, { ...reply, when });
      const { properties } = await failureOf(provider.update(before, two));
      expect(Object.keys(properties?.privateIpAddresses ?? {})).toEqual(addresses(2));

      provider.emulator.clearFaults();
      const after = await provider.update(properties as never, none);
      expect([provider.held(), after.privateIpAddresses]).toEqual([[], {}]);
    });
  });

  it("to the unassign of an update: the state has what may still be there, for the next one to unassign", async () => {
    await withProvider(async (provider) => {
      const before = await provider.create(two);
      garble(provider, UNASSIGN, { ...reply, when });
      const failure = await failureOf(provider.update(before, one));
      expect(failure.properties ?? before).toMatchObject({ privateIpAddresses: two.privateIpAddresses });

      provider.emulator.clearFaults();
      const after = await provider.update(failure.properties ?? before, one);
      expect([provider.held(), after.lastUnassigned]).toEqual([["10.0.0.101"], ["10.0.0.102"]]);
    });
  });

  it("to the unassign of a deletion: it fails, and the next one does the rest", async () => {
    await withProvider(async (provider) => {
      const before = await provider.create(two);
      garble(provider, UNASSIGN, { ...reply, when });
      const { message } = await failureOf(provider.destroy(before));
      expect(message).toMatch(/^ENI eni-demo: /);

      provider.emulator.clearFaults();
      await provider.destroy(before);
      expect(provider.held()).toEqual([]);
    });
  });
});

describe.each(replies)("%s to each look", (_what, reply) => {
  it.each<[string, (provider: Provider, before: never) => Promise<unknown>]>([
    ["a create", ({ create }) => create(two)],
    ["an update", ({ update }, before) => update(before, two)],
    ["a deletion", ({ destroy }, before) => destroy(before)],
    ["a refresh", ({ hooks }, before) => hooks.read("eni-demo", before)],
  ])("fails %s, which has sent nothing else", async (_operation, run) => {
    await withProvider(async (provider) => {
      const before = await provider.create(one);
      provider.actions();
      provider.emulator.addFault({ action: DESCRIBE, times: Infinity, ...reply });
      const { message, properties } = await failureOf(run(provider, before as never));
      expect(message).toMatch(/^ENI eni-demo: no answer to DescribeNetworkInterfaces: /);
      expect(properties).toBeUndefined();
      expect(new Set(provider.actions())).toEqual(new Set([DESCRIBE]));
    });
  });
});

const reads = [...replies, withRequestIdAlone];

describe.each(reads)("%s to the question for the instance of a primary ENI", (_what, reply) => {
  const primary = { networkInterfaceId: "eni-demoprimary" };
  const first = { ...primary, privateIpAddresses: declared(["10.0.0.101"]) };
  const second = { ...primary, privateIpAddresses: declared(["10.0.0.102"]) };

  it.each([
    ["assigned", ASSIGN, { "10.0.0.101": "declared" }],
    ["unassigned", UNASSIGN, { "10.0.0.101": "declared", "10.0.0.102": "unrecorded" }],
  ])(
    "fails an update that could not have %s without it, and state has what is there",
    async (_verb, action, there) => {
      await withProvider(async (provider) => {
        const { create, update, held, emulator } = provider;
        const before = await create(first);
        emulator.addFault({ action, code: "InvalidOperation.InvalidEcsState" });
        emulator.addFault({ action: "DescribeInstances", times: Infinity, ...reply });
        const { message, properties } = await failureOf(update(before, second));
        expect(message).toMatch(/^ENI eni-demoprimary: no answer to DescribeInstances: /);
        expect((properties ?? before).privateIpAddresses).toEqual(there);
        expect(held(primary.networkInterfaceId)).toEqual(Object.keys(there));

        emulator.clearFaults();
        await update(properties ?? before, second);
        expect(held(primary.networkInterfaceId)).toEqual(["10.0.0.102"]);
      });
    },
  );
});

const actionsOfRules = [
  "DescribeSecurityGroups",
  "DescribeSecurityGroupAttribute",
  "DescribePrefixListAttributes",
];

describe.each(reads)("%s to a question for the rules of security groups", (_what, reply) => {
  const scope = { staleSecurityGroupRules: "vpc" };
  const unknown = (action: string): unknown =>
    expect.stringMatching(
      new RegExp(
        String.raw`^ENI eni-demo: whether rules of security groups still name 10\.0\.0\.101, 10\.0\.0\.102 could not be found out \[${action}: NoReply\]: `,
      ),
    );

  it.each(actionsOfRules)("is told after an update, whose state says what was done: %s", async (action) => {
    await withProvider(async ({ create, update, held, notes, emulator }) => {
      const before = await create({ ...two, ...scope });
      emulator.addFault({ action, times: Infinity, ...reply });
      const after = await update(before, { ...none, ...scope });
      expect(after).toMatchObject({ privateIpAddresses: {}, staleSecurityGroupRules: [] });
      expect([held(), after.lastUnassigned, notes]).toEqual([[], addresses(2), [unknown(action)]]);
    });
  });

  it.each(actionsOfRules)("is told after a deletion, which succeeds: %s", async (action) => {
    await withProvider(async ({ create, destroy, held, notes, emulator }) => {
      const before = await create({ ...two, ...scope });
      emulator.addFault({ action, times: Infinity, ...reply });
      await destroy(before);
      expect([held(), notes]).toEqual([[], [unknown(action)]]);
    });
  });
});

const GET_CALLER_IDENTITY = "GetCallerIdentity";
const accountId = (value: unknown) => ({
  ...{ httpStatus: 200, contentType: "application/json" },
  body: JSON.stringify({ RequestId: "R-1", AccountId: value }),
});

describe.each([
  ...reads,
  ["an account id that is null", accountId(null)] as const,
  ["an account id that is a list", accountId(["1234567890123456"])] as const,
])("%s to the question whose the keys are", (_what, reply) => {
  it.each<[string, (provider: Provider, state: never) => Promise<unknown>, unknown]>([
    ["a refresh", ({ hooks }, state) => hooks.read("eni-gone", state), {}],
    ["a deletion", ({ destroy }, state) => destroy(state), undefined],
  ])(
    "lets %s take an ENI for gone that is not found, but not without a word",
    async (_operation, run, answer) => {
      await withProvider(async (provider) => {
        const { create, notes, actions, emulator } = provider;
        const state = { ...(await create(one)), networkInterfaceId: "eni-gone" };
        actions();
        emulator.addFault({ action: GET_CALLER_IDENTITY, times: Infinity, ...reply });
        expect(await run(provider, state as never)).toEqual(answer);
        expect(actions()).toEqual([DESCRIBE, GET_CALLER_IDENTITY]);
        expect(notes).toEqual([
          expect.stringMatching(
            /^ENI eni-gone: .* is taken for gone; that the keys are those of account 1234567890123456, .* could not be learned/,
          ),
        ]);
      });
    },
  );

  it("fails an update of an ENI that is not found, as one that may have been deleted", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const state = { ...(await create(one)), networkInterfaceId: "eni-gone" };
      emulator.addFault({ action: GET_CALLER_IDENTITY, times: Infinity, ...reply });
      const { message, properties } = await failureOf(
        update(state, { ...two, networkInterfaceId: "eni-gone" }),
      );
      expect(message).toMatch(/^ENI eni-gone: it was not found in region cn-hangzhou; check /);
      expect(properties).toBeUndefined();
    });
  });

  it("takes no ENI for gone where the looks are garbled too", async () => {
    await withProvider(async (provider) => {
      const { create, hooks, destroy, held, notes, emulator } = provider;
      const before = await create(one);
      for (const action of [GET_CALLER_IDENTITY, DESCRIBE])
        emulator.addFault({ action, times: Infinity, ...reply });
      for (const work of [hooks.read("eni-demo", before), destroy(before)])
        expect((await failureOf(work)).message).toMatch(
          /^ENI eni-demo: no answer to DescribeNetworkInterfaces: /,
        );
      expect([held(), notes]).toEqual([["10.0.0.101"], []]);
    });
  });
});
