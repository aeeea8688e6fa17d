import { findTaggedInterfaces } from "../cloud/preconditions";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { list, oneOf, region, required, tags } from "./parameter-rules";
import { maxTagsOfResource, taggedTypes } from "./tagging";

const parameters = {
  RegionId: required(region()),
  ResourceType: required(oneOf(taggedTypes)),
  ResourceId: list(50),
  Tag: tags(),
};

/**
 * `[ECS SDK 7.11.6]`: a key that is there gets the new value; one left out is empty. Only interfaces (`eni`) have tags
 * here; an id that is not there refuses the whole call (UNVERIFIED). No rule confirmed on a real account.
 */
export const tagResources = defineAction({
  name: "TagResources",
  versions: [ecs],
  changes: "something else",
  parameters,
  run(wanted, context) {
    if (wanted.Tag.length === 0) throw apiError("MissingParameter", ["Tag"]);
    const items = findTaggedInterfaces(wanted.ResourceType, wanted.ResourceId, wanted.RegionId, context);
    const keys = new Set(wanted.Tag.map(({ key }) => key));
    const tagged = items.map((item) => ({
      ...item,
      tags: [
        ...item.tags.filter(({ key }) => !keys.has(key)),
        ...wanted.Tag.map(({ key, value = "" }) => ({ key, value })),
      ],
    }));
    if (tagged.some((item) => item.tags.length > maxTagsOfResource))
      throw apiError("InvalidParameter", ["Tag"], `a resource has at most ${maxTagsOfResource} tags`);
    for (const item of tagged) context.store.putNetworkInterface(item);
    return {};
  },
});
