export { createEmulator, type Emulator, type Patch } from "./emulator";
export type { EmulatorOptions } from "./options";
export type { Call } from "./control/call-log";
export type { EipBinding } from "./control/eips";
export type { Fault } from "./control/faults";
export { defaultAccessKey, type AccessKey } from "./wire/signature";
export { defaultSeed } from "./seed/default-seed";
export { EmulatorError } from "./errors/emulator-error";
export type {
  Instance,
  InstanceStatus,
  InstanceTypeLimits,
  NetworkInterface,
  NetworkInterfaceStatus,
  NetworkInterfaceType,
  PrefixList,
  PublicIp,
  SecurityGroup,
  SecurityGroupRule,
  SecurityGroupType,
  Seed,
  SeedInstance,
  SeedNetworkInterface,
  SeedPrefixList,
  SeedSecurityGroup,
  SeedSecurityGroupRule,
  Tag,
  VSwitch,
  Vpc,
} from "./cloud/model";
