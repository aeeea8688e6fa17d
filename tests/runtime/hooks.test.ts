import { UNKNOWN } from "../../provider/core/check";
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
      expect(JSON.parse(JSON.stringify(outputs))).toEqual(outputs);
      const inputs = Object.freeze({ ...outputs, __provider: "shim" });
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

describe("refresh", () => {
  it("drops a resource whose ENI is gone, and a delete of it succeeds", async () => {
    await withProvider(async ({ hooks, create }) => {
      const outputs = { ...(await create(one)), networkInterfaceId: "eni-gone" };
      expect(await hooks.read("eni-gone", outputs)).toEqual({});
      await expect(hooks.delete("eni-gone", outputs)).resolves.toBeUndefined();
    });
  });

  it("fails a get of an ENI that is not there", async () => {
    await withProvider(async ({ hooks }) => {
      const { message } = await failureOf(hooks.read("eni-gone", { regionId: "cn-hangzhou" }));
      expect(message).toBe(
        "ENI eni-gone: it was not found in region cn-hangzhou; check the id and regionId.",
      );
    });
  });

  it("gets an ENI that is there with all its secondary addresses", async () => {
    await withProvider(async ({ hooks, emulator }) => {
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: addresses(2) });
      const { id, props } = await hooks.read("eni-demo", {
        networkInterfaceId: "eni-demo",
        regionId: "cn-hangzhou",
      });
      expect(id).toBe("eni-demo");
      expect(props).toMatchObject({
        privateIpAddresses: declared(addresses(2)),
        primaryPrivateIpAddress: "10.0.0.20",
      });
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
      const { props } = await hooks.read("eni-demo", outputs);
      expect(props).toMatchObject({
        privateIpAddresses: one.privateIpAddresses,
        foreignPrivateIpAddresses: ["10.0.0.99"],
      });
    });
  });

  it("does not unassign a foreign address that a refresh recorded, when the resource is deleted or made additive", async () => {
    await withProvider(async ({ hooks, create, update, held, emulator }) => {
      const outputs = await create(one);
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", "10.0.0.99"] });
      const { props } = await hooks.read("eni-demo", outputs);
      await update(props as never, { ...one, ownership: "additive" });
      expect(held()).toEqual(["10.0.0.101", "10.0.0.99"]);
      await hooks.delete("eni-demo", props ?? {});
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
        /^ENI eni-demo: DescribeNetworkInterfaces was refused: .*; allow ecs:DescribeNetworkInterfaces, .* \(README, RAM policy\) \[Forbidden\.RAM, request id/,
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
      async ({ hooks, create, actions, emulator }) => {
        const outputs = await create(one);
        emulator.updateNetworkInterface("eni-demo", { status: "Deleting" });
        actions();
        await hooks.delete("eni-demo", outputs);
        expect(actions()).toEqual([DESCRIBE]);
      },
      { transitionMs: 3_600_000 },
    );
  });

  it("refuses on a service-managed ENI", async () => {
    await withProvider(async ({ hooks, create, emulator }) => {
      const outputs = await create(one);
      emulator.updateNetworkInterface("eni-demo", { serviceManaged: true });
      const { message } = await failureOf(hooks.delete("eni-demo", outputs));
      expect(message).toMatch(/^ENI eni-demo: it is managed by another cloud service/);
    });
  });

  it("succeeds when the ENI goes away while its addresses are unassigned", async () => {
    await withProvider(async ({ hooks, create, emulator }) => {
      const outputs = await create({ ...one, networkInterfaceId: "eni-spare" });
      emulator.addFault({ action: UNASSIGN, hold: true, code: "InvalidEniId.NotFound" });
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 1, code: "InvalidEniId.NotFound" });
      const received = emulator.waitForCall(UNASSIGN);
      const deleting = hooks.delete("eni-spare", outputs);
      await received;
      emulator.release();
      await expect(deleting).resolves.toBeUndefined();
    });
  });
});

describe("concurrency and configuration", () => {
  it("never lets two writes to one ENI overlap", async () => {
    await withProvider(async ({ create, held, emulator }) => {
      emulator.addFault({ action: ASSIGN, hold: true });
      const received = emulator.waitForCall(ASSIGN);
      const both = [101, 102].map((n) =>
        create({ privateIpAddresses: declared([`10.0.0.${n}`]), ownership: "additive" }),
      );
      await received;
      expect(emulator.calls().map(({ action }) => action)).not.toContain(UNASSIGN);
      expect(emulator.heldCalls()).toBe(1);
      emulator.release();
      await Promise.all(both);
      expect(held()).toEqual(addresses(2));
    });
  });

  it("works when hooks run before configure is done, as they do in a refresh", async () => {
    await withProvider(async ({ emulator }) => {
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
      const read = hooks.read("eni-demo", { networkInterfaceId: "eni-demo", regionId: "cn-hangzhou" });
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
        /^The profile "no-such-profile" cannot be used: /,
      );
      Object.assign(env, keysFor(emulator));
      expect((await hooks.read("eni-demo", outputs)).id).toBe("eni-demo");
    });
  });
});
