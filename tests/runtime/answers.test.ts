import { endable } from "../helpers/deadline";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  type Provider,
  UNASSIGN,
  untilCalled,
  withoutRequestId,
  withProvider,
} from "../helpers/provider";

const one = { privateIpAddresses: declared(["10.0.0.101"]) };
const none = { privateIpAddresses: {} };

afterEach(() => {
  jest.restoreAllMocks();
});

describe("sent again", () => {
  it.each(["Throttling", "Throttling.User", "Operation.Conflict", "InternalError", "ServiceUnavailable"])(
    "assigns after %s, with the same token",
    async (code) => {
      await withProvider(async ({ create, held, emulator }) => {
        emulator.addFault({ action: ASSIGN, times: 2, code });
        await create(one);
        const tokens = emulator.calls(ASSIGN).map(({ parameters }) => parameters["ClientToken"]);
        expect(tokens).toEqual(["token-1", "token-1", "token-1"]);
        expect(held()).toEqual(["10.0.0.101"]);
      });
    },
  );

  it.each(["Throttling", "Operation.Conflict"])("unassigns after %s", async (code) => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create(one);
      emulator.addFault({ action: UNASSIGN, times: 2, code });
      await update(before, none);
      expect(held()).toEqual([]);
    });
  });

  it("assigns once although the reply to the first call was lost", async () => {
    await withProvider(async ({ create, held, actions, emulator }) => {
      emulator.addFault({ action: ASSIGN, when: "after", dropReply: true });
      await create(one);
      expect(held()).toEqual(["10.0.0.101"]);
      expect(actions()).toEqual([DESCRIBE, ASSIGN, ASSIGN, DESCRIBE]);
    });
  });

  it("looks before it unassigns again after a lost reply, and then has nothing to send", async () => {
    await withProvider(async ({ create, update, held, actions, emulator }) => {
      const before = await create(one);
      actions();
      emulator.addFault({ action: UNASSIGN, when: "after", dropReply: true });
      const after = await update(before, none);
      expect(held()).toEqual([]);
      expect(after.lastUnassigned).toEqual(["10.0.0.101"]);
      expect(actions()).toEqual([DESCRIBE, UNASSIGN, DESCRIBE, DESCRIBE]);
    });
  });

  it("unassigns again when the lost call had no effect", async () => {
    await withProvider(async ({ create, update, held, actions, emulator }) => {
      const before = await create(one);
      actions();
      emulator.addFault({ action: UNASSIGN, dropReply: true });
      await update(before, none);
      expect(held()).toEqual([]);
      expect(actions()).toEqual([DESCRIBE, UNASSIGN, DESCRIBE, UNASSIGN, DESCRIBE]);
    });
  });

  it.each(["IdempotentFailed", "IdempotentParameterMismatch"])(
    "takes a fresh token when the cloud will not have the first one again: %s",
    async (code) => {
      await withProvider(async ({ create, held, emulator }) => {
        emulator.addFault({ action: ASSIGN, code });
        await create(one);
        expect(emulator.calls(ASSIGN).map(({ parameters }) => parameters["ClientToken"])).toEqual([
          "token-1",
          "token-2",
        ]);
        expect(held()).toEqual(["10.0.0.101"]);
      });
    },
  );

  it.each([1, 2])(
    "of two addresses whose token is known already, sends the %d that the ENI does not show",
    async (open) => {
      await withProvider(async ({ create, held, emulator }) => {
        emulator.addFault({ action: ASSIGN, hold: true, code: "IdempotentFailed" });
        const received = emulator.waitForCall(ASSIGN);
        const creating = create({ privateIpAddresses: declared(addresses(2)) });
        await received;
        emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: addresses(2 - open) });
        emulator.release();
        await creating;
        const [, second] = emulator.calls(ASSIGN);
        const sent = Object.entries(second?.parameters ?? {}).filter(([key]) =>
          key.startsWith("PrivateIpAddress."),
        );
        expect([sent.map(([, value]) => value), held()]).toEqual([
          addresses(2).slice(2 - open),
          addresses(2),
        ]);
      });
    },
  );

  it("sends chunks of ten where 32 are refused for their number", async () => {
    await withProvider(
      async ({ create, update, held, emulator }) => {
        const networkInterfaceId = "eni-spare";
        const before = await create({ networkInterfaceId, privateIpAddresses: declared(addresses(25)) });
        expect(held(networkInterfaceId)).toEqual(addresses(25));
        expect(emulator.calls(ASSIGN)).toHaveLength(4);
        await update(before, { networkInterfaceId });
        expect(held(networkInterfaceId)).toEqual([]);
      },
      { maxAddressesPerCall: 10 },
    );
  });

  it("drops from an unassign what somebody else unassigned meanwhile", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create({ privateIpAddresses: declared(addresses(3)) });
      // it goes between our look and our call
      emulator.addFault({ action: UNASSIGN, hold: true, code: "InvalidIp.IpUnassigned" });
      const received = emulator.waitForCall(UNASSIGN);
      const updating = update(before, none);
      await received;
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: addresses(2) });
      emulator.release();
      await updating;
      expect(held()).toEqual([]);
      const last = emulator.calls(UNASSIGN).at(-1)?.parameters ?? {};
      expect(Object.keys(last).filter((key) => key.startsWith("PrivateIpAddress."))).toHaveLength(2);
    });
  });

  it("drops from an assign what is on this ENI already", async () => {
    await withProvider(async ({ create, held, emulator }) => {
      emulator.addFault({ action: ASSIGN, hold: true, code: "InvalidIp.IpAssigned" });
      const received = emulator.waitForCall(ASSIGN);
      const creating = create({ privateIpAddresses: declared(addresses(3)) });
      await received;
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102"] });
      emulator.release();
      await creating;
      expect([...held()].sort()).toEqual(addresses(3));
    });
  });

  it.each(["InvalidIp.IpAssigned", "InvalidPrivateIpAddress.Duplicated"])(
    "tries again when an address is taken, but by nobody: %s",
    async (code) => {
      await withProvider(async ({ create, held, emulator }) => {
        emulator.addFault({ action: ASSIGN, times: 2, code });
        await create(one);
        expect(held()).toEqual(["10.0.0.101"]);
      });
    },
  );

  it("gives up when an address stays taken by nobody", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, times: 99, code: "InvalidPrivateIpAddress.Duplicated" });
      const { message } = await failureOf(create(one));
      expect(withoutRequestId(message)).toBe(
        "ENI eni-demo: 10.0.0.101 is already in use in the vSwitch; declare another address, or unassign it there first [InvalidPrivateIpAddress.Duplicated, request id R].",
      );
      expect(emulator.calls(ASSIGN)).toHaveLength(3);
    });
  });
});

