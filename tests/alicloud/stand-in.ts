import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { configFor, type Project } from "../helpers/project";

// A small stand-in for EventBridge, CloudMonitor and Function Compute. What it answers was written from what `@pulumi/alicloud`'s plugin
// sends and needs; it says nothing of what the services accept.

type Fields = Readonly<Record<string, unknown>>;
type Sent = ReadonlyMap<string, string>;

export interface StandIn {
  readonly endpoint: string;
  /** The EventBridge rules that are there, by name. */
  readonly rules: ReadonlyMap<string, Fields>;
  readonly alarmRules: ReadonlyMap<string, Fields>;
  readonly contacts: ReadonlyMap<string, Fields>;
  readonly groups: ReadonlyMap<string, Fields>;
  /** Those of Function Compute, by function and name. */
  readonly triggers: ReadonlyMap<string, Fields>;
  readonly roles: ReadonlySet<string>;
  /** What was asked that it does not know. */
  readonly unknown: readonly string[];
}

/** The settings that lead to the emulator and to this. */
export const configOf = ({ emulator }: Project, { endpoint }: StandIn): readonly string[] => [
  ...configFor(emulator).filter((line) => !line.includes("endpoints")),
  `  alicloud:endpoints: [{ ecs: "${emulator.endpoint}", sts: "${emulator.endpoint}", eventbridge: "${endpoint}", cms: "${endpoint}", fc: "${endpoint}" }]`,
];

/** `A.1.B`, `A.2.B` → the values, in this order. */
function listIn(sent: Sent, name: string, field = ""): string[] {
  const values: string[] = [];
  for (let i = 1; ; i++) {
    const value = sent.get([name, String(i), ...(field === "" ? [] : [field])].join("."));
    if (value === undefined) return values;
    values.push(value);
  }
}

