import {
  assign,
  describeInterfaces,
  emulatorPerTest,
  expectRefusal,
  region,
  shownAddresses,
  unassign,
} from "./helpers";
import { call, send } from "./wire";
import { refuseBusy } from "../../provider/emulator/cloud/preconditions";
import { createCallLog } from "../../provider/emulator/control/call-log";
import { createEmulator, type Call } from "../../provider/emulator";

const start = emulatorPerTest();

test("Describe shows a change only after the visibility delay; the truth and the next writes know it at once", async () => {
  let now = Date.now();
  const emulator = await start({ visibilityDelayMs: 1000, clock: () => now });
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  now += 600;
  await assign(emulator, "eni-demo", ["10.0.0.101"]);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100", "10.0.0.101"]);
  expectRefusal(await assign(emulator, "eni-spare", ["10.0.0.100"]), 403, "InvalidIp.IpAssigned");
  now += 400;
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100"]);
  expect(await describeInterfaces(emulator, { "PrivateIpAddress.1": "10.0.0.101" })).toEqual([]);
  now += 600;
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100", "10.0.0.101"]);

  await unassign(emulator, "eni-demo", ["10.0.0.100", "10.0.0.101"]);
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.100", "10.0.0.101"]);
  expectRefusal(await unassign(emulator, "eni-demo", ["10.0.0.100"]), 403, "InvalidIp.IpUnassigned");
  now += 1000;
  expect(await shownAddresses(emulator, "eni-demo")).toEqual([]);
});

test("what a test sets behind the API's back is visible at once, in spite of a delay", async () => {
  const emulator = await start({ visibilityDelayMs: 60_000 });
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.7"] });
  expect(await shownAddresses(emulator, "eni-demo")).toEqual(["10.0.0.7"]);
});

test("a field that a test sets to undefined is taken away", async () => {
  const emulator = await start();
  emulator.updateNetworkInterface("eni-demo", { status: "Available", instanceId: undefined });
  expect(await describeInterfaces(emulator, { InstanceId: "i-demo" })).toMatchObject([
    { NetworkInterfaceId: "eni-demoprimary" },
  ]);
});

test("there is nothing to update for an unknown id", async () => {
  const emulator = await start();
  expect(() => {
    emulator.updateNetworkInterface("eni-gone", {});
  }).toThrow("there is no network interface eni-gone to update");
  expect(() => {
    emulator.updateInstance("i-gone", {});
  }).toThrow("there is no instance i-gone to update");
  expect(emulator.networkInterface("eni-gone")).toBeUndefined();
  expect(emulator.instance("i-gone")).toBeUndefined();
});

test("calls above the limit of a minute are throttled until the next minute, each action by itself", async () => {
  let now = Math.ceil(Date.now() / 60_000) * 60_000;
  const emulator = await start({ callsPerMinute: { AssignPrivateIpAddresses: 2 }, clock: () => now });
  const date = () => ({ date: new Date(now) });
  const attempt = (address: string) =>
    call(
      emulator,
      "AssignPrivateIpAddresses",
      { ...region, NetworkInterfaceId: "eni-demo", "PrivateIpAddress.1": address },
      date(),
    );
  expect((await attempt("10.0.0.100")).status).toBe(200);
  expect((await attempt("10.0.0.101")).status).toBe(200);
  now += 59_999;
  const message = "Request was denied due to user flow control.";
  expectRefusal(await attempt("10.0.0.102"), 400, "Throttling.User", message);
  expect((await call(emulator, "DescribeNetworkInterfaces", region, date())).status).toBe(200);
  now += 1;
  expect((await attempt("10.0.0.102")).status).toBe(200);
});

test("while one write to an interface is under way a second one is refused; other interfaces take theirs", async () => {
  // no reply ever comes: what the calls have done is read from the truth, once they are received
  const emulator = await start({ latencyMs: 600_000 });
  emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.7"] });
  const send = async (action: string, reply: Promise<unknown>) => {
    reply.catch(() => undefined);
    await emulator.waitForCall(action);
  };
  await send("AssignPrivateIpAddresses", assign(emulator, "eni-demo", ["10.0.0.100"]));
  await send("UnassignPrivateIpAddresses", unassign(emulator, "eni-demo", ["10.0.0.7"]));
  await send(
    "DeleteNetworkInterface",
    call(emulator, "DeleteNetworkInterface", { ...region, NetworkInterfaceId: "eni-spare" }),
  );
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.7", "10.0.0.100"]);
  expect(emulator.networkInterface("eni-spare")).toBeUndefined();
});

test("the refusal of a second write is the documented conflict", () => {
  const context = { busyInterfaces: new Set(["eni-a"]) };
  const refusal = expect.objectContaining({ code: "Operation.Conflict", httpStatus: 403 }) as Error;
  expect(() => {
    refuseBusy({ networkInterfaceId: "eni-a" }, context);
  }).toThrow(refusal);
  expect(() => {
    refuseBusy({ networkInterfaceId: "eni-b" }, context);
  }).not.toThrow();
});

test("replies come one after the other without a conflict, however late they are", async () => {
  const emulator = await start({ latencyMs: 1 });
  for (const address of ["10.0.0.100", "10.0.0.101", "10.0.0.102"]) {
    expect((await assign(emulator, "eni-demo", [address])).status).toBe(200);
  }
});

