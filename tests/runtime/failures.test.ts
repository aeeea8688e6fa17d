import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  UNASSIGN,
  withoutRequestId,
  withProvider,
} from "../helpers/provider";

describe("nothing written", () => {
  it("fails plainly when the first call is refused, so that the state stays as it is", async () => {
    await withProvider(async ({ create, held }) => {
      const error = await failureOf(create({ privateIpAddresses: declared(["10.0.0.101", "10.0.0.30"]) }));
      expect(withoutRequestId(error.message)).toBe(
        "ENI eni-demo: 10.0.0.30 is held by ENI eni-spare; declare another address, or unassign it there first; if a resource of this stack gives it up, apply that first: run `pulumi up` without the address here, then with it, or let this one `dependsOn` that one [InvalidIp.IpAssigned, request id R].",
      );
      expect(error.id).toBeUndefined();
      expect(held()).toEqual([]);
    });
  });

  it("names an address that an ENI holds as a secondary one", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.102"] });
      const error = await failureOf(create({ privateIpAddresses: declared(["10.0.0.101", "10.0.0.102"]) }));
      expect(error.message).toMatch(/^ENI eni-demo: 10\.0\.0\.102 is held by ENI eni-spare;/);
    });
  });

  it("tells a missing ENI with its region", async () => {
    await withProvider(async ({ create }) => {
      const error = await failureOf(create({ networkInterfaceId: "eni-nobody" }));
      expect(error.message).toBe(
        "ENI eni-nobody: it was not found in region cn-hangzhou; check networkInterfaceId and regionId, or run `pulumi refresh` if it was deleted.",
      );
    });
  });

  it("lists every problem of the ENI in one message, and writes nothing", async () => {
    await withProvider(
      async ({ create, actions, emulator }) => {
        emulator.updateNetworkInterface("eni-demo", {
          status: "Deleting",
          serviceManaged: true,
          privateIpAddresses: ["10.0.0.99"],
        });
        const error = await failureOf(create({ privateIpAddresses: declared(["10.0.0.20"]) }));
        expect(error.message).toBe(
          [
            "ENI eni-demo: 4 problems:",
            "  - it is in status Deleting; its secondary private IPs can change only while it is Available or InUse.",
            "  - it is managed by another cloud service, which alone may change its addresses; declare another ENI, or use that service.",
            "  - 10.0.0.20 is its primary address, which it holds anyway; remove it from privateIpAddresses.",
            '  - it already holds 10.0.0.99, which the code does not declare; declare it in privateIpAddresses to adopt it, or set ownership: "additive" to leave it alone; if a resource of this stack was renamed here, rename it first, with `aliases` or in an `up` of its own, and change its list afterwards.',
          ].join("\n"),
        );
        // looked at again, for the first look may have been another change's
        expect(actions()).toEqual([DESCRIBE, DESCRIBE]);
      },
      { transitionMs: 60_000 },
    );
  });

  it("says so when the instance type holds no more", async () => {
    await withProvider(async ({ create }) => {
      const error = await failureOf(create({ privateIpAddresses: declared(addresses(15)) }));
      expect(withoutRequestId(error.message)).toMatch(
        /^ENI eni-demo: AssignPrivateIpAddresses of 10\.0\.0\.101, .* was refused: .*; declare fewer addresses, or use an instance type whose EniPrivateIpAddressQuantity \(it counts the primary address too\) is larger \[InvalidOperation\.Ipv4CountExceeded, request id R\]\.$/,
      );
    });
  });
});