describe("no room", () => {
  it("unassigns first when the instance type cannot hold old and new together", async () => {
    await withProvider(async ({ create, update, held, actions }) => {
      const before = await create({ privateIpAddresses: declared(addresses(10)) });
      actions();
      await update(before, { privateIpAddresses: declared(addresses(10, 151)) });
      expect(held()).toEqual(addresses(10, 151));
      expect(actions()).toEqual([DESCRIBE, ASSIGN, UNASSIGN, ASSIGN, DESCRIBE]);
    });
  });

  it("unassigns first as many that are shown as are not", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create({ privateIpAddresses: declared(addresses(2)) });
      emulator.showAddresses("eni-demo", ["10.0.0.101"]);
      emulator.addFault({ action: ASSIGN, code: "QuotaExceeded.PrivateIpAddress" });
      const updating = update(before, { privateIpAddresses: declared(["10.0.0.151"]) });
      await untilCalled(emulator, ASSIGN, 3, updating);
      emulator.showTruth();
      await updating;
      expect(held()).toEqual(["10.0.0.151"]);
    });
  });

  it("never sends an address to Unassign that stays desired, not even to make room", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const before = await create({ privateIpAddresses: declared(addresses(14)) });
      await update(before, { privateIpAddresses: declared(addresses(14, 103)) });
      const sent = emulator.calls(UNASSIGN).flatMap(({ parameters }) => Object.values(parameters));
      expect(sent.filter((value) => addresses(14, 103).includes(value))).toEqual([]);
      expect(sent.filter((value) => addresses(14).includes(value))).toEqual(["10.0.0.101", "10.0.0.102"]);
    });
  });

  it("assigns the rest of a chunked assign after it made room", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const networkInterfaceId = "eni-spare";
      const before = await create({ networkInterfaceId, privateIpAddresses: declared(["10.0.0.201"]) });
      emulator.addFault({ action: ASSIGN, skip: 1, code: "QuotaExceeded.PrivateIpAddress" });
      await update(before, { networkInterfaceId, privateIpAddresses: declared(addresses(40)) });
      expect(held(networkInterfaceId)).toEqual(addresses(40));
    });
  });

  it("assigns every chunk when tens are all that one call takes and there is no room at first", async () => {
    await withProvider(
      async ({ create, update, held, emulator }) => {
        const networkInterfaceId = "eni-spare";
        const before = await create({ networkInterfaceId, privateIpAddresses: declared(["10.0.0.201"]) });
        emulator.clearCalls();
        // of 32 that are too many, the third ten finds no room
        emulator.addFault({ action: ASSIGN, skip: 3, code: "InvalidVSwitchId.IpNotEnough" });
        await update(before, { networkInterfaceId, privateIpAddresses: declared(addresses(35)) });
        expect(held(networkInterfaceId)).toEqual(addresses(35));
      },
      { maxAddressesPerCall: 10 },
    );
  });

  it("says which addresses found no room when nothing can make some", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, code: "InvalidVSwitchId.IpNotEnough" });
      const { message } = await failureOf(create(one));
      expect(withoutRequestId(message)).toMatch(
        /^ENI eni-demo: AssignPrivateIpAddresses of 10\.0\.0\.101 was refused: .*; free addresses in the vSwitch, or use an ENI of a larger vSwitch \[InvalidVSwitchId\.IpNotEnough, request id R\]\.$/,
      );
    });
  });
});

