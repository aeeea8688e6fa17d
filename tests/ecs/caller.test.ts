import { callerAccountId } from "../../provider/ecs/caller";
import { openClient } from "../../provider/ecs/client";
import { readSettings, type Environment } from "../../provider/ecs/settings/settings";
import { createEmulator, defaultAccessKey, type Emulator } from "../../provider/emulator";
import { ample } from "../helpers/deadline";
import { keysFor, withProvider } from "../helpers/provider";

const GET_CALLER_IDENTITY = "GetCallerIdentity";
const pace = { initialDelay: 1, maxDelay: 2 };

async function accountOf(env: Environment): Promise<string | undefined> {
  const client = await openClient(
    "cn-hangzhou",
    readSettings(() => undefined, env),
    pace,
  );
  return callerAccountId(client, ample());
}

it("is the account of the keys", async () => {
  await withProvider(async ({ emulator }) => {
    expect(await accountOf(keysFor(emulator))).toBe("1234567890123456");
    expect(emulator.calls().map(({ action }) => action)).toEqual([GET_CALLER_IDENTITY]);
  });
});

it("is another account with the keys of another", async () => {
  const theirs = { ...defaultAccessKey, accountId: "6543210987654321" };
  await withProvider(
    async ({ emulator }) => {
      expect(await accountOf(keysFor(emulator))).toBe("6543210987654321");
    },
    {
      accessKeys: [theirs],
    },
  );
});

it.each([
  ["the call is denied", { code: "Forbidden.RAM" }],
  ["the call is throttled", { code: "Throttling.User" }],
  ["the reply is lost", { dropReply: true }],
  [
    "the reply names no account",
    { body: '{"RequestId":"R-1"}', httpStatus: 200, contentType: "application/json" },
  ],
  ["the reply is no JSON", { body: "<html>", httpStatus: 200 }],
])("is not known where %s, and asked for once", async (_what, fault) => {
  await withProvider(async ({ emulator }) => {
    emulator.addFault({ action: GET_CALLER_IDENTITY, times: 99, ...fault });
    expect(await accountOf(keysFor(emulator))).toBeUndefined();
    expect(emulator.calls()).toHaveLength(1);
  });
});

it("is not known where nothing answers", async () => {
  const emulator: Emulator = createEmulator();
  await emulator.listen();
  const env = keysFor(emulator);
  await emulator.close();
  expect(await accountOf(env)).toBeUndefined();
});
