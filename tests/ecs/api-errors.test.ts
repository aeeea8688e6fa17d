import { readFileSync } from "node:fs";
import { toApiError } from "../../provider/ecs/api-errors";
import { openEniApi } from "../../provider/ecs/eni-api";
import { type Environment, readSettings } from "../../provider/ecs/settings/settings";
import type { EniApi } from "../../provider/core/ports";
import { type ApiError, UserError } from "../../provider/core/errors";
import { defaultAccessKey } from "../../provider/emulator";
import { ample, stoppable } from "../helpers/deadline";
import { keysOnce, useHome } from "../helpers/home";
import { ASSIGN, DESCRIBE, failureOf, keysFor, UNASSIGN, withProvider } from "../helpers/provider";

const pace = { initialDelay: 5, maxDelay: 20 };
const deadline = ample();
const home = useHome();

async function apiFor(env: Environment): Promise<EniApi> {
  return openEniApi(
    "cn-hangzhou",
    readSettings(() => undefined, env),
    pace,
  );
}

async function apiErrorOf(work: Promise<unknown>): Promise<ApiError> {
  return (await failureOf(work)) as unknown as ApiError;
}

it("keeps code, message and request id of a refusal", async () => {
  await withProvider(async ({ emulator }) => {
    const api = await apiFor(keysFor(emulator));
    const error = await apiErrorOf(api.writer.unassign("eni-demo", ["10.0.0.101"], { deadline }));
    expect(error).toMatchObject({ action: UNASSIGN, code: "InvalidIp.IpUnassigned", outcomeUnknown: false });
    expect(error.message).toContain("10.0.0.101");
    expect(error.requestId).toMatch(/^[0-9A-F-]{36}$/);
  });
});

it("says of a wrong secret key just that, without what was signed", async () => {
  await withProvider(async ({ emulator }) => {
    const api = await apiFor({ ...keysFor(emulator), ALICLOUD_SECRET_KEY: "wrong-secret" });
    const error = await apiErrorOf(api.reader.look("eni-demo", { deadline }));
    expect(error).toMatchObject({
      code: "SignatureDoesNotMatch",
      message: "the signature does not match: the secret key is wrong",
    });
  });
});

