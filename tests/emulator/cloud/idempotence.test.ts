import { createIdempotence } from "../../../provider/emulator/cloud/idempotence";
import { assign, emulatorPerTest, expectRefusal, unassign } from "../helpers";

const start = emulatorPerTest();

test("the same token with the same parameters gets the same reply, and nothing more is assigned", async () => {
  const emulator = await start();
  const token = { ClientToken: "token-1", SecondaryPrivateIpAddressCount: "2" };
  const first = await assign(emulator, "eni-demo", [], token);
  const second = await assign(emulator, "eni-demo", [], token);
  expect(second.status).toBe(200);
  expect(second.json["AssignedPrivateIpAddressesSet"]).toEqual(first.json["AssignedPrivateIpAddressesSet"]);
  expect(second.json["RequestId"]).not.toBe(first.json["RequestId"]);
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toHaveLength(2);
});

test("a token whose addresses are unassigned since is a silent no-op, as the documents imply", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"], { ClientToken: "token-1" });
  await unassign(emulator, "eni-demo", ["10.0.0.100"]);
  expect((await assign(emulator, "eni-demo", ["10.0.0.100"], { ClientToken: "token-1" })).status).toBe(200);
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
});

test("the same token with other parameters is refused", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"], { ClientToken: "token-1" });
  expectRefusal(
    await assign(emulator, "eni-demo", ["10.0.0.101"], { ClientToken: "token-1" }),
    400,
    "IdempotentParameterMismatch",
    "Request uses a client token in a previous request but is not identical to that request.",
  );
  // tokens are case-sensitive
  expect((await assign(emulator, "eni-demo", ["10.0.0.101"], { ClientToken: "Token-1" })).status).toBe(200);
});

test("a refused call leaves its token free", async () => {
  const emulator = await start();
  expectRefusal(
    await assign(emulator, "eni-demo", ["10.0.0.30"], { ClientToken: "t" }),
    403,
    "InvalidIp.IpAssigned",
  );
  expect((await assign(emulator, "eni-demo", ["10.0.0.100"], { ClientToken: "t" })).status).toBe(200);
});

test("a token is known for its action and its account only", () => {
  const replies = createIdempotence([]);
  const parameters = { ClientToken: "t" };
  replies.remember("1", "A", parameters, { first: true });
  expect(replies.recall("1", "A", parameters)).toEqual({ first: true });
  expect(replies.recall("1", "B", parameters)).toBeUndefined();
  expect(replies.recall("2", "A", parameters)).toBeUndefined();
});

test("the oldest of more than a thousand tokens is forgotten", () => {
  const replies = createIdempotence([]);
  const parameters = (index: number) => ({ ClientToken: `token-${index}` });
  for (let index = 0; index <= 1000; index++) replies.remember("1", "A", parameters(index), { index });
  expect(replies.recall("1", "A", parameters(0))).toBeUndefined();
  expect(replies.recall("1", "A", parameters(1))).toEqual({ index: 1 });
  expect(replies.all()).toHaveLength(1000);
});
