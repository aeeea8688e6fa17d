import type * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";

// Where EventBridge delivers to. Names and forms of the parameters: "Event target parameters",
// https://www.alibabacloud.com/help/en/eventbridge/user-guide/event-target-parameters; none was confirmed on a real account.

/** A target of a rule, whose id is fixed: another one would replace the rule. */
export type Target = alicloud.types.input.eventbridge.RuleTarget & { readonly targetId: string };
type Parameter = alicloud.types.input.eventbridge.RuleTargetParamList;

export interface DingTalkChannel {
  /** The URL of the chat's robot. */
  readonly webhookUrl: pulumi.Input<string>;
  /** The robot's secret for signing, `SEC…`; a secret in state. */
  readonly secret: pulumi.Input<string>;
}

/** Direct Mail, which needs a sender address that is verified there; where there is none: `contacts`. */
export interface MailChannel {
  /** A verified sender address of Direct Mail. */
  readonly from: pulumi.Input<string>;
  readonly to: pulumi.Input<string>;
  /** @default "Secondary private IP addresses changed" */
  readonly subject?: pulumi.Input<string>;
}

export interface WebhookChannel {
  /** An https URL, which gets the whole event as a POST. */
  readonly url: pulumi.Input<string>;
  /** Is sent as the header `x-eventbridge-signature-token`; a secret in state. */
  readonly token: pulumi.Input<string>;
}

/** A queue of Message Service (MNS) in the same region and account, which gets the whole event. */
export interface QueueChannel {
  readonly name: pulumi.Input<string>;
}

const constant = (resourceKey: string, value: pulumi.Input<string>): Parameter => ({
  ...{ resourceKey, form: "CONSTANT", value },
});
const whole: Parameter = { resourceKey: "Body", form: "ORIGINAL" };
const filled = (template: string, paths: Readonly<Record<string, string>>): Parameter => ({
  ...{ resourceKey: "Body", form: "TEMPLATE", value: JSON.stringify(paths), template },
});

const scalars = { type: "$.type", eni: "$.data.eniId", region: "$.aliyunregionid", time: "$.time" };

/** A value is put in as it is: a list would break the JSON of the message, so only scalars are named. */
export function dingTalkTarget({ webhookUrl, secret }: DingTalkChannel): Target {
  const content = "Secondary IP: ${type} of ${eni} in ${region} at ${time}, first address ${address}";
  return {
    ...{ targetId: "dingtalk", type: "acs.dingtalk", endpoint: webhookUrl },
    paramLists: [
      constant("URL", webhookUrl),
      constant("SecretKey", pulumi.secret(secret)),
      filled(JSON.stringify({ msgtype: "text", text: { content } }), {
        ...scalars,
        address: "$.data.secondaryPrivateIps[0]",
      }),
    ],
  };
}

/** Plain text, in which a list may stand. */
export function mailTarget(
  { from, to, subject = "Secondary private IP addresses changed" }: MailChannel,
  account: pulumi.Input<string>,
): Target {
  const template = "Event: ${type}\nENI: ${eni}\nAddresses: ${addresses}\nRegion: ${region}\nTime: ${time}\n";
  return {
    ...{ targetId: "mail", type: "acs.mail", endpoint: pulumi.interpolate`acs:mail:${account}` },
    paramLists: [
      constant("Subject", subject),
      constant("AccountName", from),
      constant("AddressType", "1"),
      constant("ReplyToAddress", "false"),
      constant("ToAddress", to),
      constant("IsHtmlBody", "false"),
      filled(template, { ...scalars, addresses: "$.data.secondaryPrivateIps" }),
    ],
  };
}

export const webhookTarget = ({ url, token }: WebhookChannel): Target => ({
  ...{ targetId: "webhook", type: "https", endpoint: url },
  paramLists: [
    constant("url", url),
    whole,
    constant("Network", "PublicNetwork"),
    constant("Token", pulumi.secret(token)),
  ],
});

export const queueTarget = ({ name }: QueueChannel, account: pulumi.Input<string>): Target => ({
  ...{ targetId: "queue", type: "acs.mns.queue" },
  endpoint: pulumi.interpolate`acs:mns:${account}:queues/${name}`,
  paramLists: [constant("queue", name), whole],
});
