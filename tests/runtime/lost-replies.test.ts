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

const one = { privateIpAddresses: declared(["10.0.0.101"]) };
const none = { privateIpAddresses: {} };

describe.each(["InternalError", "ServiceUnavailable"])("%s to an unassign", (code) => {
  it("is followed by a look, and by no second unassign when it had an effect", async () => {
    await withProvider(async ({ create, update, held, actions, emulator }) => {
      const before = await create(one);
      actions();
      emulator.addFault({ action: UNASSIGN, when: "after", code });
      const after = await update(before, none);
      expect(actions()).toEqual([DESCRIBE, UNASSIGN, DESCRIBE, DESCRIBE]);
      expect([held(), after.lastUnassigned]).toEqual([[], ["10.0.0.101"]]);
    });
  });

  it("is followed by a look, and by an unassign of what is left", async () => {
    await withProvider(async ({ create, update, held, actions, emulator }) => {
      const before = await create({ privateIpAddresses: declared(addresses(3)) });
      actions();
      emulator.addFault({ action: UNASSIGN, hold: true, code });
      const received = emulator.waitForCall(UNASSIGN);
      const updating = update(before, none);
      await received;
      // the cloud did a part of it
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102"] });
      emulator.release();
      const after = await updating;
      const sent = emulator.calls(UNASSIGN).at(-1)?.parameters ?? {};
      expect(Object.values(sent).filter((value) => addresses(3).includes(value))).toEqual(["10.0.0.102"]);
      expect(actions()).toEqual([DESCRIBE, UNASSIGN, DESCRIBE, UNASSIGN, DESCRIBE]);
      expect([held(), after.lastUnassigned]).toEqual([[], addresses(3)]);
    });
  });
});

describe("lost replies to unassigns", () => {
  const [many, spare] = [addresses(49), { networkInterfaceId: "eni-spare" }];
  const lost = { action: UNASSIGN, dropReply: true };

  it("are counted for each chunk by itself", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create({ ...spare, privateIpAddresses: declared(many) });
      // two for the first chunk, whose third attempt succeeds, and two for the second
      emulator.addFault({ ...lost, times: 2 });
      emulator.addFault({ ...lost, skip: 3, times: 2 });
      const after = await update(before, { ...spare, ...none });
      expect([held("eni-spare"), after.lastUnassigned]).toEqual([[], many]);
      expect(emulator.calls(UNASSIGN)).toHaveLength(6);
    });
  });

  it("are counted anew when a look shows an effect", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create({ privateIpAddresses: declared(addresses(3)) });
      emulator.clearCalls();
      emulator.addFault({ ...lost, times: 4, hold: true });
      const updating = update(before, none);
      // the cloud did a part of it, after the second lost reply
      for (const [attempt, left] of [
        addresses(3),
        addresses(1, 103),
        addresses(1, 103),
        addresses(1, 103),
      ].entries()) {
        await untilCalled(emulator, UNASSIGN, attempt + 1, updating);
        if (attempt === 1) emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: left });
        emulator.release();
      }
      const after = await updating;
      expect([held(), after.lastUnassigned]).toEqual([[], addresses(3)]);
      expect(emulator.calls(UNASSIGN)).toHaveLength(5);
    });
  });

  it("of an address that no look has ever shown say nothing about it: it is asked for again", async () => {
    await withProvider(async ({ create, destroy, held, emulator }) => {
      const before = await create(one);
      emulator.showAddresses("eni-demo", []);
      emulator.clearCalls();
      emulator.addFault(lost);
      await destroy(before);
      expect([held(), emulator.calls(UNASSIGN).length]).toEqual([[], 2]);
    });
  });
});

it("records what an assign has done of which every reply was lost", async () => {
  await withProvider(async ({ create, update, held, actions, emulator }) => {
    const before = await create(one);
    actions();
    emulator.addFault({ action: ASSIGN, times: 4, when: "after", dropReply: true });
    const wanted = { privateIpAddresses: declared(addresses(2)) };
    const error = await failureOf(update(before, wanted));
    expect(actions()).toEqual([DESCRIBE, ASSIGN, ASSIGN, ASSIGN, ASSIGN, DESCRIBE]);
    expect(error.id).toBe("eni-demo");
    expect(error.properties?.privateIpAddresses).toEqual({
      "10.0.0.101": "declared",
      "10.0.0.102": "unrecorded",
    });
    expect(error.reasons?.[0]).toMatch(/^ENI eni-demo: no answer to AssignPrivateIpAddresses: /);
    expect(error.reasons?.[1]).toBe(
      "ENI eni-demo: the change is half done: assigned 10.0.0.102. " +
        "The state records what the ENI holds now; `pulumi up` does the rest.",
    );

    const healed = await update(error.properties as never, wanted);
    expect(actions()).toEqual([DESCRIBE]);
    expect(healed.privateIpAddresses).toEqual(wanted.privateIpAddresses);
    expect(held()).toEqual(addresses(2));
  });
});

describe("when a later chunk is refused, and the ENI cannot be looked at any more", () => {
  it("an unassign whose reply was lost counts as done where a look showed its effect", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const spare = { networkInterfaceId: "eni-spare" };
      const before = await create({ ...spare, privateIpAddresses: declared(addresses(40)) });
      emulator.addFault({ action: UNASSIGN, when: "after", dropReply: true });
      emulator.addFault({ action: UNASSIGN, skip: 1, code: "Forbidden.RAM" });
      // one look at the start, one after the lost reply
      emulator.addFault({ action: DESCRIBE, skip: 2, times: 99, code: "Forbidden.RAM" });
      const error = await failureOf(update(before, { ...spare, ...none }));
      expect(error.properties?.lastUnassigned).toEqual(addresses(32));
      expect(error.properties?.privateIpAddresses).toEqual(declared(addresses(8, 133)));
      expect(error.reasons?.[1]).toBe(
        `ENI eni-spare: the change is half done: unassigned ${addresses(32).join(", ")}; ` +
          `not unassigned ${addresses(8, 133).join(", ")}. ` +
          "The ENI could not be looked at; the state records what was done; `pulumi up` does the rest.",
      );
    });
  });
});