test("onCall is told of each call once it is over", async () => {
  const told: Call[] = [];
  const emulator = await start({ onCall: (item) => told.push(item) });
  await assign(emulator, "eni-demo", ["10.0.0.20"]);
  expect(told).toMatchObject([
    {
      action: "AssignPrivateIpAddresses",
      httpStatus: 403,
      code: "InvalidIp.IpAssigned",
      time: expect.any(Date) as Date,
    },
  ]);
});

test("the log lists calls in order, by action if asked, and forgets them when cleared", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  await describeInterfaces(emulator);
  await unassign(emulator, "eni-demo", ["10.0.0.100"]);
  expect(emulator.calls().map(({ action }) => action)).toEqual([
    "AssignPrivateIpAddresses",
    "DescribeNetworkInterfaces",
    "UnassignPrivateIpAddresses",
  ]);
  const [only, ...more] = emulator.calls("UnassignPrivateIpAddresses");
  expect(more).toEqual([]);
  expect(only).toEqual({
    action: "UnassignPrivateIpAddresses",
    parameters: { ...region, NetworkInterfaceId: "eni-demo", "PrivateIpAddress.1": "10.0.0.100" },
    requestId: expect.any(String) as unknown,
    httpStatus: 200,
    time: expect.any(Date) as unknown,
  });
  emulator.clearCalls();
  expect(emulator.calls()).toEqual([]);
});

test("waitForCall waits for the next call if none is under way, not for one that is over", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  const next = emulator.waitForCall("AssignPrivateIpAddresses");
  await assign(emulator, "eni-demo", ["10.0.0.101"]);
  expect((await next).parameters).toMatchObject({ "PrivateIpAddress.1": "10.0.0.101" });
});

test("what is handed out is a copy", async () => {
  const emulator = await start();
  const item = emulator.networkInterface("eni-demo");
  (item?.privateIpAddresses as string[]).push("10.0.0.9");
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
});

describe("whatever comes in, the server lives on", () => {
  const raw = { method: "POST", path: "/", headers: {}, body: "" };

  test.each([
    ["another path", { path: "/other" }, 404, "InvalidAction.NotFound"],
    ["a path that is no URL", { path: "//[" }, 404, "InvalidAction.NotFound"],
    ["another method", { method: "PUT" }, 400, "UnsupportedHTTPMethod"],
    ["a body above 1 MB", { body: "x".repeat(1024 * 1024 + 1) }, 413, "RequestTooLarge"],
    ["nothing at all", {}, 400, "MissingParameter"],
    [
      "JSON where a form is expected",
      { body: "{}", headers: { "content-type": "application/json" } },
      400,
      "MissingParameter",
    ],
    ["broken percent encoding", { path: "/?Signature=%E0%A4%A&Action=%" }, 400, "MissingParameter"],
    [
      "the names of object members",
      { path: "/?__proto__=x&constructor=y&Signature=z" },
      400,
      "MissingParameter",
    ],
    [
      "lone surrogates in a form",
      { body: "Signature=%ED%A0%80", headers: { "content-type": "application/x-www-form-urlencoded" } },
      400,
      "MissingParameter",
    ],
  ])("%s", async (_, request, httpStatus, code) => {
    const emulator = await start();
    expectRefusal(await send(emulator.url, { ...raw, ...request }), httpStatus, code);
    expect(await describeInterfaces(emulator)).toHaveLength(3);
  });

  test("a bug inside is an internal error with a line on stderr", async () => {
    const lines: string[] = [];
    const stderr = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
    try {
      const emulator = await start();
      emulator.updateInstance("i-demo", { instanceType: "unheard-of" });
      expectRefusal(await assign(emulator, "eni-demo", ["10.0.0.100"]), 500, "InternalError");
    } finally {
      stderr.mockRestore();
    }
    expect(lines).toEqual([expect.stringMatching(/^alicloud-eni-emulator: .*instance type unheard-of/)]);
  });

  test("a client that goes away in the middle of its body is no news", async () => {
    const { connect } = await import("node:net");
    const emulator = await start();
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc");
    expect(await describeInterfaces(emulator)).toHaveLength(3);
    socket.destroy();
    expect(await describeInterfaces(emulator)).toHaveLength(3);
  });
});

test("an emulator has no url before it listens, closes twice without complaint, and refuses a busy port", async () => {
  const idle = createEmulator();
  expect(() => idle.url).toThrow("the emulator does not listen: call listen() first");
  expect(() => idle.endpoint).toThrow("listen()");
  await idle.close();
  const emulator = await start();
  expect(emulator.url).toBe(`http://${emulator.endpoint}`);
  const port = Number(emulator.endpoint.split(":")[1]);
  await expect(createEmulator().listen(port)).rejects.toThrow(
    `port ${port} is in use: choose another, or 0 for a free one`,
  );
  await expect(emulator.listen(port)).rejects.toThrow(/cannot be used \(Listen method has been called/);
  await emulator.close();
  await emulator.close();
});

test("the log keeps the newest hundred thousand calls", () => {
  const log = createCallLog();
  for (let index = 0; index <= 100_000; index++)
    log.begin("A", { index: String(index) }, "", new Date(0)).finish(200);
  const calls = log.list();
  expect(calls).toHaveLength(100_000);
  expect(calls[0]?.parameters).toEqual({ index: "1" });
});
