import { endable } from "../helpers/deadline";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  UNASSIGN,
  untilCalled,
  withoutRequestId,
  withProvider,
} from "../helpers/provider";

// one time for the whole operation, begun when Pulumi calls the hook; a call that is refused to the end stands for all

const one = { privateIpAddresses: declared(["10.0.0.101"]) };
const throttled = { times: 9_999, code: "Throttling.User" };

afterEach(() => {
  jest.restoreAllMocks();
});

it.each([
  [ASSIGN, "Throttling.User", "throttled"],
  [UNASSIGN, "Throttling.User", "throttled"],
  [ASSIGN, "Operation.Conflict", "refused"],
  [UNASSIGN, "Operation.Conflict", "refused"],
])(
  "ends an update whose %s is answered %s for ever, and says for how long it was %s",
  async (action, code, was) => {
    await withProvider(async ({ create, update, emulator, held }) => {
      const before = await create(one);
      emulator.addFault({ action, times: 9_999, code });
      const time = endable(120);
      const wanted = action === ASSIGN ? addresses(2) : [];
      const failing = failureOf(update(before, { privateIpAddresses: declared(wanted) }));
      await untilCalled(emulator, action, action === ASSIGN ? 3 : 2, failing);
      time.end();
      const { message, id } = await failing;
      const address = action === ASSIGN ? "10.0.0.102" : "10.0.0.101";
      expect(message).toMatch(new RegExp(`^ENI eni-demo: ${action} of ${address} was ${was} for 120 s: `));
      expect(withoutRequestId(message)).toContain(
        `; run \`pulumi up\` again in some minutes, or raise timeoutSeconds [${code}, request id R].`,
      );
      expect([id, held()]).toEqual([undefined, ["10.0.0.101"]]);
    });
  },
);

it("ends at once where the cloud asks to wait for longer than there is time", async () => {
  await withProvider(async ({ create, emulator }) => {
    emulator.addFault({ action: ASSIGN, ...throttled, retryAfterMs: 60_000 });
    // of a minute asked for, half is believed
    const { message } = await failureOf(create({ ...one, timeoutSeconds: 29 }));
    expect(message).toContain("was throttled");
    expect(emulator.calls(ASSIGN)).toHaveLength(1);
  });
});

it.each(["up", "refresh", "destroy"])(
  "ends in time: %s, whose looks are throttled for ever",
  async (operation) => {
    await withProvider(async ({ create, update, destroy, hooks, emulator }) => {
      const before = await create(one);
      emulator.clearCalls();
      emulator.addFault({ action: DESCRIBE, ...throttled });
      const time = endable(120);
      const work = {
        up: () => update(before, one),
        refresh: () => hooks.read("eni-demo", { ...before }),
        destroy: () => destroy(before),
      }[operation];
      const failing = failureOf(work?.() ?? Promise.resolve());
      await untilCalled(emulator, DESCRIBE, 2, failing);
      time.end();
      const { message, id } = await failing;
      expect(message).toBe(
        "ENI eni-demo: no answer to DescribeNetworkInterfaces: it was throttled or not answered for 120 s; run `pulumi up` again in some minutes, or raise timeoutSeconds.",
      );
      expect(id).toBeUndefined();
    });
  },
);

it("counts the time that a change waits for others on its ENI", async () => {
  await withProvider(async ({ create, update, emulator, held }) => {
    const creations = addresses(4).map((address) => ({
      ownership: "additive",
      privateIpAddresses: declared([address]),
    }));
    emulator.addFault({ action: ASSIGN, ...throttled });
    const time = endable(120);
    const failing = Promise.all(creations.map((creation) => failureOf(create(creation))));
    await untilCalled(emulator, ASSIGN, 2, failing);
    time.end();
    const [first, ...others] = (await failing).map(({ message }) => message);
    expect(first).toContain("10.0.0.101 was throttled for 120 s");
    expect(others).toEqual(
      Array.from(
        { length: 3 },
        () =>
          "ENI eni-demo: another change of it was still under way after 120 s; run `pulumi up` again, or raise timeoutSeconds.",
      ),
    );
    // and those that gave up do not keep the ENI from the next one
    emulator.clearFaults();
    jest.restoreAllMocks();
    const after = await create(creations[3]);
    await update(after, creations[3]);
    expect(held()).toEqual(["10.0.0.104"]);
  });
});

describe("what was done before the time was up", () => {
  const [many, spare] = [addresses(40), { networkInterfaceId: "eni-spare" }];

  it("is recorded, by a look that has a time of its own", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, skip: 1, ...throttled });
      const time = endable(120);
      const failing = failureOf(create({ ...spare, privateIpAddresses: declared(many) }));
      await untilCalled(emulator, ASSIGN, 3, failing);
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: many.slice(1, 32) });
      time.end();
      const { properties, reasons } = await failing;
      expect(properties?.privateIpAddresses).toEqual(declared(many.slice(0, 32)));
      expect(properties?.foreignPrivateIpAddresses).toEqual([]);
      expect(reasons?.[1]).toContain("The state records what the ENI holds now");
    });
  });

  it("is recorded without a look where that is throttled too, for ten seconds more", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, skip: 1, ...throttled });
      emulator.addFault({ action: DESCRIBE, skip: 1, ...throttled });
      const [time, patience] = [endable(120), endable(10)];
      const failing = failureOf(create({ ...spare, privateIpAddresses: declared(many) }));
      await untilCalled(emulator, ASSIGN, 3, failing);
      time.end();
      await untilCalled(emulator, DESCRIBE, 3, failing);
      patience.end();
      const { properties, reasons } = await failing;
      expect(patience.begun()).toBe(1);
      expect(properties?.privateIpAddresses).toEqual(declared(many.slice(0, 32)));
      expect(reasons?.[1]).toContain("The ENI could not be looked at; the state records what was done");
    });
  });

  it("is all that is sent: no call begins afterwards", async () => {
    await withProvider(async ({ create, emulator }) => {
      const time = endable(120);
      emulator.addFault({ action: ASSIGN, hold: true });
      const failing = failureOf(create({ ...spare, privateIpAddresses: declared(many) }));
      await emulator.waitForCall(ASSIGN);
      time.end();
      emulator.release();
      const { properties, reasons } = await failing;
      expect(reasons?.[0]).toBe(
        `ENI eni-spare: the time was up before ${many.slice(32).join(", ")} could be assigned, after 120 s; ` +
          "run `pulumi up` again, or raise timeoutSeconds.",
      );
      expect(properties?.privateIpAddresses).toEqual(declared(many.slice(0, 32)));
      expect(emulator.calls(ASSIGN)).toHaveLength(1);
    });
  });
});

