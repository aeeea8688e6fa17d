import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import {
  type DingTalkChannel,
  dingTalkTarget,
  type MailChannel,
  mailTarget,
  type QueueChannel,
  queueTarget,
  type Target,
  type WebhookChannel,
  webhookTarget,
} from "./event-channels";

/** Which events are told: of addresses that went, or came. */
export type SecondaryIpEvent = "unassigned" | "assigned";

/** Source: the types that ECS publishes, https://help.aliyun.com/en/eventbridge/user-guide/ecs-events */
const typeOf: Readonly<Record<SecondaryIpEvent, string>> = {
  unassigned: "NetworkInterface:PrivateIPUnassigned",
  assigned: "NetworkInterface:PrivateIPAssigned",
};

/** A function of Function Compute 3.0, which EventBridge calls through a trigger. */
export interface FunctionComputeChannel {
  readonly functionName: pulumi.Input<string>;
  /** @default "LATEST" */
  readonly qualifier?: pulumi.Input<string>;
}

/**
 * Contacts of CloudMonitor, for mail without a sender in Direct Mail: those of a group that is there, or a contact that is made here.
 * Mail arrives once the link in the first mail to that address was followed.
 */
export type Contacts =
  | { readonly contactGroupName: pulumi.Input<string>; readonly mail?: never; readonly dingTalk?: never }
  | {
      readonly contactGroupName?: never;
      readonly mail?: pulumi.Input<string>;
      /** The URL of a DingTalk robot. */
      readonly dingTalk?: pulumi.Input<string>;
    };

interface Channels {
  readonly dingTalk: DingTalkChannel;
  readonly mail: MailChannel;
  readonly webhook: WebhookChannel;
  readonly queue: QueueChannel;
  readonly functionCompute: FunctionComputeChannel;
  readonly contacts: Contacts;
}

/** At least one of them, by type. */
type SomeChannel = {
  [Name in keyof Channels]: Pick<Channels, Name> & Partial<Omit<Channels, Name>>;
}[keyof Channels];

interface CommonArgs {
  /** @default both */
  readonly events?: readonly SecondaryIpEvent[];
  /**
   * Tells of these ENIs only, in EventBridge by the field `data.eniId` of the event. No document shows it: if the service names it
   * otherwise, nothing is told at all. So leave it out where it is not needed, or let the receiver filter.
   *
   * @default all ENIs of the region
   */
  readonly networkInterfaceIds?: pulumi.Input<pulumi.Input<string>[]>;
  /** Where events go that could not be delivered, `acs:mns:<region>:<account>:/queues/<name>`; without it, they are lost. */
  readonly deadLetterQueueArn?: pulumi.Input<string>;
  /**
   * `backoff`: 3 times within a minute. `exponentialDecay`: for a day.
   *
   * @default "exponentialDecay" for the webhook and the queue, "backoff" for DingTalk, mail and the function
   */
  readonly retry?: "backoff" | "exponentialDecay";
  /** Begins the names of the rules; letters, digits and hyphens. @default the name of the component */
  readonly namePrefix?: string;
  /**
   * Whether the account's service-linked roles are created that EventBridge delivers by. They are the account's, and stay when this is
   * destroyed.
   *
   * @default false
   */
  readonly createServiceLinkedRoles?: boolean;
}

/** The inputs of {@link SecondaryIpNotifications}: at least one channel. */
export type SecondaryIpNotificationsArgs = CommonArgs & SomeChannel;

/** Source: the names of the service-linked roles, help.aliyun.com/document_detail/181425.html */
const roleOf = {
  mail: "AliyunServiceRoleForEventBridgeSendToDirectMail",
  queue: "AliyunServiceRoleForEventBridgeSendToMNS",
} as const;

/**
 * Tells people and programs of secondary private IPv4 addresses that were unassigned, or assigned, whoever did it: one rule of EventBridge for
 * each channel, and CloudMonitor's for its contacts. A rule belongs to one region, that of the provider of `@pulumi/alicloud`.
 *
 * @throws pulumi.RunError for inputs that contradict each other; the message names the component and the input.
 * @example
 * ```ts
 * new SecondaryIpNotifications("ips", {
 *   dingTalk: { webhookUrl: config.require("robot"), secret: config.requireSecret("robotSecret") },
 *   contacts: { mail: "network@example.com" },
 * });
 * ```
 */
