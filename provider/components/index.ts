export type { Contacts } from "./contacts";
export { EniWithSecondaryIps, type EniWithSecondaryIpsArgs } from "./eni-with-secondary-ips";
export type { DingTalkChannel, MailChannel, QueueChannel, WebhookChannel } from "./event-channels";
export type { FunctionComputeChannel } from "./function-trigger";
export type { SecondaryIpEvent } from "./secondary-ip-events";
export { SecondaryIpNotifications, type SecondaryIpNotificationsArgs } from "./secondary-ip-notifications";