it("says of a call that was not sent what it waited for before, as long as that lasts", async () => {
  await withProvider(
    async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, hold: true, code: "InvalidOperation.InvalidEniState" });
      const time = endable(120);
      const failing = failureOf(create(one));
      await emulator.waitForCall(ASSIGN);
      emulator.updateNetworkInterface("eni-demo", { status: "Detaching" });
      emulator.release();
      await untilCalled(emulator, DESCRIBE, 3, failing);
      time.end();
      expect((await failing).message).toBe(
        "ENI eni-demo: it is in status Detaching, still so after 120 s; run `pulumi up` again, or raise timeoutSeconds.",
      );
    },
    { transitionMs: 3_600_000 },
  );
});

it.each([
  ["Forbidden.RAM", /^ENI eni-demo: DescribeNetworkInterfaces was refused: /],
  ["InvalidEniId.NotFound", /^ENI eni-demo: it was not found in region cn-hangzhou; /],
])("tells an end by %s as such, though it comes in the middle of a wait", async (code, message) => {
  await withProvider(
    async ({ create, emulator }) => {
      emulator.updateNetworkInterface("eni-demo", { status: "Attaching" });
      emulator.addFault({ action: DESCRIBE, skip: 2, code });
      expect((await failureOf(create(one))).message).toMatch(message);
    },
    { transitionMs: 3_600_000 },
  );
});

it.each(["InvalidOperation.InvalidEniState", "IdempotentFailed"])(
  "says of a call that is refused again and again what the cloud said: %s",
  async (code) => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, times: Infinity, code, message: "Not now." });
      const time = endable(120);
      const failing = failureOf(create(one));
      await untilCalled(emulator, ASSIGN, 3, failing);
      time.end();
      expect((await failing).message).toBe(
        `ENI eni-demo: AssignPrivateIpAddresses of 10.0.0.101 is refused (${code}: Not now.), still so after 120 s; ` +
          "run `pulumi up` again, or raise timeoutSeconds.",
      );
    });
  },
);

it("says nothing of what it waited for once that is over", async () => {
  await withProvider(
    async ({ create, emulator }) => {
      emulator.updateNetworkInterface("eni-demo", { status: "Attaching" });
      emulator.addFault({ action: ASSIGN, ...throttled });
      const time = endable(120);
      const failing = failureOf(create(one));
      await untilCalled(emulator, DESCRIBE, 2, failing);
      emulator.updateNetworkInterface("eni-demo", { status: "InUse" });
      await untilCalled(emulator, ASSIGN, 1, failing);
      time.end();
      expect((await failing).message).toContain(
        "AssignPrivateIpAddresses of 10.0.0.101 was throttled for 120 s",
      );
    },
    { transitionMs: 3_600_000 },
  );
});

it("says nothing of a refusal that it waited out, once the call was sent again and done", async () => {
  await withProvider(async ({ create, emulator }) => {
    emulator.addFault({ action: ASSIGN, code: "InvalidOperation.InvalidEniState" });
    // the first look and the one after the refusal pass
    emulator.addFault({ action: DESCRIBE, skip: 2, hold: true });
    const time = endable(120);
    const failing = failureOf(create(one));
    while (emulator.heldCalls() === 0) await new Promise((resolve) => setImmediate(resolve));
    time.end();
    emulator.release();
    expect((await failing).reasons?.[0]).toMatch(/^ENI eni-demo: no answer to DescribeNetworkInterfaces: /);
  });
});

describe("a wait for what was done to be shown", () => {
  const invisible = { visibilityDelayMs: 3_600_000 };
  const notShown = "changed, but DescribeNetworkInterfaces does not show it, still so after 120 s";

  it("ends with what it waited for, and a record of what was assigned", async () => {
    await withProvider(async ({ create, emulator }) => {
      const time = endable(120);
      const failing = failureOf(create(one));
      await untilCalled(emulator, DESCRIBE, 3, failing);
      time.end();
      const { reasons, properties } = await failing;
      expect(reasons?.[0]).toBe(
        `ENI eni-demo: 10.0.0.101 ${notShown}; run \`pulumi up\` again, or raise timeoutSeconds.`,
      );
      expect(properties?.privateIpAddresses).toEqual(one.privateIpAddresses);
    }, invisible);
  });

  it("ends with what it waited for also when the end cuts a look short", async () => {
    await withProvider(async ({ create, emulator }) => {
      const time = endable(120);
      emulator.addFault({ action: DESCRIBE, skip: 2, hold: true });
      const failing = failureOf(create(one));
      while (emulator.heldCalls() === 0) await new Promise((resolve) => setImmediate(resolve));
      time.end();
      emulator.release();
      const { reasons } = await failing;
      expect(reasons?.[0]).toContain(`10.0.0.101 ${notShown}`);
    }, invisible);
  });
});
