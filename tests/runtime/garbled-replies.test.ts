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

// Replies that say nothing of what was done, of a proxy or of a service that broke off, and after which no look succeeds either.

const one = { privateIpAddresses: declared(["10.0.0.101"]) };
const two = { privateIpAddresses: declared(addresses(2)) };
const none = { privateIpAddresses: {} };

const replies = [
  ["a page with status 200", { httpStatus: 200, body: "<html>Welcome</html>" }],
  [
    "half of a JSON with status 200",
    { httpStatus: 200, body: '{"RequestId":"R-', contentType: "application/json" },
  ],
  [
    "a JSON of somebody else with status 200",
    { httpStatus: 200, body: "{}", contentType: "application/json" },
  ],
  ["no body with status 200", { httpStatus: 200, body: "" }],
  ["a page with status 502", { httpStatus: 502, body: "<html>Bad Gateway</html>" }],
  [
    "a JSON of somebody else with status 500",
    { httpStatus: 500, body: '{"error":"x"}', contentType: "application/json" },
  ],
  ["no body with status 503", { httpStatus: 503, body: "" }],
] as const;
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
