import type { NetworkInterface } from "../core/model";

/** How long a look may serve as the first look of another operation. In milliseconds. */
export const RECENT_MS = 10_000;

/** The looks of the last seconds that no write of this process has made old. */
export interface RecentLooks {
  find(networkInterfaceId: string): NetworkInterface | undefined;
  /** Called when a request is sent; what it answers is for the reply. */
  begin(): (seen: readonly NetworkInterface[]) => void;
  /** Called before and after a write: a look that was under way meanwhile may show either. */
  forget(networkInterfaceId: string): void;
}

export function createRecentLooks(): RecentLooks {
  const looks = new Map<string, { readonly eni: NetworkInterface; readonly at: number }>();
  const forgotten = new Map<string, number>();
  let time = 0;
  return {
    find: (id) => {
      const look = looks.get(id);
      return look !== undefined && performance.now() - look.at < RECENT_MS ? look.eni : undefined;
    },
    begin: () => {
      const sent = ++time;
      const at = performance.now();
      return (seen) => {
        for (const eni of seen) {
          const id = eni.networkInterfaceId;
          if ((forgotten.get(id) ?? 0) < sent) looks.set(id, { eni, at });
        }
      };
    },
    forget: (id) => {
      looks.delete(id);
      forgotten.set(id, ++time);
    },
  };
}