describe("refused for good", () => {
  it.each([
    ["InvalidOperation.EniServiceManaged", "through that service"],
    ["InvalidVSwitchId.IpInvalid", "usable addresses of the ENI's vSwitch"],
    ["InvalidEniId.NotFound", "check networkInterfaceId"],
    ["InvalidAccessKeyId.NotFound", "alicloud:accessKey"],
    ["InvalidAccessKeyId.Inactive", "alicloud:accessKey"],
    ["SignatureDoesNotMatch", "alicloud:secretKey"],
    ["IncompleteSignature", "alicloud:secretKey"],
    ["MissingSecurityToken", "alicloud:securityToken"],
    ["InvalidSecurityToken.Malformed", "alicloud:securityToken"],
    ["InvalidSecurityToken.MismatchWithAccessKey", "alicloud:securityToken"],
    ["InvalidSecurityToken.Expired", "get a new STS token"],
    ["Forbidden.RAM", "allow ecs:AssignPrivateIpAddresses"],
    ["Forbidden.SubUser", "allow ecs:AssignPrivateIpAddresses"],
    ["NoPermission", "allow ecs:AssignPrivateIpAddresses"],
    ["InvalidRegionId.NotFound", "check regionId"],
    ["InvalidRegionId.MalFormed", "check regionId"],
    ["InvalidTimeStamp.Expired", "set this machine's clock"],
    ["InvalidParameter", "check the declared addresses"],
    // of an Assign, this makes no sense
    ["InvalidIp.IpUnassigned", "run `pulumi refresh`"],
  ])("sends no second call after %s, and says: %s", async (code, remedy) => {
    await withProvider(async ({ create, held, emulator }) => {
      emulator.addFault({ action: ASSIGN, code });
      const { message } = await failureOf(create(one));
      expect(message).toContain(remedy);
      expect(message).toContain(`[${code}, request id `);
      expect([emulator.calls(ASSIGN).length, held()]).toEqual([1, []]);
    });
  });

  it.each([
    ["MaxEniPrivateIpsCountExceeded", "EniPrivateIpAddressQuantity"],
    ["InvalidOperation.Ipv4CountExceeded", "EniPrivateIpAddressQuantity"],
    ["InvalidVSwitchId.IpNotEnough", "a larger vSwitch"],
    ["QuotaExceeded.PrivateIpAddress", "a larger vSwitch"],
  ])("makes room after %s, and says what else would where that is not enough: %s", async (code, remedy) => {
    await withProvider(async ({ create, update, actions, emulator }) => {
      const before = await create(one);
      actions();
      emulator.addFault({ action: ASSIGN, times: 2, code });
      const wanted = { privateIpAddresses: declared(["10.0.0.151"]) };
      expect((await failureOf(update(before, wanted))).message).toContain(remedy);
      expect(actions().filter((action) => action !== DESCRIBE)).toEqual([ASSIGN, UNASSIGN, ASSIGN]);
    });
  });
});

