import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { list, oneOf, region, required } from "./parameter-rules";
import { findTaggables, newTags, taggedTypes, withTags } from "./tagging";

const parameters = {
  RegionId: required(region()),
  ResourceType: required(oneOf(taggedTypes)),
  ResourceId: list(50),
  Tag: newTags(),
};

export const tagResources = defineAction({
  name: "TagResources",
  source: "ECS SDK 7.11.6",
  about:
    "A key that is there gets the new value. UNVERIFIED: that an id which is not there refuses the whole call.",
  versions: [ecs],
  changes: "something else",
  parameters,
  run(wanted, context) {
    if (wanted.Tag.length === 0) throw apiError("MissingParameter", ["Tag"]);
    const found = findTaggables(wanted.ResourceType, wanted.ResourceId, wanted.RegionId, context);
    for (const { retag, tags } of found) retag(withTags(tags, wanted.Tag));
    return {};
  },
});