export class SecondaryIpNotifications extends pulumi.ComponentResource {
  /** The names of the rules, those of EventBridge and that of CloudMonitor. */
  public readonly ruleNames: pulumi.Output<string[]>;
  /** What the rules of EventBridge filter by, as JSON. */
  public readonly filterPattern: pulumi.Output<string>;

  constructor(name: string, args: SecondaryIpNotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-alicloud-secondary-ips:components:SecondaryIpNotifications", name, {}, opts);
    const { events = ["unassigned", "assigned"], namePrefix: prefix = name } = args;
    refuseContradictions(name, prefix, events, args);
    const ids = idsOf(name, args.networkInterfaceIds);
    this.filterPattern = ids.apply((only) => patternOf(events, only));
    const account = accountOf(this, args);

    const rules = [
      ...(args.dingTalk ? [this.rule(name, prefix, "backoff", dingTalkTarget(args.dingTalk), args)] : []),
      ...(args.mail ? [this.rule(name, prefix, "backoff", mailTarget(args.mail, account), args)] : []),
      ...(args.webhook
        ? [this.rule(name, prefix, "exponentialDecay", webhookTarget(args.webhook), args)]
        : []),
      ...(args.queue
        ? [this.rule(name, prefix, "exponentialDecay", queueTarget(args.queue, account), args)]
        : []),
      ...(args.contacts ? [this.alarm(name, prefix, events, ids, args.contacts)] : []),
    ];
    if (args.functionCompute) this.trigger(name, prefix, args.functionCompute, args);
    if (args.createServiceLinkedRoles === true) {
      for (const [channel, productName] of Object.entries(roleOf)) {
        if (args[channel as keyof typeof roleOf] === undefined) continue;
        // the account's: other rules need it when this is gone
        const stays = { parent: this, retainOnDelete: true };
        new alicloud.eventbridge.ServiceLinkedRole(`${name}-${channel}`, { productName }, stays);
      }
    }
    this.ruleNames = pulumi.output(rules);
    this.registerOutputs({ ruleNames: this.ruleNames, filterPattern: this.filterPattern });
  }

  /** One target a rule: a changed list of targets would replace the rule, and lose events meanwhile. */
  private rule(
    name: string,
    prefix: string,
    retry: "backoff" | "exponentialDecay",
    target: Target,
    { deadLetterQueueArn, retry: wanted = retry }: CommonArgs,
  ): pulumi.Output<string> {
    const { targetId } = target;
    const rule = new alicloud.eventbridge.Rule(
      `${name}-${targetId}`,
      {
        ...{ eventBusName: "default", ruleName: `${prefix}-${targetId}`, status: "ENABLE" },
        filterPattern: this.filterPattern,
        description: "Secondary private IP addresses of ENIs",
        targets: [
          {
            ...target,
            pushRetryStrategy: wanted === "backoff" ? "BACKOFF_RETRY" : "EXPONENTIAL_DECAY_RETRY",
            ...(deadLetterQueueArn !== undefined && { deadLetterQueue: { arn: deadLetterQueueArn } }),
          },
        ],
      },
      // two rules of one name are not to be had
      { parent: this, deleteBeforeReplace: true },
    );
    return rule.ruleName;
  }

