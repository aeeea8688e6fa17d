import { EventEmitter, once } from "node:events";
import type { ClaimEvent } from "../../provider/runtime/claim-book";
import type { Siblings } from "../../provider/runtime/siblings";
import type { Provider } from "./program";

// What the processes of one run tell each other.

/** Each hears what the others tell. */
export function aFamily(): (own: Provider) => Siblings {
  const joined = new Set<Provider>();
  const told: { readonly by: Provider; readonly event: ClaimEvent }[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  return (own) => {
    let heard = 0;
    return {
      join: () => void joined.add(own),
      areThere: () => [...joined].some((one) => one !== own),
      tell: (event) => {
        told.push({ by: own, event });
        news.emit("told");
      },
      heard: () => {
        const others = told.slice(heard).filter(({ by }) => by !== own);
        heard = told.length;
        return others.map(({ event }) => event);
      },
      // the real ones look from time to time
      mayHaveTold: (signal) => once(news, "told", { signal }),
    };
  };
}
