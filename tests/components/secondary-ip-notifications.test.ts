import * as pulumi from "@pulumi/pulumi";
import { SecondaryIpNotifications, type SecondaryIpNotificationsArgs } from "../../provider/components";
import { isSecret, plain, registeredBy } from "./registered";

const RULE = "alicloud:eventbridge/rule:Rule";
const dingTalk = { webhookUrl: "https://oapi.dingtalk.com/robot/send?access_token=t", secret: "SEC1" };

const made = (args: object) =>
  registeredBy(() => {
    new SecondaryIpNotifications("ips", args as SecondaryIpNotificationsArgs);
  });
const constant = (resourceKey: string, value: unknown) => ({ resourceKey, form: "CONSTANT", value });
const pattern = (...names: readonly string[]) =>
  `{"source":["acs.ecs"],"type":[${names.map((name) => `"ecs:NetworkInterface:${name}"`).join(",")}]}`;
const both = pattern("PrivateIPUnassigned", "PrivateIPAssigned");

it("tells DingTalk by one rule with one target, whose message names scalars only, and keeps its secret", async () => {
  const [rule] = (await made({ dingTalk })).filter(({ type }) => type === RULE);
  expect(rule?.name).toBe("ips-dingtalk");
  const { targets, ...about } = rule?.inputs ?? {};
  expect(about).toEqual({
    ...{ eventBusName: "default", ruleName: "ips-dingtalk", status: "ENABLE", filterPattern: both },
    description: "Secondary private IP addresses of ENIs",
  });
  const text = "Secondary IP: ${type} of ${eni} in ${region} at ${time}, first address ${address}";
  expect(isSecret(targets)).toBe(true);
  expect(plain(targets)).toEqual([
    {
      ...{ targetId: "dingtalk", type: "acs.dingtalk", endpoint: dingTalk.webhookUrl },
      pushRetryStrategy: "BACKOFF_RETRY",
      paramLists: [
        constant("URL", dingTalk.webhookUrl),
        constant("SecretKey", "SEC1"),
        {
          ...{ resourceKey: "Body", form: "TEMPLATE" },
          template: JSON.stringify({ msgtype: "text", text: { content: text } }),
          value:
            '{"type":"$.type","eni":"$.data.eniId","region":"$.aliyunregionid","time":"$.time","address":"$.data.secondaryPrivateIps[0]"}',
        },
      ],
    },
  ]);
});

it("tells by mail, a queue, a webhook and a function, each by a rule or trigger of its own", async () => {
  const found = await made({
    ...{ events: ["unassigned"], deadLetterQueueArn: "acs:mns:cn-hangzhou:1:/queues/dead" },
    mail: { from: "net@example.com", to: "ops@example.com" },
    queue: { name: "ips" },
    webhook: { url: "https://example.com/ips", token: "t" },
    functionCompute: { functionName: "clean-up" },
  });
  const rules = found.filter(({ type }) => type === RULE);
  const targets = rules.map(({ inputs }) => (plain(inputs["targets"]) as Record<string, unknown>[])[0]);
  expect(targets).toMatchObject([
    { targetId: "mail", type: "acs.mail", endpoint: "acs:mail:cn-hangzhou:1234567890123456" },
    { targetId: "queue", endpoint: "acs:mns:cn-hangzhou:1234567890123456:queues/ips" },
    { targetId: "webhook", type: "https", pushRetryStrategy: "EXPONENTIAL_DECAY_RETRY" },
  ]);
  for (const target of targets)
    expect(target).toMatchObject({ deadLetterQueue: { arn: "acs:mns:cn-hangzhou:1:/queues/dead" } });
  expect(new Set(rules.map(({ inputs }) => inputs["filterPattern"]))).toEqual(
    new Set([pattern("PrivateIPUnassigned")]),
  );
  const trigger = found.find(({ type }) => type.includes("V3Trigger"))?.inputs;
  expect(trigger).toMatchObject({
    functionName: "clean-up",
    qualifier: "LATEST",
    triggerName: "ips-function",
  });
  expect(JSON.parse(trigger?.["triggerConfig"] as string)).toMatchObject({
    eventRuleFilterPattern: pattern("PrivateIPUnassigned"),
    eventSourceConfig: { eventSourceType: "Default" },
  });
});

