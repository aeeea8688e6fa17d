import { inputsIn } from "../../provider/core/record";
import { parseState } from "../../provider/core/state";
import { UNKNOWN } from "../../provider/core/unknown";
import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  type Hooks,
  keysFor,
  openProvider,
  UNASSIGN,
  withProvider,
} from "../helpers/provider";

const one = { privateIpAddresses: declared(["10.0.0.101"]) };

/** What Pulumi hands to `configure`. */
function configOf(values: Record<string, string>): Parameters<Hooks["configure"]>[0] {
  return { config: { get: (key: string) => values[key], require: (key: string) => values[key] } } as never;
}

describe("what the engine gets", () => {
  it("gets plain data: nothing undefined, nothing frozen, the id a string", async () => {
    await withProvider(async ({ hooks, create }) => {
      const outputs = await create(one);
      expect(JSON.parse(JSON.stringify(outputs))).toStrictEqual(outputs);
      const inputs = Object.freeze({ ...inputsIn(parseState({ ...outputs })), __provider: "shim" });
      const created = await hooks.create(inputs);
      expect(Object.isFrozen(created.outs)).toBe(false);
      expect(created.id).toBe("eni-demo");
      expect(created.outs).not.toHaveProperty("__provider");
    });
  });

  it("gets all problems of the inputs as one failure without a property, whose line reads best", async () => {
    await withProvider(async ({ hooks }) => {
      const { failures } = await hooks.check(
        {},
        { networkInterfaceId: "eni-demo", privateIpAddresses: declared(["x", "10.0.0.300"]), regionId: "r" },
      );
      expect(failures).toEqual([
        {
          property: "",
          reason: expect.stringMatching(
            /^ENI eni-demo: 2 problems:\n {2}- "x" is not .*\n {2}- "10\.0\.0\.300" is not/,
          ) as string,
        },
      ]);
    });
  });

  it("names no ENI in a problem while its id is not known", async () => {
    await withProvider(async ({ hooks }) => {
      const { failures } = await hooks.check(
        {},
        { networkInterfaceId: UNKNOWN, privateIpAddresses: declared(["fd00::1"]), regionId: "r" },
      );
      expect(failures?.[0]?.reason).toBe(
        "fd00::1 is an IPv6 address; privateIpAddresses holds IPv4 addresses only.",
      );
    });
  });
});

describe("check", () => {
  const program = { networkInterfaceId: "eni-demo", ...one, regionId: "cn-hangzhou" };
  const checkedWith = (hooks: Hooks, config: Record<string, string>, news: object) =>
    hooks.configure(configOf(config)).then(() => hooks.check({}, { ...news }));

  it("refuses settings that cannot be used, also where the program names its region", async () => {
    await withProvider(async ({ hooks }) => {
      const { failures } = await checkedWith(hooks, { "alicloud:endpoints": "{" }, program);
      expect(failures?.[0]?.reason).toMatch(/^alicloud:endpoints/);
    });
  });

  it("asks for no default region where the program names one", async () => {
    await withProvider(async ({ hooks }) => {
      const odd = { "alicloud:region": "evil.example/" };
      const { regionId: _, ...without } = program;
      expect((await checkedWith(hooks, odd, program)).failures).toBeUndefined();
      expect((await checkedWith(hooks, odd, without)).failures).toHaveLength(1);
    });
  });

  it("notes that a program runs, whose settings are those of today", async () => {
    await withProvider(async ({ hooks, create, phase, emulator }) => {
      const before = await create(one);
      const keys = { "alicloud:accessKey": "LTAIsomebody", "alicloud:secretKey": "OfSomebodyElse" };
      const refreshed = async (own: Hooks): Promise<string> => {
        emulator.addFault({ action: DESCRIBE, code: "SignatureDoesNotMatch" });
        return (await failureOf(own.read("eni-demo", { ...before }))).message;
      };
      await hooks.configure(configOf(keys));
      await phase(async (own) => {
        expect(await refreshed(own)).toContain("of the last `pulumi up` was used");
        await own.check({}, program);
        expect(await refreshed(own)).not.toContain("of the last `pulumi up` was used");
      });
    });
  });
});

