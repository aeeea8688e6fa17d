import { defineAction, ecs } from "./define-action";
import { refuse, text } from "./parameter-rules";

export const describeRegions = defineAction({
  name: "DescribeRegions",
  source: "ECS SDK 7.11.6",
  about: "The regions of the emulator's VPCs; a region has the id for its name.",
  versions: [ecs],
  parameters: {
    // clients send it, though the model has none
    RegionId: text(),
    AcceptLanguage: text(),
    ...refuse("InstanceChargeType", "ResourceType"),
  },
  run: (_, { store }) => ({
    Regions: {
      Region: store.regionIds.map((regionId) => ({
        RegionId: regionId,
        LocalName: regionId,
        RegionEndpoint: `ecs.${regionId}.aliyuncs.com`,
        Status: "available",
      })),
    },
  }),
});