it("filters by ENIs on request, in a fixed order", async () => {
  const [rule] = (await made({ dingTalk, networkInterfaceIds: ["eni-b", "eni-a"] })).filter(
    ({ type }) => type === RULE,
  );
  expect(rule?.inputs["filterPattern"]).toBe(both.replace(/}$/, ',"data":{"eniId":["eni-a","eni-b"]}}'));
});

it("tells contacts of CloudMonitor, which it makes, or those of a group that is there", async () => {
  const found = await made({
    contacts: { mail: "ops@example.com" },
    networkInterfaceIds: ["eni-a", "eni-b"],
  });
  const inputsOf = (part: string) => found.find(({ type }) => type.includes(part))?.inputs;
  expect(inputsOf("alarmContact:")).toMatchObject({
    alarmContactName: "ips",
    channelsMail: "ops@example.com",
  });
  expect(inputsOf("alarmContactGroup:")).toMatchObject({ alarmContactGroupName: "ips", contacts: ["ips"] });
  expect(inputsOf("cms/eventRule")).toMatchObject({
    ruleName: "ips-contacts",
    eventPattern: {
      product: "ecs",
      nameLists: ["NetworkInterface:PrivateIPUnassigned", "NetworkInterface:PrivateIPAssigned"],
      sqlFilter: "eni-a or eni-b",
    },
    contactParameters: [{ contactParametersId: "1", contactGroupName: "ips", level: "4" }],
  });
  const group = await made({ contacts: { contactGroupName: "ops" } });
  expect(group.map(({ type }) => type).filter((type) => type.includes("alarmContact"))).toEqual([]);
});

it("creates roles of the account on request only", async () => {
  const channels = { mail: { from: "a@b.c", to: "d@e.f" }, queue: { name: "q" } };
  const roles = async (args: object) =>
    (await made({ ...channels, ...args })).filter(({ type }) => type.includes("erviceLinkedRole"));
  expect(await roles({})).toEqual([]);
  const wanted = await roles({ createServiceLinkedRoles: true });
  expect(wanted.map(({ inputs }) => inputs["productName"])).toEqual([
    "AliyunServiceRoleForEventBridgeSendToDirectMail",
    "AliyunServiceRoleForEventBridgeSendToMNS",
  ]);
});

it.each<[object, RegExp]>([
  [{}, /it has no channel: give dingTalk, mail/],
  [{ dingTalk, networkInterfaceIds: [] }, /networkInterfaceIds is empty/],
  [{ dingTalk, events: [] }, /events is empty/],
  [{ dingTalk, namePrefix: "my rule" }, /namePrefix "my rule" must be 2 to 30 letters/],
  [{ webhook: { url: "http://example.com", token: "t" } }, /webhook\.url must begin with https/],
  [{ contacts: {} }, /contacts has nobody/],
])("refuses %j, naming the component", async (args, problem) => {
  const refused = made(args);
  await expect(refused).rejects.toThrow(problem);
  await expect(refused).rejects.toThrow(/^SecondaryIpNotifications "ips": /);
  await expect(refused).rejects.toBeInstanceOf(pulumi.RunError);
});

it("needs a channel by its type", () => {
  // @ts-expect-error there is none
  const none: SecondaryIpNotificationsArgs = { events: ["assigned"] };
  // @ts-expect-error a group that is there, or somebody new
  const two: SecondaryIpNotificationsArgs = { contacts: { contactGroupName: "ops", mail: "a@b.c" } };
  expect([none, two]).toHaveLength(2);
});