describe("refresh", () => {
  it("drops a resource whose ENI is gone, and a delete of it succeeds", async () => {
    await withProvider(async ({ hooks, create, destroy }) => {
      const outputs = { ...(await create(one)), networkInterfaceId: "eni-gone" };
      expect(await hooks.read("eni-gone", outputs)).toEqual({});
      await expect(destroy(outputs)).resolves.toBeUndefined();
    });
  });

  it("refuses a lookup by the option id, whose inputs nobody checked", async () => {
    await withProvider(async ({ hooks, actions }) => {
      const { message } = await failureOf(hooks.read("eni-demo", { networkInterfaceId: "eni-demo" }));
      expect(message).toBe(
        "ENI eni-demo: the option `id` is not supported; declare the resource without it: creating adopts what is there.",
      );
      expect(actions()).toEqual([]);
    });
  });

  it("finds lost and foreign addresses, and the next update mends both", async () => {
    await withProvider(async ({ hooks, create, update, held, emulator }) => {
      const wanted = { privateIpAddresses: declared(addresses(2)) };
      const outputs = await create(wanted);
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102", "10.0.0.99"] });
      const { props, inputs } = await hooks.read("eni-demo", outputs);
      const found = { "10.0.0.102": "declared", "10.0.0.99": "foreign" };
      expect(inputs).toEqual({
        networkInterfaceId: "eni-demo",
        ownership: "exclusive",
        privateIpAddresses: found,
        regionId: "cn-hangzhou",
        adopt: true,
        allowUnassignWithEip: false,
        staleSecurityGroupRules: "off",
        timeoutSeconds: 120,
      });
      expect(props).toMatchObject({ privateIpAddresses: found, foreignPrivateIpAddresses: ["10.0.0.99"] });

      const mended = await update(props as never, wanted);
      expect(held()).toEqual(["10.0.0.102", "10.0.0.101"]);
      expect(mended.lastUnassigned).toEqual(["10.0.0.99"]);
    });
  });

  it("leaves foreign addresses out of the set when additive", async () => {
    await withProvider(async ({ hooks, create, emulator }) => {
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.99"] });
      const outputs = await create({ ...one, ownership: "additive" });
      const { props, inputs } = await hooks.read("eni-demo", outputs);
      expect(props).toEqual({ ...outputs, foreignPrivateIpAddresses: ["10.0.0.99"] });
      expect(inputs).toMatchObject({ ownership: "additive" });
      expect((inputs as typeof outputs).privateIpAddresses).toEqual(one.privateIpAddresses);
    });
  });

  it("does not unassign a foreign address that a refresh recorded, when the resource is deleted or made additive", async () => {
    await withProvider(async ({ hooks, create, update, held, emulator, destroy }) => {
      const outputs = await create(one);
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", "10.0.0.99"] });
      const { props } = await hooks.read("eni-demo", outputs);
      await update(props as never, { ...one, ownership: "additive" });
      expect(held()).toEqual(["10.0.0.101", "10.0.0.99"]);
      await destroy(props as never);
      expect(held()).toEqual(["10.0.0.99"]);
    });
  });

  it("keeps the note of an interrupted change", async () => {
    await withProvider(async ({ hooks, create }) => {
      const outputs = { ...(await create(one)), interrupted: true, lastUnassigned: ["10.0.0.7"] };
      expect((await hooks.read("eni-demo", outputs)).props).toMatchObject({
        interrupted: true,
        lastUnassigned: ["10.0.0.7"],
      });
    });
  });

  it("explains a refusal, naming the ENI", async () => {
    await withProvider(async ({ hooks, create, emulator }) => {
      const outputs = await create(one);
      emulator.addFault({ action: DESCRIBE, code: "Forbidden.RAM" });
      const { message } = await failureOf(hooks.read("eni-demo", outputs));
      expect(message).toMatch(
        /^ENI eni-demo: DescribeNetworkInterfaces was refused: .*; allow ecs:DescribeNetworkInterfaces to the RAM user or role \(docs\/credentials\.md\) \[Forbidden\.RAM, request id/,
      );
    });
  });

  it("answers for each ENI on its own when the cloud refuses a request for several", async () => {
    await withProvider(async ({ hooks, create, emulator }) => {
      const [demo, spare] = [await create(one), await create({ networkInterfaceId: "eni-spare" })];
      emulator.addFault({ action: DESCRIBE, code: "InvalidEniId.NotFound" });
      const gone = { ...demo, networkInterfaceId: "eni-gone" };
      const answers = await Promise.all([
        hooks.read("eni-demo", demo),
        hooks.read("eni-gone", gone),
        hooks.read("eni-spare", spare),
      ]);
      expect(answers.map(({ id }) => id)).toEqual(["eni-demo", undefined, "eni-spare"]);
    });
  });
});

describe("delete", () => {
  it("leaves an ENI in Deleting alone, since its addresses go with it", async () => {
    await withProvider(
      async ({ create, actions, emulator, destroy }) => {
        const outputs = await create(one);
        emulator.updateNetworkInterface("eni-demo", { status: "Deleting" });
        actions();
        await destroy(outputs);
        expect(actions()).toEqual([DESCRIBE]);
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("succeeds when the ENI turns to Deleting while its addresses are unassigned", async () => {
    await withProvider(
      async ({ create, emulator, destroy }) => {
        const outputs = await create(one);
        emulator.addFault({ action: UNASSIGN, hold: true, code: "InvalidOperation.InvalidEniState" });
        const deleting = destroy(outputs);
        await emulator.waitForCall(UNASSIGN);
        emulator.updateNetworkInterface("eni-demo", { status: "Deleting" });
        emulator.release();
        await expect(deleting).resolves.toBeUndefined();
        expect(emulator.calls(UNASSIGN)).toHaveLength(1);
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("refuses on a service-managed ENI", async () => {
    await withProvider(async ({ create, emulator, destroy }) => {
      const outputs = await create(one);
      emulator.updateNetworkInterface("eni-demo", { serviceManaged: true });
      const { message } = await failureOf(destroy(outputs));
      expect(message).toMatch(/^ENI eni-demo: it is managed by another cloud service/);
    });
  });

  it("succeeds when the ENI goes away while its addresses are unassigned", async () => {
    await withProvider(async ({ create, emulator, destroy }) => {
      const outputs = await create({ ...one, networkInterfaceId: "eni-spare" });
      emulator.addFault({ action: UNASSIGN, hold: true, code: "InvalidEniId.NotFound" });
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 9, code: "InvalidEniId.NotFound" });
      const received = emulator.waitForCall(UNASSIGN);
      const deleting = destroy(outputs);
      await received;
      emulator.release();
      await expect(deleting).resolves.toBeUndefined();
    });
  });
});

describe("concurrency and configuration", () => {
  it("works when hooks run before configure is done, as they do in a refresh", async () => {
    await withProvider(async ({ emulator, create }) => {
      const state = await create(one);
      const { hooks } = openProvider(emulator, {});
      const { ALICLOUD_ACCESS_KEY, ALICLOUD_SECRET_KEY } = keysFor(emulator);
      const configured = hooks.configure(
        configOf({
          "alicloud:region": "cn-hangzhou",
          "alicloud:accessKey": ALICLOUD_ACCESS_KEY ?? "",
          "alicloud:secretKey": ALICLOUD_SECRET_KEY ?? "",
          "alicloud:protocol": "HTTP",
          "alicloud:endpoints": JSON.stringify([{ ecs: emulator.endpoint }]),
        }),
      );
      const checked = hooks.check({}, { networkInterfaceId: "eni-demo", ...one });
      const read = hooks.read("eni-demo", state);
      expect((await checked).inputs).toMatchObject({ regionId: "cn-hangzhou" });
      expect((await read).id).toBe("eni-demo");
      await configured;
    });
  });

  it("looks for credentials again after an attempt without", async () => {
    await withProvider(async ({ emulator, create }) => {
      const outputs = await create(one);
      const env: Record<string, string | undefined> = {
        ECS_ENDPOINT: emulator.url,
        ALICLOUD_PROFILE: "no-such-profile",
      };
      const { hooks } = openProvider(emulator, env);
      expect((await failureOf(hooks.read("eni-demo", outputs))).message).toMatch(
        /^The profile "no-such-profile" \(ALICLOUD_PROFILE\) cannot be used: /,
      );
      Object.assign(env, keysFor(emulator));
      expect((await hooks.read("eni-demo", outputs)).id).toBe("eni-demo");
    });
  });

  it("keeps the region that was decided when another shell has another default", async () => {
    await withProvider(async ({ emulator, create }) => {
      const state = await create(one);
      const { hooks } = openProvider(emulator, { ...keysFor(emulator), ALICLOUD_REGION: "eu-central-1" });
      const news = { networkInterfaceId: "eni-demo", ...one };
      expect((await hooks.check(state, news)).inputs).toMatchObject({ regionId: "cn-hangzhou" });
      expect((await hooks.check(state, { ...news, regionId: "cn-beijing" })).inputs).toMatchObject({
        regionId: "cn-beijing",
      });
      expect((await hooks.check(state, { ...news, networkInterfaceId: "eni-spare" })).inputs).toMatchObject({
        regionId: "eu-central-1",
      });
      expect((await hooks.check({}, news)).inputs).toMatchObject({ regionId: "eu-central-1" });
    });
  });

  it("does not multiply a throttled Describe of several ENIs", async () => {
    await withProvider(async ({ hooks, create, actions, emulator }) => {
      const [demo, spare] = [await create(one), await create({ networkInterfaceId: "eni-spare" })];
      actions();
      emulator.addFault({ action: DESCRIBE, times: 999, code: "Throttling.User" });
      const errors = await Promise.all([
        failureOf(hooks.read("eni-demo", demo)),
        failureOf(hooks.read("eni-spare", spare)),
      ]);
      // as many attempts as one of them may make
      expect(actions().length).toBeLessThanOrEqual(21);
      expect(errors.map(({ message }) => message.split(":")[0])).toEqual(["ENI eni-demo", "ENI eni-spare"]);
    });
  });

  it("moves an address from one ENI to another in one program, whichever change comes first", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const demo = await create(one);
      emulator.addFault({ action: UNASSIGN, hold: true });
      const received = emulator.waitForCall(UNASSIGN);
      const leaving = update(demo, { privateIpAddresses: {} });
      await received;
      emulator.clearCalls();
      const coming = create({ ...one, networkInterfaceId: "eni-spare" });
      // refused again and again while the other ENI still holds the address
      const progress = { over: false };
      void coming.finally(() => (progress.over = true));
      while (emulator.calls(ASSIGN).length < 4 && !progress.over)
        await new Promise((resolve) => setImmediate(resolve));
      emulator.release();
      await Promise.all([leaving, coming]);
      expect([held("eni-demo"), held("eni-spare")]).toEqual([[], ["10.0.0.101"]]);
    });
  });

  it.each([0, 1, 2])(
    "moves one from an ENI that lets go when the program is known, and begins after look %i of the taker",
    async (looks) => {
      await withProvider(async ({ emulator }) => {
        // before any look, the giver is not waited for until checks end
        const pace = { startingMs: 0, quiet: { forMs: 10, atMostMs: looks === 0 ? 300 : 60_000 } };
        const { create, update, held, hooks, phase } = openProvider(emulator, undefined, undefined, pace);
        const before = await create(one);
        // no pause between two checks is as long as `forMs`, however busy the machine
        const clock = jest.spyOn(performance, "now").mockReturnValue(performance.now());
        emulator.clearCalls();
        await phase(async () => {
          const progress = { over: false };
          /** Pulumi goes on checking. */
          const until = async (isThere: () => boolean): Promise<void> => {
            while (!isThere() && !progress.over) {
              await hooks.check({}, { ...one, networkInterfaceId: "eni-other", regionId: "cn-hangzhou" });
              await new Promise((resolve) => setImmediate(resolve));
            }
          };
          const taking = create({ ...one, networkInterfaceId: "eni-spare" });
          void taking.catch(() => undefined).finally(() => (progress.over = true));
          // also when it has been refused, and the answer is there that names the holder
          let turns = 0;
          await until(() => emulator.calls(DESCRIBE).length >= looks && ++turns > 100);
          const giving = update(before, { privateIpAddresses: {} });
          // refused once, it asks again; where it waits itself until the program is known, checks end here
          if (looks === 0) await until(() => emulator.calls(ASSIGN).length >= 2);
          clock.mockRestore();
          await Promise.all([taking, giving]);
        });
        expect([held("eni-demo"), held("eni-spare")]).toEqual([[], ["10.0.0.101"]]);
      });
    },
  );

  it("swaps addresses between two ENIs, though neither can take before the other has let go", async () => {
    await withProvider(async ({ create, update, held }) => {
      const [first, second] = [declared(["10.0.0.101"]), declared(["10.0.0.102"])];
      const demo = await create({ privateIpAddresses: first });
      const spare = await create({ networkInterfaceId: "eni-spare", privateIpAddresses: second });
      await Promise.all([
        update(demo, { privateIpAddresses: second }),
        update(spare, { networkInterfaceId: "eni-spare", privateIpAddresses: first }),
      ]);
      expect([held("eni-demo"), held("eni-spare")]).toEqual([["10.0.0.102"], ["10.0.0.101"]]);
    });
  });
});

describe("what is on the ENI already", () => {
  const there = { privateIpAddresses: ["10.0.0.101", "10.0.0.102"] };
  const three = { privateIpAddresses: declared(addresses(3)) };

  it("is adopted, and told, and not told again", async () => {
    await withProvider(async ({ emulator, create, update, notes }) => {
      emulator.updateNetworkInterface("eni-demo", there);
      const outputs = await create(three);
      expect(notes).toEqual(["ENI eni-demo: adopted 10.0.0.101, 10.0.0.102: they were on the ENI already"]);
      await update(outputs, { privateIpAddresses: declared(addresses(4)) });
      expect(notes).toHaveLength(1);
    });
  });

  it("is refused with adopt: false before any write, by a create and by an update", async () => {
    await withProvider(async ({ emulator, create, update, actions }) => {
      const outputs = await create({ ...one, adopt: false });
      emulator.updateNetworkInterface("eni-demo", there);
      expect(actions()).toContain(ASSIGN);
      const { message } = await failureOf(update(outputs, { ...three, adopt: false }));
      expect(message).toMatch(
        /^ENI eni-demo: it already holds 10\.0\.0\.102, which the code declares with adopt: false; /,
      );
      expect((await failureOf(create({ ...three, adopt: false }))).message).toMatch(
        /^ENI eni-demo: it already holds 10\.0\.0\.101, 10\.0\.0\.102, which the code/,
      );
      expect(new Set(actions())).toEqual(new Set([DESCRIBE]));
    });
  });

  describe("since somebody else assigned it after the resource had unassigned it", () => {
    const two = { privateIpAddresses: declared(addresses(2)) };

    it("is adopted, and told", async () => {
      await withProvider(async ({ emulator, create, update, notes }) => {
        const after = await update(await create(two), one);
        emulator.updateNetworkInterface("eni-demo", there);
        await update(after, two);
        expect(notes).toEqual(["ENI eni-demo: adopted 10.0.0.102: it was on the ENI already"]);
      });
    });

    it("is refused with adopt: false", async () => {
      await withProvider(async ({ emulator, create, update, held }) => {
        const after = await update(await create(two), one);
        emulator.updateNetworkInterface("eni-demo", there);
        const { message, id, properties } = await failureOf(update(after, { ...two, adopt: false }));
        expect(message).toMatch(
          /^ENI eni-demo: it already holds 10\.0\.0\.102, which the code declares with adopt: false; /,
        );
        // no partial failure, so that the state stays as it was
        expect([id, properties, held()]).toEqual([undefined, undefined, addresses(2)]);
      });
    });
  });
});
