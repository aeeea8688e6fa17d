import { assign, emulatorPerTest } from "../helpers";
import { control, send } from "../client";

const start = emulatorPerTest();

test("the log is read and cleared over HTTP, and control requests are not in it", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  const reply = await control(emulator, "GET", "/emulator/calls");
  expect(reply.json).toMatchObject([{ action: "AssignPrivateIpAddresses", httpStatus: 200 }]);
  expect((await control(emulator, "DELETE", "/emulator/calls")).status).toBe(200);
  expect((await control(emulator, "GET", "/emulator/calls")).json).toEqual([]);
});

test("the state is read over HTTP", async () => {
  const emulator = await start();
  await assign(emulator, "eni-demo", ["10.0.0.100"], { ClientToken: "a-token" });
  const { json, text } = await control(emulator, "GET", "/emulator/state");
  expect(json).toMatchObject({
    networkInterfaces: [{}, { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.100"] }, {}],
    instances: [{ instanceId: "i-demo" }],
    vSwitches: [{ vSwitchId: "vsw-demo" }],
  });
  expect(text).not.toContain("a-token");
});

test("faults are set and cleared, and held calls released, over HTTP", async () => {
  const emulator = await start();
  const fault = JSON.stringify({ action: "AssignPrivateIpAddresses", code: "Throttling", times: 2 });
  expect((await control(emulator, "POST", "/emulator/faults", fault)).status).toBe(200);
  expect((await assign(emulator, "eni-demo", ["10.0.0.100"])).json["Code"]).toBe("Throttling");
  expect((await control(emulator, "DELETE", "/emulator/faults")).status).toBe(200);
  expect((await assign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);

  await control(
    emulator,
    "POST",
    "/emulator/faults",
    JSON.stringify({ action: "AssignPrivateIpAddresses", hold: true }),
  );
  const held = assign(emulator, "eni-demo", ["10.0.0.101"]);
  await emulator.waitForCall("AssignPrivateIpAddresses");
  expect((await control(emulator, "POST", "/emulator/release")).status).toBe(200);
  expect((await held).status).toBe(200);
});

test.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["no action", "{}"],
  ["an unknown key", '{"action":"*","cod":"Throttling"}'],
  ["a number of times below one", '{"action":"*","times":0}'],
  ["another when", '{"action":"*","when":"during"}'],
])("a fault with %s is refused with the reason", async (_, body) => {
  const emulator = await start();
  const reply = await control(emulator, "POST", "/emulator/faults", body);
  expect(reply.status).toBe(400);
  expect(reply.json["error"]).toEqual(expect.stringMatching(/\S/));
});

test("an unknown control request is refused with the known ones", async () => {
  const emulator = await start();
  for (const [method, path] of [
    ["GET", "/emulator"],
    ["PUT", "/emulator/calls"],
    ["GET", "/emulator/constructor"],
  ] as const) {
    const reply = await control(emulator, method, path);
    expect(reply.status).toBe(404);
    expect(reply.json["error"]).toContain("GET /emulator/calls");
  }
});

test.each(["127.0.0.1:1", "localhost", "localhost:99", "[::1]:80"])(
  "the host %s is answered",
  async (host) => {
    const emulator = await start();
    expect((await control(emulator, "GET", "/emulator/calls", "", host)).status).toBe(200);
  },
);

test.each(["example.com", "127.0.0.1.example.com", "10.0.0.1:80", "[::2]"])(
  "the host %p is not",
  async (host) => {
    const emulator = await start();
    expect((await control(emulator, "GET", "/emulator/state", "", host)).status).toBe(403);
  },
);

test("a web page is not answered, whatever host it names", async () => {
  const emulator = await start();
  const headers = { host: emulator.endpoint, origin: "http://localhost:3000" };
  const reply = await send(emulator.url, { method: "GET", path: "/emulator/state", headers, body: "" });
  expect(reply.status).toBe(403);
});
