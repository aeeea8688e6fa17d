import { defineAction, ecs } from "./define-action";
import { pageOf } from "./pagination";
import { list, oneOf, refuse, region, required, text } from "./parameter-rules";
import { hasTags, taggables, taggedTypes, tagFilter } from "./tagging";

const parameters = {
  RegionId: required(region()),
  ResourceType: required(oneOf(taggedTypes)),
  ResourceId: list(50),
  Tag: tagFilter(),
  NextToken: text(),
  ...refuse("TagFilter"),
};

export const listTagResources = defineAction({
  name: "ListTagResources",
  source: "ECS SDK 7.11.6",
  about: "Interfaces, security groups and instances have tags here.",
  versions: [ecs],
  parameters,
  run(wanted, context) {
    const tagged = taggables(wanted.ResourceType, wanted.RegionId, context)
      .filter(
        ({ id, tags }) =>
          (wanted.ResourceId.length === 0 || wanted.ResourceId.includes(id)) && hasTags(tags, wanted.Tag),
      )
      .flatMap(({ id, tags }) =>
        tags.map(({ key, value }) => ({
          ResourceType: wanted.ResourceType,
          ResourceId: id,
          TagKey: key,
          TagValue: value,
        })),
      );
    const request = {
      NextToken: wanted.NextToken,
      MaxResults: 50,
      PageNumber: undefined,
      PageSize: undefined,
    };
    const { items, fields } = pageOf(tagged, ({ ResourceId, TagKey }) => `${ResourceId} ${TagKey}`, request, {
      minResults: 1,
      maxResults: 50,
      maxPageSize: 50,
    });
    return { NextToken: fields["NextToken"], TagResources: { TagResource: items } };
  },
});
