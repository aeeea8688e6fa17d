import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { region, required, text } from "./parameter-rules";

const parameters = { RegionId: required(region()), PrefixListId: required(text()) };

export const describePrefixListAttributes = defineAction({
  name: "DescribePrefixListAttributes",
  source: "ECS SDK 7.11.6",
  about: "Prefix lists come from the seed; the actions that change them are not emulated.",
  versions: [ecs],
  parameters,
  run({ PrefixListId, RegionId }, { store }) {
    const found = store.prefixList(PrefixListId);
    if (found?.regionId !== RegionId) throw apiError("InvalidPrefixListId.NotFound");
    return {
      PrefixListId,
      PrefixListName: found.prefixListName,
      Description: found.description,
      CreationTime: found.creationTime,
      AddressFamily: "IPv4",
      MaxEntries: found.maxEntries,
      Entries: {
        Entry: found.entries.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })),
      },
    };
  },
});
