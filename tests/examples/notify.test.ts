import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import * as pulumi from "@pulumi/pulumi";
import { cleanUp, heldInRegion } from "../../examples/notify/handler";
import { ipEventsIn } from "../../examples/notify/ip-events";
import { type AddressRecords, recordsOfPrivateZone } from "../../examples/notify/private-zone";
import { createEmulator, defaultAccessKey } from "../../provider/emulator";

// the envelope is published, the fields of `data` are those of the same event in CloudMonitor: no document shows it whole
const eventOf = (type: string, data: unknown) => ({
  ...{ id: "2256A988-0B26-4E2B-820A-8B0000000001", source: "acs.ecs", specversion: "1.0", type, data },
  ...{ subject: "acs:ecs:cn-hangzhou:1234567890123456:eni/eni-demo", time: "2023-04-09T12:18:26.922+08:00" },
  ...{ datacontenttype: "application/json;charset=utf-8", aliyunregionid: "cn-hangzhou" },
});
const data = {
  ...{ eniId: "eni-demo", primaryPrivateIp: "10.0.0.20" },
  ...{ secondaryPrivateIps: ["10.0.0.101", "10.0.0.102"], ipv4Prefixes: [] },
};
const unassigned = eventOf("ecs:NetworkInterface:PrivateIPUnassigned", data);
const assigned = eventOf("ecs:NetworkInterface:PrivateIPAssigned", data);
const ofCloudMonitor = {
  ...{ product: "ECS", level: "INFO", name: "NetworkInterface:PrivateIPUnassigned", regionId: "cn-hangzhou" },
  ...{ resourceId: "acs:ecs:cn-hangzhou:1234567890123456:eni/eni-demo", content: data },
};
const addresses = { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101", "10.0.0.102"] };

it.each<[string, unknown]>([
  ["an object", unassigned],
  ["a text", JSON.stringify(unassigned)],
  ["a buffer", Buffer.from(JSON.stringify(unassigned))],
  ["a list", [unassigned]],
  ["a list of texts", [JSON.stringify(unassigned)]],
  ["CloudMonitor's form", ofCloudMonitor],
])("an event is read from %s", (_, payload) => {
  expect(ipEventsIn(payload)).toEqual([{ what: "unassigned", ...addresses }]);
});

it("tells assigned from unassigned, takes missing lists for empty ones, and leaves out what is no such event", () => {
  expect(ipEventsIn(assigned)).toEqual([{ what: "assigned", ...addresses }]);
  const bare = eventOf("ecs:NetworkInterface:PrivateIPUnassigned", {
    eniId: "eni-demo",
    secondaryPrivateIps: null,
  });
  expect(ipEventsIn(bare)).toEqual([
    { what: "unassigned", networkInterfaceId: "eni-demo", privateIpAddresses: [] },
  ]);
  for (const other of [
    undefined,
    null,
    7,
    "{",
    [],
    eventOf("ecs:Instance:StateChange", data),
    eventOf("x", null),
  ])
    expect(ipEventsIn(other)).toEqual([]);
});

const recordsIn = (zone: Set<string>): AddressRecords => ({
  remove: (address) => Promise.resolve(zone.delete(address) ? 1 : 0),
});

it("removes the records of addresses that went, once, and leaves those that an ENI holds again", async () => {
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
  const zone = new Set(["10.0.0.101", "10.0.0.102", "10.0.0.103"]);
  const isHeld = (address: string) => Promise.resolve(address === "10.0.0.102");
  expect(await cleanUp([unassigned, assigned], recordsIn(zone), isHeld)).toEqual(["10.0.0.101"]);
  expect(await cleanUp(unassigned, recordsIn(zone), isHeld)).toEqual([]);
  expect([...zone]).toEqual(["10.0.0.102", "10.0.0.103"]);
  expect(await cleanUp(assigned, recordsIn(zone), () => Promise.resolve(false))).toEqual([]);
  const failing: AddressRecords = { remove: () => Promise.reject(new Error("throttled")) };
  await expect(cleanUp(unassigned, failing, () => Promise.resolve(false))).rejects.toThrow("throttled");
  log.mockRestore();
});

const key = { ...defaultAccessKey, regionId: "cn-hangzhou", protocol: "HTTP" };

it("asks the ECS API whether an ENI holds an address", async () => {
  const emulator = createEmulator();
  await emulator.listen();
  try {
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101"] });
    const isHeld = heldInRegion(
      "cn-hangzhou",
      new $OpenApiUtil.Config({ ...key, endpoint: emulator.endpoint }),
    );
    expect([await isHeld("10.0.0.101"), await isHeld("10.0.0.102")]).toEqual([true, false]);
  } finally {
    await emulator.close();
  }
});

it("deletes the A records of exactly that address from a zone of PrivateZone, over all pages", async () => {
  const record = (RecordId: number, Type: string, Value: string) => ({ RecordId, Type, Value });
  const others = Array.from({ length: 99 }, (_, i) => record(i + 10, "A", "10.0.0.1011"));
  const pages = [
    [...others, record(1, "A", "10.0.0.101")],
    [record(2, "A", "10.0.0.101"), record(3, "TXT", "10.0.0.101")],
  ];
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const sent = new URLSearchParams(`${new URL(request.url ?? "", "http://x").search.slice(1)}&${body}`);
      sent.set("Action", String(request.headers["x-acs-action"]));
      asked.push(sent);
      const Record = pages[Number(sent.get("PageNumber")) - 1] ?? [];
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ RequestId: "r", ...(sent.has("ZoneId") && { Records: { Record } }) }));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const records = recordsOfPrivateZone("zone-a", new $OpenApiUtil.Config({ ...key, endpoint }));
    expect(await records.remove("10.0.0.101")).toBe(2);
    expect(asked.map((sent) => [sent.get("Action"), sent.get("RecordId")])).toEqual([
      ["DescribeZoneRecords", null],
      ["DescribeZoneRecords", null],
      ["DeleteZoneRecord", "1"],
      ["DeleteZoneRecord", "2"],
    ]);
  } finally {
    server.close();
  }
});

it("is an ENI with addresses, and rules for DingTalk, contacts and the function", async () => {
  const types: string[] = [];
  const config = {
    ...{ vSwitchId: "vsw-demo", securityGroupId: "sg-demo", privateIpAddresses: '["10.0.0.101"]' },
    ...{ robot: "https://oapi.dingtalk.com/robot/send", robotSecret: "SEC1", mail: "network@example.com" },
    functionName: "clean-up",
  };
  pulumi.runtime.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([name, value]) => [`notify:${name}`, value])),
  );
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        types.push(type.split(":").at(-1) ?? "");
        return { id: `${name}-id`, state: inputs as Record<string, unknown> };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "notify",
  );
  const { rules } = (await import("../../examples/notify/index.ts")) as {
    readonly rules: pulumi.Output<string[]>;
  };
  const names = await new Promise((resolve) => rules.apply(resolve));
  expect(names).toEqual(["secondary-ips-dingtalk", "secondary-ips-contacts"]);
  expect(types).toEqual(
    expect.arrayContaining(["EcsNetworkInterface", "SecondaryPrivateIps", "Rule", "EventRule", "V3Trigger"]),
  );
});
