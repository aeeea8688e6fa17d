import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { region, required, text } from "./parameter-rules";

const parameters = { RegionId: required(region()), PrefixListId: required(text()) };

/** `[ECS SDK 7.11.6]`. Prefix lists come from the seed; the actions that change them are not emulated. */
export const describePrefixListAttributes = defineAction({
  name: "DescribePrefixListAttributes",
  versions: [ecs],
  parameters,
  run({ PrefixListId }, { store }) {
    const found = store.prefixList(PrefixListId);
    if (found === undefined) throw apiError("InvalidPrefixListId.NotFound");
    return {
      PrefixListId,
      PrefixListName: "",
      AddressFamily: "IPv4",
      Entries: {
        Entry: found.entries.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })),
      },
    };
  },
});
