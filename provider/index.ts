export {
  Provider,
  type ProviderArgs,
  type ProviderAssumeRole,
  type ProviderEndpoints,
} from "./program/provider";
export type { Preflight } from "./program/preflight";
export { SecondaryPrivateIps, type SecondaryPrivateIpsArgs } from "./program/secondary-private-ips";
export type { Ownership } from "./core/model";
export type { StaleRulesScope, StaleSecurityGroupRule } from "./core/stale-rules";
