import type { ActionContext } from "../cloud/action-context";
import type { Tag } from "../cloud/model";
import { apiError } from "../errors/api-error";
import { required, structures, text, type TextRule } from "./parameter-rules";

// What the actions with tags share.

/** What may have tags `[ECS SDK 7.11.6, ResourceType]`. */
export const taggedTypes = [
  ...[
    "instance",
    "disk",
    "snapshot",
    "image",
    "securitygroup",
    "volume",
    "eni",
    "ddh",
    "ddhcluster",
    "keypair",
  ],
  ...["launchtemplate", "reservedinstance", "snapshotpolicy", "elasticityassurance", "capacityreservation"],
  ...["command", "invocation", "activation", "managedinstance", "imagecomponent", "imagepipeline"],
] as const;

/** `[ECS limits, tags]` */
const maxTagsOfResource = 20;

/** N is 1 to 20 `[ECS SDK 7.11.6]`; a value may be left out. */
const tagParameter = (rules: { readonly Key: TextRule; readonly Value: TextRule }) =>
  structures(20, { Key: required(text(rules.Key)), Value: text(rules.Value) });

interface WantedTag {
  readonly Key: string;
  readonly Value: string | undefined;
}

/** `Tag.N` of a call that looks for what has these tags. */
export const tagFilter = () => tagParameter({ Key: {}, Value: {} });

/** True for what has all the tags of a filter; a value that is left out is any value. */
export const hasTags = (own: readonly Tag[], wanted: readonly WantedTag[]): boolean =>
  wanted.every(({ Key, Value }) =>
    own.some(({ key, value }) => key === Key && (Value === undefined || Value === value)),
  );

/** `Tag.N` of a call that gives tags: up to 128 characters, and what they may not hold `[ECS SDK 7.11.6]`. */
export const newTags = () =>
  tagParameter({
    Key: { pattern: /^(?!aliyun|acs:)(?!.*https?:\/\/).{1,128}$/s, code: "InvalidTagKey.Malformed" },
    Value: { pattern: /^(?!.*https?:\/\/).{1,128}$/s, code: "InvalidTagValue.Malformed" },
  });

/** The tags of a resource after a call that gives it some: a key that is there gets the new value; one left out is empty. */
export function withTags(own: readonly Tag[], wanted: readonly WantedTag[]): readonly Tag[] {
  const keys = new Set(wanted.map(({ Key }) => Key));
  if (keys.size < wanted.length) throw apiError("Duplicate.TagKey");
  const added = wanted.map(({ Key, Value = "" }) => ({ key: Key, value: Value }));
  const tags = [...own.filter(({ key }) => !keys.has(key)), ...added];
  if (tags.length > maxTagsOfResource) throw apiError("NumberExceed.Tags");
  return tags;
}

/** A resource that can have tags here. */
interface Taggable {
  readonly id: string;
  readonly tags: readonly Tag[];
  readonly retag: (tags: readonly Tag[]) => void;
}

/** What of a type is in a region: interfaces, security groups and instances have tags here. */
export function taggables(type: string, regionId: string, { store }: ActionContext): readonly Taggable[] {
  switch (type) {
    case "eni":
      return store
        .networkInterfaces()
        .filter((item) => item.regionId === regionId)
        .map((item) => ({
          id: item.networkInterfaceId,
          tags: item.tags,
          retag: (tags) => {
            store.putNetworkInterface({ ...item, tags });
          },
        }));
    case "securitygroup":
      return store
        .securityGroups()
        .filter(({ vpcId }) => store.regionOfVpc(vpcId) === regionId)
        .map((item) => ({
          id: item.securityGroupId,
          tags: item.tags,
          retag: (tags) => {
            store.putSecurityGroup({ ...item, tags });
          },
        }));
    case "instance":
      return store
        .instances()
        .filter(({ vSwitchId }) => store.regionOf(vSwitchId) === regionId)
        .map((item) => ({
          id: item.instanceId,
          tags: item.tags,
          retag: (tags) => {
            store.putInstance({ ...item, tags });
          },
        }));
    default:
      return [];
  }
}

/** Those that a call names, all of them; one that is not there refuses the whole call (UNVERIFIED). */
export function findTaggables(
  type: string,
  ids: readonly string[],
  regionId: string,
  context: ActionContext,
): readonly Taggable[] {
  if (ids.length === 0) throw apiError("MissingParameter", ["ResourceId"]);
  const there = taggables(type, regionId, context);
  return ids.map((id) => {
    const found = there.find((item) => item.id === id);
    if (found === undefined)
      throw apiError(
        "InvalidResourceId.NotFound",
        [],
        `interfaces, security groups and instances have tags here: ${id}`,
      );
    return found;
  });
}
