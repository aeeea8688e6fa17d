import { endable } from "../helpers/deadline";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  UNASSIGN,
  untilCalled,
  withProvider,
} from "../helpers/provider";

afterEach(() => {
  jest.restoreAllMocks();
});

const one = { privateIpAddresses: declared(["10.0.0.101"]) };
const none = { privateIpAddresses: {} };
const spare = { networkInterfaceId: "eni-spare" };

describe("an end", () => {
  it("to an unassign that is never answered: three times it looks and sends what is left", async () => {
    await withProvider(async ({ create, update, actions, held, emulator }) => {
      const before = await create(one);
      actions();
      emulator.addFault({ action: UNASSIGN, times: 999, dropReply: true });
      const error = await failureOf(update(before, none));
      expect(error.reasons?.[0]).toMatch(/^ENI eni-demo: no answer to UnassignPrivateIpAddresses: /);
      expect(error.properties).toMatchObject({ ...before, interrupted: true });
      expect(actions()).toEqual([DESCRIBE, UNASSIGN, DESCRIBE, UNASSIGN, DESCRIBE, UNASSIGN, DESCRIBE]);
      expect(held()).toEqual(["10.0.0.101"]);
    });
  });

  it.each([1, 10])(
    "to an InvalidParameter over %d addresses, which is not about their number",
    async (count) => {
      await withProvider(async ({ create, emulator }) => {
        emulator.addFault({ action: ASSIGN, times: 999, code: "InvalidParameter" });
        const { message } = await failureOf(create({ privateIpAddresses: declared(addresses(count)) }));
        expect(message).toMatch(
          /^ENI eni-demo: AssignPrivateIpAddresses of 10\.0\.0\.101.* was refused: .*; check the declared addresses \[InvalidParameter,/,
        );
        expect(emulator.calls(ASSIGN)).toHaveLength(1);
      });
    },
  );

  it("to an InvalidParameter that stays after the chunks were made smaller", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, times: 999, code: "InvalidParameter" });
      const { message } = await failureOf(create({ ...spare, privateIpAddresses: declared(addresses(11)) }));
      expect(message).toMatch(
        /^ENI eni-spare: AssignPrivateIpAddresses of 10\.0\.0\.101,.*10\.0\.0\.110 was/,
      );
      expect(emulator.calls(ASSIGN)).toHaveLength(2);
    });
  });
});

describe("no room for the first of two chunks", () => {
  it("assigns both after it made room", async () => {
    await withProvider(async ({ create, update, held, actions, emulator }) => {
      const before = await create({ ...spare, privateIpAddresses: declared(["10.0.0.201"]) });
      actions();
      emulator.addFault({ action: ASSIGN, code: "QuotaExceeded.PrivateIpAddress" });
      await update(before, { ...spare, privateIpAddresses: declared(addresses(40)) });
      expect(held("eni-spare")).toEqual(addresses(40));
      expect(actions()).toEqual([DESCRIBE, ASSIGN, UNASSIGN, ASSIGN, ASSIGN, DESCRIBE]);
    });
  });

  it("says what the cloud said when there is none after that either", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create({ ...spare, privateIpAddresses: declared(["10.0.0.201"]) });
      emulator.addFault({ action: ASSIGN, times: 999, code: "MaxEniPrivateIpsCountExceeded" });
      const error = await failureOf(update(before, { ...spare, ...one }));
      expect(error.reasons?.[0]).toMatch(
        /^ENI eni-spare: AssignPrivateIpAddresses of 10\.0\.0\.101 was refused: .*; declare fewer addresses, .* \[MaxEniPrivateIpsCountExceeded,/,
      );
      expect(held("eni-spare")).toEqual([]);
    });
  });
});

describe("waits", () => {
  it("until the ENI is in a status that lasts, when it left it in the middle", async () => {
    await withProvider(
      async ({ create, held, emulator }) => {
        emulator.addFault({ action: ASSIGN, hold: true, code: "InvalidOperation.InvalidEniState" });
        const creating = create(one);
        await untilCalled(emulator, ASSIGN, 1, creating);
        emulator.updateNetworkInterface("eni-demo", { status: "Detaching" });
        emulator.release();
        await untilCalled(emulator, DESCRIBE, 4, creating);
        expect(emulator.calls(ASSIGN)).toHaveLength(1);
        emulator.updateNetworkInterface("eni-demo", { status: "InUse" });
        await creating;
        expect(emulator.calls(ASSIGN)).toHaveLength(2);
        expect(held()).toEqual(["10.0.0.101"]);
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("for a stopped instance no longer than for a running one", async () => {
    await withProvider(async ({ create, held, actions, emulator }) => {
      emulator.updateInstance("i-demo", { status: "Stopped" });
      emulator.addFault({ action: ASSIGN, code: "InvalidOperation.InvalidEcsState" });
      await create({ ...one, networkInterfaceId: "eni-demoprimary", timeoutSeconds: 1 });
      expect(held("eni-demoprimary")).toEqual(["10.0.0.101"]);
      expect(actions()).toEqual([DESCRIBE, ASSIGN, DESCRIBE, "DescribeInstances", ASSIGN, DESCRIBE]);
    });
  });

  it("for an instance that is not found, until the time is up", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, code: "InvalidOperation.InvalidEcsState" });
      const nothing = '{"RequestId":"R-1","Instances":{"Instance":[]}}';
      emulator.addFault({
        ...{ action: "DescribeInstances", times: Infinity },
        ...{ httpStatus: 200, body: nothing, contentType: "application/json" },
      });
      const time = endable(120);
      const failing = failureOf(create({ ...one, networkInterfaceId: "eni-demoprimary" }));
      await untilCalled(emulator, "DescribeInstances", 2, failing);
      time.end();
      expect((await failing).message).toMatch(
        /^ENI eni-demoprimary: its instance i-demo is in status unknown, but must be Running or Stopped, still so after 120 s/,
      );
    });
  });

  it("for no instance where the ENI is not attached to one", async () => {
    await withProvider(async ({ create, actions, emulator }) => {
      emulator.addFault({ action: ASSIGN, code: "InvalidOperation.InvalidEcsState" });
      await create({ ...spare, ...one });
      expect(actions()).toEqual([DESCRIBE, ASSIGN, DESCRIBE, ASSIGN, DESCRIBE]);
    });
  });
});