describe("waits", () => {
  it("gives up at once when the ENI turns to Deleting in the middle", async () => {
    await withProvider(
      async ({ create, emulator }) => {
        emulator.addFault({ action: ASSIGN, hold: true, code: "InvalidOperation.InvalidEniState" });
        const received = emulator.waitForCall(ASSIGN);
        const failing = failureOf(create(one));
        await received;
        emulator.updateNetworkInterface("eni-demo", { status: "Deleting" });
        emulator.release();
        expect((await failing).message).toBe(
          "ENI eni-demo: it is in status Deleting; its secondary private IPs can change only while it is Available or InUse.",
        );
        expect(emulator.calls(ASSIGN)).toHaveLength(1);
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("gives up at once when the ENI goes away in the middle", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, code: "InvalidOperation.InvalidEniState" });
      emulator.addFault({ action: DESCRIBE, skip: 1, code: "InvalidEniId.NotFound" });
      const { message } = await failureOf(create(one));
      expect(message).toMatch(/^ENI eni-demo: it was not found in region cn-hangzhou; /);
    });
  });

  it("waits until an Attaching ENI is InUse", async () => {
    await withProvider(
      async ({ create, held, emulator }) => {
        emulator.updateNetworkInterface("eni-demo", { status: "Attaching" });
        const creating = create(one);
        await untilCalled(emulator, DESCRIBE, 3, creating);
        expect(emulator.calls(ASSIGN)).toEqual([]);
        emulator.updateNetworkInterface("eni-demo", { status: "InUse" });
        await creating;
        expect(held()).toEqual(["10.0.0.101"]);
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("says in which status the ENI stayed when the time is up", async () => {
    await withProvider(
      async ({ create, emulator }) => {
        emulator.updateNetworkInterface("eni-demo", { status: "Detaching" });
        const time = endable(120);
        const failing = failureOf(create(one));
        await untilCalled(emulator, DESCRIBE, 3, failing);
        time.end();
        expect((await failing).message).toBe(
          "ENI eni-demo: it is in status Detaching, still so after 120 s; run `pulumi up` again, or raise timeoutSeconds.",
        );
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("waits for the instance of a primary ENI, and only when the API asks for it", async () => {
    await withProvider(
      async ({ create, held, actions, emulator }) => {
        emulator.updateInstance("i-demo", { status: "Starting" });
        const creating = create({ ...one, networkInterfaceId: "eni-demoprimary" });
        await untilCalled(emulator, "DescribeInstances", 3, creating);
        expect(emulator.calls(ASSIGN)).toHaveLength(1);
        emulator.updateInstance("i-demo", { status: "Running" });
        await creating;
        expect(held("eni-demoprimary")).toEqual(["10.0.0.101"]);
        expect(actions().filter((action) => action === ASSIGN)).toHaveLength(2);
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("names the instance and its status when it does not settle", async () => {
    await withProvider(
      async ({ create, emulator }) => {
        emulator.updateInstance("i-demo", { status: "Starting" });
        const time = endable(120);
        const failing = failureOf(create({ ...one, networkInterfaceId: "eni-demoprimary" }));
        await untilCalled(emulator, "DescribeInstances", 2, failing);
        time.end();
        expect((await failing).message).toBe(
          "ENI eni-demoprimary: its instance i-demo is in status Starting, but must be Running or Stopped, still so after 120 s; " +
            "run `pulumi up` again, or raise timeoutSeconds.",
        );
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("sends again when the ENI was busy only for the moment of the call", async () => {
    await withProvider(async ({ create, held, emulator }) => {
      emulator.addFault({ action: ASSIGN, code: "InvalidOperation.InvalidEniState" });
      await create(one);
      expect(held()).toEqual(["10.0.0.101"]);
    });
  });

  it("looks until an assigned address is listed and an unassigned one is not", async () => {
    let now = Date.now();
    const provider = async ({ create, update, held, actions }: Provider): Promise<void> => {
      // each look lets the clock go on, so that the change shows at the third
      const before = await create(one);
      expect(actions().filter((action) => action === DESCRIBE).length).toBeGreaterThan(2);
      expect(before.privateIpAddresses).toEqual(one.privateIpAddresses);
      const after = await update(before, none);
      expect(actions().filter((action) => action === DESCRIBE).length).toBeGreaterThan(2);
      // the last look is what the state tells of
      expect(after.foreignPrivateIpAddresses).toEqual([]);
      expect(after.lastUnassigned).toEqual(["10.0.0.101"]);
      expect(held()).toEqual([]);
    };
    await withProvider(provider, { visibilityDelayMs: 50, clock: () => (now += 5) });
  });

  it("does not wait for what others do to the ENI", async () => {
    await withProvider(async ({ create, update, notes, emulator }) => {
      const before = await create(one);
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", "10.0.0.99"] });
      const after = await update(before, { privateIpAddresses: declared(addresses(2)) });
      expect(after.foreignPrivateIpAddresses).toEqual(["10.0.0.99"]);
      expect(notes).toEqual([
        "ENI eni-demo: it also holds 10.0.0.99, which neither the code nor the state knows; left alone. " +
          "Declare it, or run `pulumi refresh`, after which the next preview shows the removal.",
      ]);
    });
  });
});
