import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { alarmFor, type Contacts } from "./contacts";
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
import { type FunctionComputeChannel, triggerFor } from "./function-trigger";
import { patternOf, type SecondaryIpEvent } from "./secondary-ip-events";

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

/** Source: "Retry policies and dead-letter queues" in the help of EventBridge. */
const STRATEGY = { backoff: "BACKOFF_RETRY", exponentialDecay: "EXPONENTIAL_DECAY_RETRY" } as const;

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
      ...(args.contacts ? [alarmFor(this, name, prefix, events, ids, args.contacts)] : []),
    ];
    const { functionCompute, retry = "backoff" } = args;
    if (functionCompute)
      triggerFor(this, name, `${prefix}-function`, functionCompute, this.filterPattern, STRATEGY[retry]);
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
            pushRetryStrategy: STRATEGY[wanted],
            ...(deadLetterQueueArn !== undefined && { deadLetterQueue: { arn: deadLetterQueueArn } }),
          },
        ],
      },
      // two rules of one name are not to be had
      { parent: this, deleteBeforeReplace: true },
    );
    return rule.ruleName;
  }
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