it("does not know whether a call took effect whose reply is a proxy's", async () => {
  await withProvider(async ({ emulator }) => {
    emulator.addFault({
      action: UNASSIGN,
      body: "<html>502 Bad Gateway</html>",
      httpStatus: 502,
      contentType: "text/html",
    });
    const api = await apiFor(keysFor(emulator));
    const error = await apiErrorOf(api.writer.unassign("eni-demo", ["10.0.0.101"], { deadline }));
    expect(error).toMatchObject({
      code: "NoReply",
      message: expect.stringMatching(
        /^the reply is not JSON, so it comes from something between here and the cloud \(http:/,
      ) as string,
      outcomeUnknown: true,
    });
  });
});

it("knows that a refused connection had no effect, and gives up after four", async () => {
  const api = await apiFor({
    ALICLOUD_ACCESS_KEY: "id",
    ALICLOUD_SECRET_KEY: "secret",
    ECS_ENDPOINT: "http://127.0.0.1:1",
  });
  const error = await apiErrorOf(
    api.writer.assign("eni-demo", ["10.0.0.101"], { clientToken: "token", deadline }),
  );
  expect(error).toMatchObject({
    code: "NoReply",
    message: "connect ECONNREFUSED 127.0.0.1:1 (http://127.0.0.1:1)",
    outcomeUnknown: false,
  });
});

it("says how to speak plain HTTP to an endpoint that has no TLS", async () => {
  await withProvider(async ({ emulator }) => {
    const api = await apiFor({ ...keysFor(emulator), ECS_ENDPOINT: emulator.endpoint });
    expect((await apiErrorOf(api.reader.look("eni-demo", { deadline }))).message).toBe(
      `it does not speak TLS there; for plain HTTP set alicloud:protocol to HTTP, or write http:// before the endpoint (https://${emulator.endpoint})`,
    );
  });
});

it("gives up on lost replies after four", async () => {
  await withProvider(async ({ emulator }) => {
    emulator.addFault({ action: DESCRIBE, times: 99, dropReply: true });
    const api = await apiFor(keysFor(emulator));
    expect(await apiErrorOf(api.reader.look("eni-demo", { deadline }))).toMatchObject({
      code: "NoReply",
      outcomeUnknown: true,
    });
    expect(emulator.calls(DESCRIBE)).toHaveLength(4);
  });
});

it("gives up on a throttled call when its time is up", async () => {
  await withProvider(async ({ emulator }) => {
    emulator.addFault({ action: ASSIGN, times: 99, code: "Throttling.User" });
    const api = await apiFor(keysFor(emulator));
    const late = stoppable();
    late.stop();
    const assigning = api.writer.assign("eni-demo", ["10.0.0.101"], { clientToken: "t", deadline: late });
    expect(await apiErrorOf(assigning)).toMatchObject({ code: "Throttling.User" });
    expect(emulator.calls(ASSIGN)).toHaveLength(1);
  });
});

it("gives up on a throttled call after 21 attempts at the latest", async () => {
  await withProvider(async ({ emulator }) => {
    emulator.addFault({ action: DESCRIBE, times: 99, code: "Throttling" });
    const api = await apiFor(keysFor(emulator));
    expect(await apiErrorOf(api.reader.look("eni-demo", { deadline }))).toMatchObject({ code: "Throttling" });
    expect(emulator.calls(DESCRIBE).length).toBeLessThanOrEqual(21);
  });
});

it("takes out secrets that a message repeats", () => {
  const thrown = Object.assign(new Error("x"), {
    code: "Odd",
    statusCode: 400,
    data: { Message: "you sent the-secret and the-token" },
  });
  expect(toApiError(DESCRIBE, thrown, ["the-secret", "the-token"]).message).toBe(
    "you sent [secret] and [secret]",
  );
});

it("says that a reply took too long", () => {
  const texts = [
    "ReadTimeout(16000). POST http://127.0.0.1/?a=b failed.",
    "ConnectTimeout: Connect HTTP://127.0.0.1/?a=b failed.",
  ];
  expect(texts.map((text) => toApiError(DESCRIBE, new Error(text), []).message)).toEqual([
    "it took too long",
    "it took too long",
  ]);
});

it.each(["{}", '{"login":true}', "[]", "null"])(
  "does not take %s, with status 200, for an answer that every ENI is gone",
  async (body) => {
    await withProvider(async ({ emulator }) => {
      emulator.addFault({
        action: DESCRIBE,
        times: 99,
        body,
        httpStatus: 200,
        contentType: "application/json",
      });
      const api = await apiFor(keysFor(emulator));
      expect(await apiErrorOf(api.reader.look("eni-demo", { deadline }))).toMatchObject({ code: "NoReply" });
    });
  },
);

it("takes an error without a code for one of something in between, and sends again after a 5xx", async () => {
  await withProvider(async ({ emulator }) => {
    emulator.addFault({
      action: DESCRIBE,
      body: '{"error":"x"}',
      httpStatus: 502,
      contentType: "application/json",
    });
    const api = await apiFor(keysFor(emulator));
    expect(await api.reader.look("eni-demo", { deadline })).toMatchObject({ networkInterfaceId: "eni-demo" });
    emulator.addFault({
      action: DESCRIBE,
      times: 99,
      body: '{"error":"x"}',
      httpStatus: 403,
      contentType: "application/json",
    });
    expect(await apiErrorOf(api.reader.look("eni-demo", { deadline }))).toMatchObject({
      code: "NoReply",
      message: expect.stringMatching(
        /^HTTP 403 without a code of the API, so it comes from something in between \(http:/,
      ) as string,
    });
  });
});

it("stops waiting for a throttled Describe when the caller's time is up", async () => {
  await withProvider(async ({ emulator }) => {
    emulator.addFault({ action: DESCRIBE, hold: true });
    const api = await apiFor(keysFor(emulator));
    const short = stoppable();
    const looking = apiErrorOf(api.reader.look("eni-demo", { deadline: short }));
    await emulator.waitForCall(DESCRIBE);
    short.stop();
    expect(await looking).toMatchObject({
      code: "TimeIsUp",
      message: "it was throttled or not answered for 60 s",
    });
    expect(await apiErrorOf(api.reader.look("eni-demo", { deadline: short }))).toMatchObject({
      code: "TimeIsUp",
    });
  });
});

it("lets the SDK wait for a reply for 16 s, longer than its own patience of 5 s", async () => {
  await withProvider(async ({ emulator }) => {
    const api = await apiFor(keysFor(emulator));
    const timers = jest.spyOn(globalThis, "setTimeout");
    await api.reader.look("eni-demo", { deadline });
    expect(timers.mock.calls.map(([, ms]) => ms)).toContain(16_000);
    timers.mockRestore();
  });
});

it("does not send again what could not be signed, since credentials could not be fetched anew", async () => {
  await withProvider(async ({ emulator }) => {
    const { accessKeyId, accessKeySecret } = defaultAccessKey;
    const log = home.path("log");
    const later = `require("node:fs").appendFileSync(${JSON.stringify(log)}, "x"); console.error("Hidden"); process.exit(1);`;
    const script = home.write("keys.js", keysOnce(home.path("was-run"), accessKeyId, accessKeySecret, later));
    home.writeProfiles({ name: "ops", mode: "External", process_command: `${process.execPath} ${script}` });
    const api = await apiFor({ ECS_ENDPOINT: emulator.url, ALICLOUD_PROFILE: "ops" });
    const error = await failureOf(api.reader.look("eni-demo", { deadline }));
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(
      /^The profile "ops" \(ALICLOUD_PROFILE\) cannot be used: its process_command failed/,
    );
    expect(error.message).not.toContain("Hidden");
    expect(readFileSync(log, "utf8")).toBe("x");
    expect(emulator.calls()).toEqual([]);
  });
});

it("makes something of anything thrown", () => {
  expect(toApiError(DESCRIBE, "text", [])).toMatchObject({
    code: "NoReply",
    message: "text",
    outcomeUnknown: true,
  });
});
