import { defineAction, ecs } from "./define-action";
import { pageOf } from "./pagination";
import { integer, list, refuse, text } from "./parameter-rules";

const parameters = {
  InstanceTypes: list(10),
  InstanceTypeFamily: text(),
  NextToken: text(),
  MaxResults: integer(),
  ...refuse("AdditionalAttributes", "CpuArchitecture", "CpuArchitectures", "GPUSpec", "GpuSpecs"),
  ...refuse("InstanceCategories", "InstanceCategory", "InstanceFamilyLevel", "InstanceTypeFamilies"),
  ...refuse("LocalStorageCategories", "LocalStorageCategory", "MaximumCpuCoreCount"),
  ...refuse("MaximumCpuSpeedFrequency", "MaximumCpuTurboFrequency", "MaximumGPUAmount", "MaximumMemorySize"),
  ...refuse("MinimumBaselineCredit", "MinimumCpuCoreCount", "MinimumCpuSpeedFrequency"),
  ...refuse("MinimumCpuTurboFrequency", "MinimumDiskQuantity", "MinimumEniIpv6AddressQuantity"),
  ...refuse("MinimumEniPrivateIpAddressQuantity", "MinimumEniQuantity", "MinimumEriQuantity"),
  ...refuse("MinimumGPUAmount", "MinimumInitialCredit", "MinimumInstanceBandwidthRx"),
  ...refuse("MinimumInstanceBandwidthTx", "MinimumInstancePpsRx", "MinimumInstancePpsTx"),
  ...refuse("MinimumLocalStorageAmount", "MinimumLocalStorageCapacity", "MinimumMemorySize"),
  ...refuse("MinimumPrimaryEniQueueNumber", "MinimumQueuePairNumber", "MinimumSecondaryEniQueueNumber"),
  ...refuse("NvmeSupport", "PhysicalProcessorModel", "PhysicalProcessorModels"),
};

/** `ecs.g7.large` is of the family `ecs.g7`. */
const familyOf = (instanceType: string): string => instanceType.split(".").slice(0, -1).join(".");

export const describeInstanceTypes = defineAction({
  name: "DescribeInstanceTypes",
  source: "ECS SDK 7.11.6",
  about:
    "Of a type, how many interfaces and addresses it allows, the primary ones included; no processors or memory.",
  versions: [ecs],
  parameters,
  run(wanted, { store }) {
    const found = Object.entries(store.instanceTypes()).filter(
      ([id]) =>
        (wanted.InstanceTypes.length === 0 || wanted.InstanceTypes.includes(id)) &&
        (wanted.InstanceTypeFamily === undefined || wanted.InstanceTypeFamily === familyOf(id)),
    );
    const { NextToken, MaxResults = 100 } = wanted;
    const page = pageOf(
      found,
      ([id]) => id,
      { NextToken, MaxResults, PageNumber: undefined, PageSize: undefined },
      { minResults: 1, maxResults: 100, maxPageSize: 100 },
    );
    return {
      NextToken: page.fields["NextToken"],
      InstanceTypes: {
        InstanceType: page.items.map(([id, { eniQuantity, eniPrivateIpAddressQuantity }]) => ({
          InstanceTypeId: id,
          InstanceTypeFamily: familyOf(id),
          EniQuantity: eniQuantity,
          EniPrivateIpAddressQuantity: eniPrivateIpAddressQuantity,
        })),
      },
    };
  },
});
