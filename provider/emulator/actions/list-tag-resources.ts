import { defineAction, ecs } from "./define-action";
import { pageOf } from "./pagination";
import { taggedTypes } from "./tagging";
import { list, oneOf, refuse, region, required, tags, text } from "./parameter-rules";

const parameters = {
  RegionId: required(region()),
  ResourceType: required(oneOf(taggedTypes)),
  ResourceId: list(50),
  Tag: tags(),
  NextToken: text(),
  ...refuse("TagFilter"),
};

/** `[ECS SDK 7.11.6]`. Only interfaces (`eni`) have tags here. No rule confirmed on a real account. */
export const listTagResources = defineAction({
  name: "ListTagResources",
  versions: [ecs],
  parameters,
  run(wanted, { store }) {
    const tagged = store
      .networkInterfaces()
      .filter(
        ({ networkInterfaceId, regionId, tags: own }) =>
          wanted.ResourceType === "eni" &&
          regionId === wanted.RegionId &&
          (wanted.ResourceId.length === 0 || wanted.ResourceId.includes(networkInterfaceId)) &&
          wanted.Tag.every(({ key, value }) =>
            own.some((tag) => tag.key === key && (value === undefined || tag.value === value)),
          ),
      )
      .flatMap(({ networkInterfaceId, tags: own }) =>
        own.map(({ key, value }) => ({
          ResourceType: wanted.ResourceType,
          ResourceId: networkInterfaceId,
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
