export { SecondaryPrivateIps, type SecondaryPrivateIpsArgs } from "./resource";
export type { Ownership } from "./core/model";