  /** Source: https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-struct-eventbridgetriggerconfig */
  private trigger(
    name: string,
    prefix: string,
    { functionName, qualifier = "LATEST" }: FunctionComputeChannel,
    { retry = "backoff" }: CommonArgs,
  ): void {
    const triggerConfig = this.filterPattern.apply((eventRuleFilterPattern) =>
      JSON.stringify({
        ...{ triggerEnable: true, asyncInvocationType: true, eventRuleFilterPattern },
        eventSourceConfig: { eventSourceType: "Default" },
        eventSinkConfig: { deliveryOption: { mode: "event-driven", eventSchema: "CloudEvents" } },
        runOptions: {
          ...{ mode: "event-driven", errorsTolerance: "ALL" },
          retryStrategy: {
            PushRetryStrategy: retry === "backoff" ? "BACKOFF_RETRY" : "EXPONENTIAL_DECAY_RETRY",
          },
        },
      }),
    );
    const triggerName = `${prefix}-function`;
    new alicloud.fc.V3Trigger(
      `${name}-function`,
      { functionName, qualifier, triggerName, triggerType: "eventbridge", triggerConfig },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  private alarm(
    name: string,
    prefix: string,
    events: readonly SecondaryIpEvent[],
    ids: pulumi.Output<readonly string[] | undefined>,
    contacts: Contacts,
  ): pulumi.Output<string> {
    const rule = new alicloud.cms.EventRule(
      `${name}-contacts`,
      {
        ruleName: `${prefix}-contacts`,
        description: "Secondary private IP addresses of ENIs",
        status: "ENABLED",
        eventPattern: {
          product: "ecs",
          // the second name is composed by analogy to the first, which alone is published: UNVERIFIED
          nameLists: events.map((event) => typeOf[event]),
          ...{ levelLists: ["INFO"], eventTypeLists: ["StatusNotification"] },
          sqlFilter: ids.apply((only) => only?.join(" or ") ?? ""),
        },
        contactParameters: [
          // 4: DingTalk and mail
          { contactParametersId: "1", contactGroupName: this.group(name, prefix, contacts), level: "4" },
        ],
      },
      { parent: this, deleteBeforeReplace: true },
    );
    return rule.ruleName;
  }

  private group(name: string, prefix: string, contacts: Contacts): pulumi.Input<string> {
    if (contacts.contactGroupName !== undefined) return contacts.contactGroupName;
    const { mail, dingTalk } = contacts;
    const contact = new alicloud.cms.AlarmContact(
      name,
      {
        alarmContactName: prefix,
        describe: "Told of secondary private IP addresses",
        ...(mail !== undefined && { channelsMail: mail }),
        ...(dingTalk !== undefined && { channelsDingWebHook: dingTalk }),
      },
      // a mail address reads as empty until the link in the first mail is followed
      { parent: this, ignoreChanges: ["channelsMail"] },
    );
    const group = new alicloud.cms.AlarmContactGroup(
      name,
      { alarmContactGroupName: prefix, contacts: [contact.alarmContactName] },
      { parent: this },
    );
    return group.alarmContactGroupName;
  }
}

/** Compact, and always in the same order: it is compared as text. */
function patternOf(events: readonly SecondaryIpEvent[], ids: readonly string[] | undefined): string {
  const type = events.map((event) => `ecs:${typeOf[event]}`);
  const data = ids === undefined ? {} : { data: { eniId: [...ids].sort() } };
  return JSON.stringify({ source: ["acs.ecs"], type, ...data });
}

function idsOf(
  name: string,
  given: CommonArgs["networkInterfaceIds"],
): pulumi.Output<readonly string[] | undefined> {
  const refuseNone = (ids: readonly unknown[] | undefined): void => {
    if (ids?.length !== 0) return;
    throw new pulumi.RunError(
      `SecondaryIpNotifications "${name}": networkInterfaceIds is empty, which would tell of nothing; leave it out for all ENIs.`,
    );
  };
  if (Array.isArray(given)) refuseNone(given);
  return pulumi.output(given).apply((ids) => {
    refuseNone(ids);
    return ids;
  });
}

/** `<region>:<account>`, as the resource names of mail and queues have it; asked for where one of them is wanted. */
function accountOf(parent: pulumi.Resource, { mail, queue }: Partial<Channels>): pulumi.Output<string> {
  if (mail === undefined && queue === undefined) return pulumi.output("");
  const { accountId } = alicloud.getCallerIdentityOutput({ parent });
  const regions = alicloud.getRegionsOutput({ current: true }, { parent });
  return pulumi.interpolate`${regions.ids.apply(([region = ""]) => region)}:${accountId}`;
}

function refuseContradictions(
  name: string,
  prefix: string,
  events: readonly SecondaryIpEvent[],
  args: Partial<Channels>,
): void {
  const refuse = (problem: string): never => {
    throw new pulumi.RunError(`SecondaryIpNotifications "${name}": ${problem}`);
  };
  const { dingTalk, mail, webhook, queue, functionCompute, contacts } = args;
  if ([dingTalk, mail, webhook, queue, functionCompute, contacts].every((channel) => channel === undefined))
    refuse("it has no channel: give dingTalk, mail, webhook, queue, functionCompute or contacts.");
  if (events.length === 0) refuse('events is empty: give "unassigned", "assigned" or both.');
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{1,29}$/.test(prefix))
    refuse(`namePrefix "${prefix}" must be 2 to 30 letters, digits and hyphens, and begin with no hyphen.`);
  if (typeof webhook?.url === "string" && !webhook.url.startsWith("https://"))
    refuse("webhook.url must begin with https://, since its token would be sent in clear text.");
  const somebody = contacts?.contactGroupName ?? contacts?.mail ?? contacts?.dingTalk;
  if (contacts !== undefined && somebody === undefined)
    refuse("contacts has nobody: give mail, dingTalk or contactGroupName.");
}
