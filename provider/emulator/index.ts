export { createEmulator, type Emulator, type Patch } from "./emulator";
export type { EmulatorOptions } from "./options";
export type { Call } from "./call-log";
export type { Fault } from "./faults";
export { defaultAccessKey, type AccessKey } from "./signature";
export { defaultSeed } from "./default-seed";
export { EmulatorError } from "./errors";
export type {
  Instance,
  InstanceStatus,
  InstanceTypeLimits,
  NetworkInterface,
  NetworkInterfaceStatus,
  NetworkInterfaceType,
  PublicIp,
  SecurityGroup,
  Seed,
  SeedInstance,
  SeedNetworkInterface,
  Tag,
  VSwitch,
  Vpc,
} from "./model";
