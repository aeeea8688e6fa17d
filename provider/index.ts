export { SecondaryPrivateIps, type SecondaryPrivateIpsArgs } from "./program/secondary-private-ips";
export type { Ownership } from "./core/model";