describe("half done", () => {
  it("records the first chunk of a create when the second is refused, and the next up does the rest", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const wanted = { networkInterfaceId: "eni-spare", privateIpAddresses: declared(addresses(40)) };
      emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidOperation.EniServiceManaged" });
      const error = await failureOf(create(wanted));
      expect(error.id).toBe("eni-spare");
      expect(error.properties?.privateIpAddresses).toEqual(declared(addresses(32)));
      expect(error.properties?.__provider).toBe("shim");
      expect(error.reasons).toHaveLength(2);
      expect(error.reasons?.[0]).toMatch(
        /^ENI eni-spare: AssignPrivateIpAddresses of 10\.0\.0\.133, .*10\.0\.0\.140 was refused/,
      );
      expect(error.reasons?.[1]).toBe(
        `ENI eni-spare: the change is half done: assigned ${addresses(32).join(", ")}; not assigned ${addresses(8, 133).join(", ")}. ` +
          "The state records what the ENI holds now; `pulumi up` does the rest.",
      );

      const healed = await update(error.properties as never, wanted);
      expect(healed.privateIpAddresses).toEqual(declared(addresses(40)));
      expect(healed.interrupted).toBeUndefined();
      expect(held("eni-spare")).toHaveLength(40);
    });
  });

  it("says what was not unassigned either when an assign is refused before that", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const spare = { networkInterfaceId: "eni-spare" };
      const before = await create({ ...spare, privateIpAddresses: declared(["10.0.0.201"]) });
      emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidOperation.EniServiceManaged" });
      const error = await failureOf(
        update(before, { ...spare, privateIpAddresses: declared(addresses(40)) }),
      );
      expect(error.reasons?.[1]).toContain(
        `not assigned ${addresses(8, 133).join(", ")}; not unassigned 10.0.0.201. `,
      );
    });
  });

  it("records what is gone when an assign is refused after an unassign, and does not forget it in lastUnassigned", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const networkInterfaceId = "eni-spare";
      const before = await create({ networkInterfaceId, privateIpAddresses: declared(addresses(49)) });
      const wanted = { networkInterfaceId, privateIpAddresses: declared(addresses(49, 102)) };
      emulator.addFault({ action: ASSIGN, code: "InvalidVSwitchId.IpNotEnough" });
      const error = await failureOf(update(before, wanted));
      expect(error.properties?.privateIpAddresses).toEqual(declared(addresses(48, 102)));
      expect(error.properties?.lastUnassigned).toEqual(["10.0.0.101"]);
      expect(error.properties?.interrupted).toBe(true);

      const healed = await update(error.properties as never, wanted);
      expect(healed.lastUnassigned).toEqual(["10.0.0.101"]);
      expect(healed.privateIpAddresses).toEqual(wanted.privateIpAddresses);
    });
  });

  it("marks what a failed update assigned, because the inputs in state do not have it", async () => {
    await withProvider(async ({ create, update, emulator, hooks, notes, held }) => {
      const networkInterfaceId = "eni-spare";
      const before = await create({ networkInterfaceId, privateIpAddresses: declared(["10.0.0.101"]) });
      emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidVSwitchId.IpNotEnough" });
      const error = await failureOf(
        update(before, { networkInterfaceId, privateIpAddresses: declared(addresses(34)) }),
      );
      const state = error.properties as never as typeof before;
      expect(state.privateIpAddresses).toMatchObject({
        "10.0.0.101": "declared",
        "10.0.0.102": "unrecorded",
      });

      // back to the code of before: Pulumi compares inputs and would show nothing
      const news = { ...before, privateIpAddresses: declared(["10.0.0.101"]) };
      expect(await hooks.diff(networkInterfaceId, state, news)).toMatchObject({ changes: true });
      expect(notes).toEqual([
        `ENI eni-spare: will unassign ${addresses(32, 102).join(", ")}, which an update that failed had assigned`,
      ]);
      await update(state, { networkInterfaceId, privateIpAddresses: news.privateIpAddresses });
      expect(held(networkInterfaceId)).toEqual(["10.0.0.101"]);
    });
  });

  it("says when a deletion unassigns that too, since Pulumi has shown the inputs alone", async () => {
    await withProvider(async ({ create, destroy, notes, held }) => {
      const before = await create({ privateIpAddresses: declared(addresses(2)) });
      await destroy({
        ...before,
        privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.102": "unrecorded" },
      });
      expect(notes).toEqual([
        "ENI eni-demo: also unassigns 10.0.0.102, which the inputs in state do not have",
      ]);
      expect(held()).toEqual([]);
    });
  });

  it("claims what it sent when the ENI cannot be looked at any more", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 99, code: "Forbidden.RAM" });
      const error = await failureOf(create({ privateIpAddresses: declared(["10.0.0.101"]) }));
      expect(error.properties?.privateIpAddresses).toEqual(declared(["10.0.0.101"]));
      expect(error.reasons?.[0]).toMatch(
        /^ENI eni-demo: DescribeNetworkInterfaces was refused: .*; allow ecs:DescribeNetworkInterfaces/,
      );
      expect(error.reasons?.[1]).toContain("The ENI could not be looked at; the state records what was done");
    });
  });

  it("owns nothing of a refused chunk when the ENI cannot be looked at any more", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, skip: 1, code: "Forbidden.RAM" });
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 99, code: "Forbidden.RAM" });
      const wanted = { networkInterfaceId: "eni-spare", privateIpAddresses: declared(addresses(40)) };
      const error = await failureOf(create(wanted));
      expect(error.properties?.privateIpAddresses).toEqual(declared(addresses(32)));
    });
  });

  it("records nothing of a single call that was refused when the ENI cannot be looked at any more", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, code: "Forbidden.RAM" });
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 99, code: "Forbidden.RAM" });
      const error = await failureOf(create({ privateIpAddresses: declared(["10.0.0.101"]) }));
      expect(error.message).toMatch(/^ENI eni-demo: AssignPrivateIpAddresses of 10\.0\.0\.101 was refused/);
      expect(error.id).toBeUndefined();
    });
  });

  it.each([
    ["a chunk", addresses(40), addresses(40), `unassigned ${addresses(32).join(", ")}`],
    // the other one is refused, and no look shows it
    ["what is shown", addresses(2), ["10.0.0.101"], "unassigned 10.0.0.101; perhaps unassigned 10.0.0.102"],
  ])(
    "tells of a delete that failed after %s was unassigned which addresses went",
    async (_what, all, shown, gone) => {
      await withProvider(async ({ create, destroy, emulator }) => {
        const outputs = await create({ networkInterfaceId: "eni-spare", privateIpAddresses: declared(all) });
        emulator.showAddresses("eni-spare", shown);
        emulator.addFault({ action: UNASSIGN, skip: 1, code: "Forbidden.RAM" });
        const [refusal, ...others] = (await failureOf(destroy(outputs))).message.split("\n");
        expect(refusal).toMatch(/^ENI eni-spare: UnassignPrivateIpAddresses of .* was refused/);
        expect(others).toEqual([
          `ENI eni-spare: the deletion is half done: ${gone}. Pulumi takes nothing back from a deletion that failed, so the state ` +
            `still lists them: run \`pulumi refresh\`, then \`pulumi destroy\` or \`pulumi up\` again.`,
        ]);
      });
    },
  );

  it("tells of a delete that was refused what it unassigned all the same", async () => {
    await withProvider(async ({ create, destroy, emulator }) => {
      const outputs = await create({ privateIpAddresses: declared(addresses(2)) });
      emulator.addFault({ action: UNASSIGN, hold: true, code: "Forbidden.RAM" });
      const failing = failureOf(destroy(outputs));
      await emulator.waitForCall(UNASSIGN);
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102"] });
      emulator.release();
      expect((await failing).message).toContain("the deletion is half done: unassigned 10.0.0.101. ");
    });
  });

  it("tells of a delete that failed what it has perhaps unassigned, since the reply was lost, also where a look that lags shows it", async () => {
    await withProvider(async ({ create, destroy, emulator }) => {
      const outputs = await create({
        networkInterfaceId: "eni-spare",
        privateIpAddresses: declared(addresses(34)),
      });
      emulator.showAddresses("eni-spare", addresses(34));
      emulator.addFault({ action: UNASSIGN, skip: 1, when: "after", dropReply: true });
      emulator.addFault({ action: UNASSIGN, skip: 2, code: "Forbidden.RAM", times: 100 });
      expect((await failureOf(destroy(outputs))).message).toContain(
        `ENI eni-spare: the deletion is half done: unassigned ${addresses(32).join(", ")}; perhaps unassigned 10.0.0.133, 10.0.0.134. ` +
          "Pulumi takes nothing back from a deletion that failed, so the state still lists them: run `pulumi refresh`, then",
      );
    });
  });

  it("fails plainly in a delete, after which a second delete does the rest", async () => {
    await withProvider(async ({ create, held, emulator, destroy }) => {
      const outputs = await create({
        networkInterfaceId: "eni-spare",
        privateIpAddresses: declared(addresses(40)),
      });
      emulator.addFault({ action: UNASSIGN, skip: 1, code: "Forbidden.RAM" });
      const error = await failureOf(destroy(outputs));
      expect(error.message).toMatch(
        /^ENI eni-spare: UnassignPrivateIpAddresses of 10\.0\.0\.133, .* was refused/,
      );
      expect(error.id).toBeUndefined();
      await destroy(outputs);
      expect(held("eni-spare")).toEqual([]);
    });
  });

  it("records what a refused call assigned all the same", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.102"] });
      // the cloud assigns the one and refuses the other
      emulator.addFault({ action: ASSIGN, hold: true, code: "InvalidIp.IpAssigned" });
      const received = emulator.waitForCall(ASSIGN);
      const failing = failureOf(create({ privateIpAddresses: declared(addresses(2)) }));
      await received;
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101"] });
      emulator.release();
      const error = await failing;
      expect(error.properties?.privateIpAddresses).toEqual(declared(["10.0.0.101"]));
      expect(error.reasons?.[0]).toMatch(/^ENI eni-demo: 10\.0\.0\.102 is held by ENI eni-spare/);
    });
  });

  it("records what a lost call assigned when the call after it is refused", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, when: "after", dropReply: true });
      emulator.addFault({ action: ASSIGN, skip: 1, code: "Forbidden.RAM" });
      const error = await failureOf(create({ privateIpAddresses: declared(["10.0.0.101"]) }));
      expect(error.properties?.privateIpAddresses).toEqual(declared(["10.0.0.101"]));
    });
  });

  it("records what lost calls may have assigned while the ENI does not show it", async () => {
    await withProvider(
      async ({ create, emulator }) => {
        emulator.addFault({ action: ASSIGN, times: 99, when: "after", dropReply: true });
        const error = await failureOf(create({ privateIpAddresses: declared(["10.0.0.101"]) }));
        expect(error.properties?.privateIpAddresses).toEqual(declared(["10.0.0.101"]));
        expect(error.reasons?.[1]).toContain("half done: perhaps assigned 10.0.0.101. ");
      },
      { visibilityDelayMs: 3_600_000 },
    );
  });

  it("is not forgotten when lost calls unassigned what the ENI still shows, and the code then goes back", async () => {
    await withProvider(
      async ({ create, update, hooks, held, emulator }) => {
        const wanted = { privateIpAddresses: declared(addresses(3)) };
        emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: addresses(3) });
        const before = await create(wanted);
        emulator.addFault({ action: UNASSIGN, times: 9, when: "after", dropReply: true });
        const error = await failureOf(update(before, { privateIpAddresses: declared(["10.0.0.101"]) }));
        expect(held()).toEqual(["10.0.0.101"]);
        expect(error.reasons?.[1]).toContain("half done: perhaps unassigned 10.0.0.102, 10.0.0.103. ");
        // without a change, the next up would not look
        expect(await hooks.diff("eni-demo", error.properties ?? {}, { ...before, ...wanted })).toMatchObject({
          changes: true,
        });
      },
      { visibilityDelayMs: 3_600_000 },
    );
  });

  it("fails plainly when the ENI went away in the middle, for a refresh to drop it", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, code: "InvalidEniId.NotFound" });
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 9, code: "InvalidEniId.NotFound" });
      const error = await failureOf(create({ privateIpAddresses: declared(["10.0.0.101"]) }));
      expect(error.id).toBeUndefined();
      expect(error.message).toMatch(/^ENI eni-demo: it was not found in region cn-hangzhou/);
    });
  });

  it("fails plainly, too, when something had been assigned to it before", async () => {
    await withProvider(async ({ create, emulator }) => {
      emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidEniId.NotFound" });
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 9, code: "InvalidEniId.NotFound" });
      const many = { networkInterfaceId: "eni-spare", privateIpAddresses: declared(addresses(40)) };
      const error = await failureOf(create(many));
      expect([error.id, error.properties]).toEqual([undefined, undefined]);
      expect(error.message).toMatch(/^ENI eni-spare: it was not found in region cn-hangzhou/);
    });
  });

  it("does not list an address in lastUnassigned that the next change assigned again", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const networkInterfaceId = "eni-spare";
      const wanted = { networkInterfaceId, privateIpAddresses: declared(addresses(49)) };
      const before = await create(wanted);
      emulator.addFault({ action: ASSIGN, code: "InvalidVSwitchId.IpNotEnough" });
      const error = await failureOf(
        update(before, { ...wanted, privateIpAddresses: declared(addresses(49, 102)) }),
      );
      expect(error.properties?.lastUnassigned).toEqual(["10.0.0.101"]);
      // back to the code of before
      expect((await update(error.properties as never, wanted)).lastUnassigned).toEqual([]);
    });
  });

  it("is finished by the next up even after a refresh, which takes the engine's own note of it away", async () => {
    await withProvider(async ({ hooks, create, update, emulator }) => {
      const wanted = { networkInterfaceId: "eni-spare", privateIpAddresses: declared(addresses(33)) };
      emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidVSwitchId.IpNotEnough" });
      const error = await failureOf(create(wanted));
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: addresses(33) });
      const { props, inputs } = await hooks.read("eni-spare", error.properties ?? {});
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: addresses(32) });
      expect(await hooks.diff("eni-spare", props ?? {}, { ...inputs, ...wanted })).toMatchObject({
        changes: true,
      });
      expect((await update(props as never, wanted)).interrupted).toBeUndefined();
    });
  });
});