export async function withStandIn(work: (standIn: StandIn) => Promise<void>): Promise<void> {
  const rules = new Map<string, Fields>();
  const alarmRules = new Map<string, Fields>();
  const alarmTargets = new Map<string, readonly Fields[]>();
  const contacts = new Map<string, Fields>();
  const groups = new Map<string, Fields>();
  const triggers = new Map<string, Fields>();
  const roles = new Set<string>();
  const unknown: string[] = [];

  const targetsOf = (json: string | undefined): Fields[] => JSON.parse(json ?? "[]") as Fields[];
  const one = (sent: Sent, name: string): string => sent.get(name) ?? "";
  const changed = (sent: Sent, change: Fields): Fields => {
    rules.set(one(sent, "RuleName"), { ...rules.get(one(sent, "RuleName")), ...change });
    return {};
  };
  const ruleOf = (sent: Sent): Fields => ({
    ...{ EventBusName: one(sent, "EventBusName"), RuleName: one(sent, "RuleName") },
    ...{ FilterPattern: one(sent, "FilterPattern"), Description: one(sent, "Description") },
  });

  const eventBridge: Readonly<Record<string, (sent: Sent) => Fields | string>> = {
    CreateRule: (sent) =>
      changed(sent, { ...ruleOf(sent), Status: "ENABLE", Targets: targetsOf(sent.get("EventTargets")) }),
    UpdateRule: (sent) => changed(sent, ruleOf(sent)),
    PutTargets: (sent) => changed(sent, { Targets: targetsOf(sent.get("Targets")) }),
    EnableRule: (sent) => changed(sent, { Status: "ENABLE" }),
    DisableRule: (sent) => changed(sent, { Status: "DISABLE" }),
    GetRule: (sent) => rules.get(one(sent, "RuleName")) ?? "EventRuleNotExisted",
    DeleteRule: (sent) => (rules.delete(one(sent, "RuleName")) ? {} : "EventRuleNotExisted"),
    CreateServiceLinkedRoleForProduct: (sent) => (roles.add(one(sent, "ProductName")), {}),
    CheckRoleForProduct: (sent) => ({
      ...{ StsRoleName: one(sent, "ProductName"), CheckPass: roles.has(one(sent, "ProductName")) },
    }),
  };

  const cloudMonitor: Readonly<Record<string, (sent: Sent) => Fields>> = {
    PutEventRule: (sent) => {
      const EventPattern = {
        ...{ Product: one(sent, "EventPattern.1.Product"), SQLFilter: one(sent, "EventPattern.1.SQLFilter") },
        NameList: { NameList: listIn(sent, "EventPattern.1.NameList") },
        LevelList: { LevelList: listIn(sent, "EventPattern.1.LevelList") },
        EventTypeList: { EventTypeList: listIn(sent, "EventPattern.1.EventTypeList") },
      };
      const about = { State: one(sent, "State"), Description: one(sent, "Description") };
      alarmRules.set(one(sent, "RuleName"), { Name: one(sent, "RuleName"), ...about, EventPattern });
      return {};
    },
    PutEventRuleTargets: (sent) => {
      const [ids, names, levels] = ["Id", "ContactGroupName", "Level"].map((field) =>
        listIn(sent, "ContactParameters", field),
      );
      const targets = (ids ?? []).map((Id, i) => ({ Id, ContactGroupName: names?.[i], Level: levels?.[i] }));
      alarmTargets.set(one(sent, "RuleName"), targets);
      return {};
    },
    DescribeEventRuleList: (sent) => ({
      EventRules: {
        EventRule: [...alarmRules.values()].filter(({ Name }) =>
          String(Name).startsWith(one(sent, "NamePrefix")),
        ),
      },
    }),
    DescribeEventRuleTargetList: (sent) => ({
      ContactParameters: { ContactParameter: alarmTargets.get(one(sent, "RuleName")) ?? [] },
    }),
    DeleteEventRules: (sent) => (listIn(sent, "RuleNames").forEach((name) => alarmRules.delete(name)), {}),
    PutContact: (sent) => {
      // the mail address is not shown before its owner has followed the link in a first mail
      const Channels = { Mail: "", DingWebHook: sent.get("Channels.DingWebHook") };
      const Name = one(sent, "ContactName");
      contacts.set(Name, { Name, Desc: one(sent, "Describe"), Lang: "zh-cn", Channels });
      return {};
    },
    DescribeContactList: (sent) => ({
      Contacts: { Contact: [contacts.get(one(sent, "ContactName"))].filter((contact) => contact) },
    }),
    DeleteContact: (sent) => (contacts.delete(one(sent, "ContactName")), {}),
    PutContactGroup: (sent) => {
      const Name = one(sent, "ContactGroupName");
      groups.set(Name, { Name, Contacts: { Contact: listIn(sent, "ContactNames") }, EnableSubscribed: true });
      return {};
    },
    DescribeContactGroupList: () => ({ ContactGroupList: { ContactGroup: [...groups.values()] } }),
    DeleteContactGroup: (sent) => (groups.delete(one(sent, "ContactGroupName")), {}),
  };

  /** Function Compute 3.0 has paths in place of actions: `/2023-03-30/functions/<function>/triggers[/<trigger>]`. */
  function functionCompute(method: string, path: string, body: string): readonly [number, Fields] {
    const [, , , functionName = "", , named] = path.split("/");
    if (method === "POST") {
      const sent = JSON.parse(body) as Fields;
      const trigger = { ...sent, triggerId: "t-1", functionName };
      triggers.set(`${functionName}/${String(sent["triggerName"])}`, trigger);
      return [200, trigger];
    }
    const key = `${functionName}/${named ?? ""}`;
    const trigger = triggers.get(key);
    if (trigger === undefined) return [404, { Code: "TriggerNotFound", Message: "no trigger" }];
    if (method === "DELETE") triggers.delete(key);
    return [200, trigger];
  }

  function answer(
    method: string,
    url: URL,
    body: string,
    header: string | undefined,
  ): readonly [number, Fields] {
    if (url.pathname.includes("/functions/")) return functionCompute(method, url.pathname, body);
    const sent: Sent = new Map([...url.searchParams, ...new URLSearchParams(body)]);
    const action = header ?? sent.get("Action") ?? "";
    const RequestId = "0D2E5A7C-0000-0000-0000-000000000000";
    const bus = eventBridge[action]?.(sent);
    if (typeof bus === "string") return [200, { Code: bus, Success: false, Message: bus, RequestId }];
    if (bus !== undefined)
      return [200, { Code: "Success", Success: true, Message: "", RequestId, Data: bus }];
    const monitor = cloudMonitor[action]?.(sent);
    if (monitor !== undefined) return [200, { Code: "200", Success: true, RequestId, ...monitor }];
    unknown.push(action);
    return [404, { Code: "InvalidAction.NotFound", Message: action, RequestId }];
  }

  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://127.0.0.1");
      const header = request.headers["x-acs-action"];
      const [status, fields] = answer(
        request.method ?? "",
        url,
        body,
        Array.isArray(header) ? header[0] : header,
      );
      response
        .writeHead(status, { "content-type": "application/json", connection: "close" })
        .end(JSON.stringify(fields));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await work({ endpoint, rules, alarmRules, contacts, groups, triggers, roles, unknown });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
