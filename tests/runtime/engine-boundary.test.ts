import { UserError } from "../../provider/core/errors";
import { inputsIn, PartialFailure } from "../../provider/core/record";
import { outputsOf } from "../../provider/core/state";
import type { Claims } from "../../provider/runtime/claims";
import { guarded } from "../../provider/runtime/engine-boundary";
import { createHooks, type Hooks } from "../../provider/runtime/hooks";
import { failureOf } from "../helpers/provider";
import { aState } from "../helpers/state";

it("hides __provider from the hook", async () => {
  const hook = guarded((properties: Record<string, unknown>) => Object.keys(properties));
  expect(await hook({ a: 1, __provider: "text" })).toEqual(["a"]);
});

it("drops undefined, at any depth, since the engine loses the whole answer over it", async () => {
  const answer = await guarded(() => ({ outs: { a: undefined, b: { c: undefined, d: 1 } } }))();
  expect(Object.keys(answer.outs)).toEqual(["b"]);
  expect(answer).toEqual({ outs: { b: { d: 1 } } });
});

it("answers a copy that can be written to, whatever the hook froze", async () => {
  const answer = (await guarded(() => Object.freeze({ outs: Object.freeze({ a: 1 }) }))()) as {
    outs: Record<string, unknown>;
  };
  answer.outs["__provider"] = "text";
  expect(answer.outs).toEqual({ a: 1, __provider: "text" });
});

it("answers nothing where the hook answers nothing", async () => {
  await expect(guarded(() => Promise.resolve(undefined))()).resolves.toBeUndefined();
});

it("does not let the id of a foreign error pass for a created resource", async () => {
  const sdkError = Object.assign(new Error("denied"), { id: "R-1", properties: {} });
  const error = await failureOf(
    guarded(() => {
      throw sdkError;
    })(),
  );
  expect(error).not.toHaveProperty("id");
});

it.each([undefined, null, "text", 7])(
  "turns a thrown %p into an error, since the engine would wait for ever",
  async (thrown) => {
    const error = await failureOf(
      guarded(() => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- this is what the test is about
        throw thrown;
      })(),
    );
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toContain(`a hook threw ${String(thrown)}`);
  },
);

it("shows a user's mistake without a stack trace, and once: what Pulumi prints beside the message points to it", async () => {
  const error = await failureOf(
    guarded(() => {
      throw new UserError("ENI eni-demo: no.");
    })(),
  );
  expect(error.message).toBe("ENI eni-demo: no.");
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- this is what Pulumi prints
  expect(`${String(error)}: ${error.stack ?? ""}`).toBe(
    "SecondaryPrivateIps: failed, for the reason that stands at the resource.",
  );
});

it("asks to report a defect, with its stack", async () => {
  const error = await failureOf(
    guarded(() => {
      throw new TypeError("x is not a function");
    })(),
  );
  expect(error.message).toMatch(
    /^This is a defect of pulumi-alicloud-secondary-ips, please report it: x is not a function\n.*TypeError/s,
  );
});

it("gives a partial failure what the engine needs to save it: id, reasons, and properties with __provider", async () => {
  const outputs = { networkInterfaceId: "eni-demo", vSwitchId: undefined };
  const error = await failureOf(
    guarded((_id: string, _olds: Record<string, unknown>, _news: Record<string, unknown>) => {
      throw new PartialFailure(outputs as never, ["half done"]);
    })("eni-demo", { __provider: "old" }, { __provider: "new" }),
  );
  expect(error).toMatchObject({ id: "eni-demo", reasons: ["half done"] });
  expect(error.properties).toEqual({ networkInterfaceId: "eni-demo", __provider: "new" });
  expect(Object.keys(error.properties ?? {})).not.toContain("vSwitchId");
});

describe("each hook that Pulumi calls", () => {
  const state = aState({ privateIpAddresses: { "10.0.0.101": "declared" } });
  const outputs = { ...outputsOf(state), __provider: "shim" };
  const inputs = { ...inputsIn(state), __provider: "shim" };
  const CALLS: Readonly<Record<keyof Hooks, (hooks: Hooks) => Promise<unknown>>> = {
    configure: (hooks) => hooks.configure({ config: new Map() as never }),
    check: (hooks) => hooks.check(inputs, inputs),
    diff: (hooks) => hooks.diff("eni-demo", outputs, inputs),
    create: (hooks) => hooks.create(inputs),
    update: (hooks) => hooks.update("eni-demo", outputs, inputs),
    delete: (hooks) => hooks.delete("eni-demo", outputs),
    read: (hooks) => hooks.read("eni-demo", outputs),
  };
  const STRANGE: Readonly<Record<string, unknown>> = {
    "nothing at all": undefined,
    "a frozen error": Object.freeze(new Error("frozen")),
    "an error with an id and undefined properties": Object.assign(new Error("denied"), {
      ...{ id: "R-1", properties: { a: undefined } },
    }),
  };

  function hooksThatThrow(thrown: unknown): Hooks {
    const fail = () => {
      throw thrown;
    };
    return createHooks({
      ...{ env: fail, openApi: fail, newClientToken: fail, notify: fail },
      pace: { initialDelay: 0, maxDelay: 0 },
      claims: new Proxy({}, { get: () => fail }) as Claims,
    });
  }

  it.each(
    Object.entries(CALLS).flatMap(([hook, call]) =>
      Object.entries(STRANGE).map(([what, thrown]) => [hook, what, call, thrown] as const),
    ),
  )("%s answers %s with an error of its own, which has no id", async (_hook, _what, call, thrown) => {
    const error = await failureOf(call(hooksThatThrow(thrown)));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBe(thrown);
    expect(Object.isFrozen(error)).toBe(false);
    expect(error).not.toHaveProperty("id");
    expect(error).not.toHaveProperty("properties");
    expect(error.message).toContain(thrown instanceof Error ? thrown.message : String(thrown));
  });
});
