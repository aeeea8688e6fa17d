import * as alicloud from "@pulumi/alicloud";
import type * as pulumi from "@pulumi/pulumi";
import { type SecondaryIpEvent, typeOf } from "./secondary-ip-events";

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

/** CloudMonitor's rule for the events, and who is told; answers the name of the rule. */
export function alarmFor(
  parent: pulumi.Resource,
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
        { contactParametersId: "1", contactGroupName: groupOf(parent, name, prefix, contacts), level: "4" },
      ],
    },
    { parent, deleteBeforeReplace: true },
  );
  return rule.ruleName;
}

function groupOf(
  parent: pulumi.Resource,
  name: string,
  prefix: string,
  contacts: Contacts,
): pulumi.Input<string> {
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
    // a mail address reads as empty until the link in the first mail is followed, and the language as what the service chose
    { parent, ignoreChanges: ["channelsMail", "lang"] },
  );
  const group = new alicloud.cms.AlarmContactGroup(
    name,
    { alarmContactGroupName: prefix, contacts: [contact.alarmContactName] },
    { parent },
  );
  return group.alarmContactGroupName;
}
