import Ecs, { DescribeNetworkInterfacesRequest } from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import { defaultAccessKey, type Emulator } from "../../../provider/emulator";
import { errorTable } from "../../../provider/emulator/errors/error-table";
import { call } from "../client";
import {
  assign,
  describeInterfaces,
  emulatorPerTest,
  expectRefusal,
  freeAddresses,
  region,
  unassign,
} from "../helpers";

const start = emulatorPerTest();

test("a fault refuses the next call with a documented code, before it changes anything", async () => {
  const emulator = await start();
  emulator.addFault({ action: "AssignPrivateIpAddresses", code: "Operation.Conflict" });
  expectRefusal(
    await assign(emulator, "eni-demo", ["10.0.0.100"]),
    403,
    "Operation.Conflict",
    "ecs task is conflicted.",
  );
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
  expect((await assign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);
});

test.each(Object.entries(errorTable))(
  "a fault can answer %s with its status",
  async (code, { httpStatus }) => {
    const emulator = await start();
    emulator.addFault({ action: "DescribeNetworkInterfaces", code });
    emulator.addFault({ action: "AssignPrivateIpAddresses", code, httpStatus: 418, message: "my own" });
    expect(await describeInterfaces(emulator).catch((error: unknown) => error)).toBeInstanceOf(TypeError);
    expectRefusal(await assign(emulator, "eni-demo", ["10.0.0.100"]), 418, code, "my own");
    expect(emulator.calls()).toMatchObject([
      { httpStatus, code },
      { httpStatus: 418, code },
    ]);
  },
);

test("an unknown code is answered as it is, and a fault without a code is an internal error", async () => {
  const emulator = await start();
  emulator.addFault({ action: "*", code: "New.Code" });
  expectRefusal(await assign(emulator, "eni-demo", ["10.0.0.100"]), 400, "New.Code", "New.Code");
  emulator.addFault({ action: "*" });
  expectRefusal(await assign(emulator, "eni-demo", ["10.0.0.100"]), 500, "InternalError");
});

test("skip lets calls pass, times counts those that fail, and faults queue up", async () => {
  const emulator = await start();
  const action = "AssignPrivateIpAddresses";
  emulator.addFault({ action, skip: 1, times: 2, code: "Throttling" });
  emulator.addFault({ action, skip: 3, code: "ServiceUnavailable" });
  emulator.addFault({ action: "UnassignPrivateIpAddresses", code: "InternalError" });
  const statuses: number[] = [];
  for (const address of freeAddresses(5))
    statuses.push((await assign(emulator, "eni-demo", [address])).status);
  expect(statuses).toEqual([200, 400, 400, 503, 200]);
  emulator.clearFaults();
  expect((await unassign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);
});

test("a fault can last until it is cleared", async () => {
  const emulator = await start();
  emulator.addFault({ action: "*", times: Infinity, code: "Throttling" });
  for (const address of freeAddresses(3))
    expect((await assign(emulator, "eni-demo", [address])).status).toBe(400);
  emulator.clearFaults();
  expect((await assign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);
});

test("with when: after the change is made although the answer is an error", async () => {
  const emulator = await start();
  emulator.addFault({ action: "AssignPrivateIpAddresses", code: "InternalError", when: "after" });
  expectRefusal(await assign(emulator, "eni-demo", ["10.0.0.100"]), 500, "InternalError");
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100"]);
});

test.each([
  ["before" as const, []],
  ["after" as const, ["10.0.0.100"]],
])("a reply dropped %s the change", async (when, expected) => {
  const emulator = await start();
  emulator.addFault({ action: "AssignPrivateIpAddresses", dropReply: true, when });
  await expect(assign(emulator, "eni-demo", ["10.0.0.100"])).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(expected);
  expect(emulator.calls()).toMatchObject([{ action: "AssignPrivateIpAddresses", httpStatus: 0 }]);
});

test("raw text stands for a proxy on the way", async () => {
  const emulator = await start();
  emulator.addFault({ action: "AssignPrivateIpAddresses", body: "<html>Bad Gateway</html>" });
  const reply = await assign(emulator, "eni-demo", ["10.0.0.100"]);
  expect(reply).toMatchObject({ status: 502, text: "<html>Bad Gateway</html>" });
  expect(reply.headers["content-type"]).toBe("text/html");
  emulator.addFault({
    action: "*",
    body: "{",
    httpStatus: 200,
    contentType: "application/octet-stream",
    when: "after",
  });
  expect(await assign(emulator, "eni-demo", ["10.0.0.100"])).toMatchObject({ status: 200, text: "{" });
  expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100"]);
});

describe("a fault with retryAfterMs", () => {
  const throttling = { action: "DescribeNetworkInterfaces", code: "Throttling.User", retryAfterMs: 7000 };
  const describeWithTheSdk = async ({ endpoint }: Emulator) => {
    const sdk = new Ecs(
      new $OpenApiUtil.Config({ ...defaultAccessKey, regionId: "cn-hangzhou", endpoint, protocol: "HTTP" }),
    );
    return sdk.describeNetworkInterfaces(new DescribeNetworkInterfacesRequest({ regionId: "cn-hangzhou" }));
  };

  test("tells the SDK how long to wait", async () => {
    const emulator = await start();
    emulator.addFault(throttling);
    await expect(describeWithTheSdk(emulator)).rejects.toMatchObject({
      name: "ThrottlingError",
      code: "Throttling.User",
      statusCode: 400,
      retryAfter: 7000,
    });
    await expect(describeWithTheSdk(emulator)).resolves.toMatchObject({ statusCode: 200 });
  });

  test("sends it in a header, which no other answer has", async () => {
    const emulator = await start();
    const { retryAfterMs: _, ...withoutIt } = throttling;
    for (const fault of [throttling, withoutIt, { ...throttling, body: "<html>slow down</html>" }])
      emulator.addFault(fault);
    const header = async () =>
      (await call(emulator, "DescribeNetworkInterfaces", region)).headers["x-acs-retry-after"];
    expect(await header()).toBe("7000");
    expect(await header()).toBeUndefined();
    expect(await header()).toBe("7000");
    expect(await header()).toBeUndefined();
  });

  test.each([-1, 0.5, "7000"])("%p is no time to wait", async (retryAfterMs) => {
    const emulator = await start();
    expect(() => {
      emulator.addFault({ ...throttling, retryAfterMs: retryAfterMs as number });
    }).toThrow(/^not a fault: retryAfterMs: /);
  });
});

test("a misspelt fault is refused", async () => {
  const emulator = await start();
  const misspelt = { action: "AssignPrivateIpAddresses", cod: "Throttling" };
  expect(() => {
    emulator.addFault(misspelt);
  }).toThrow(/^not a fault: .*cod/);
});
