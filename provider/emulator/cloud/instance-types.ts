import type { InstanceTypeLimits } from "./model";

/**
 * Interfaces for each instance and private addresses for each interface, the primary ones included
 * `[ECS user guide 2021-07-19, Instance families]`; not confirmed on a real account.
 */
export const knownInstanceTypes: Readonly<Record<string, InstanceTypeLimits>> = {
  "ecs.t5-lc1m1.small": { eniQuantity: 1, eniPrivateIpAddressQuantity: 2 },
  "ecs.g6.large": { eniQuantity: 2, eniPrivateIpAddressQuantity: 6 },
  "ecs.g6.xlarge": { eniQuantity: 3, eniPrivateIpAddressQuantity: 10 },
  "ecs.g6.2xlarge": { eniQuantity: 4, eniPrivateIpAddressQuantity: 10 },
  "ecs.g7.large": { eniQuantity: 3, eniPrivateIpAddressQuantity: 6 },
  "ecs.g7.xlarge": { eniQuantity: 4, eniPrivateIpAddressQuantity: 15 },
  "ecs.g7.2xlarge": { eniQuantity: 4, eniPrivateIpAddressQuantity: 15 },
};

/**
 * "Up to 49 secondary private IP addresses" on an Available interface `[ECS SDK 7.11.6]`; older pages: 50,
 * 10.
 */
export const maxSecondaryAddressesWhenAvailable = 49;
