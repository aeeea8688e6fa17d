import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { flag, list, oneOf, region, required } from "./parameter-rules";
import { findTaggables, taggedTypes } from "./tagging";

const parameters = {
  RegionId: required(region()),
  ResourceType: required(oneOf(taggedTypes)),
  ResourceId: list(50),
  TagKey: list(20),
  // counts only where no key is named
  All: flag(),
};

export const untagResources = defineAction({
  name: "UntagResources",
  source: "ECS SDK 7.11.6",
  about: "A key that is not there is no error.",
  versions: [ecs],
  changes: "something else",
  parameters,
  run(wanted, context) {
    if (wanted.TagKey.length === 0 && wanted.All !== true) throw apiError("MissingParameter", ["TagKey"]);
    const goes = (key: string): boolean => wanted.TagKey.length === 0 || wanted.TagKey.includes(key);
    const found = findTaggables(wanted.ResourceType, wanted.ResourceId, wanted.RegionId, context);
    for (const { retag, tags } of found) retag(tags.filter(({ key }) => !goes(key)));
    return {};
  },
});
