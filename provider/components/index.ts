export { EniWithSecondaryIps, type EniWithSecondaryIpsArgs } from "./eni-with-secondary-ips";
export type { DingTalkChannel, MailChannel, QueueChannel, WebhookChannel } from "./event-channels";
export {
  type Contacts,
  type FunctionComputeChannel,
  type SecondaryIpEvent,
  SecondaryIpNotifications,
  type SecondaryIpNotificationsArgs,
} from "./secondary-ip-notifications";
