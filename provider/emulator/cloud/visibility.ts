import type { NetworkInterface } from "./model";

// After an Unassign the address can still be listed for a while (terway waits for it, 2025-10-16); how long
// is UNVERIFIED, so the delay is an option, and a test can say itself what is shown until when.

/** The interface with other secondary addresses; Describe shows them after the delay only. */
export function withAddresses(
  item: NetworkInterface,
  privateIpAddresses: readonly string[],
  clock: { readonly now: number; readonly visibilityDelayMs: number },
): NetworkInterface {
  const pending = item.unseenChanges.filter(({ visibleAt }) => visibleAt > clock.now);
  const unseen = { visibleAt: clock.now + clock.visibilityDelayMs, before: item.privateIpAddresses };
  const bound = Object.entries(item.publicIpAddresses).filter(
    ([address]) => address === item.primaryIpAddress || privateIpAddresses.includes(address),
  );
  return {
    ...item,
    privateIpAddresses,
    publicIpAddresses: Object.fromEntries(bound),
    unseenChanges: clock.visibilityDelayMs > 0 ? [...pending, unseen] : [],
  };
}

/** The secondary addresses that Describe shows at `now`: those it was told to show, else those of a while ago. */
export function visibleAddresses(item: NetworkInterface, now: number): readonly string[] {
  const unseen = item.unseenChanges.find(({ visibleAt }) => visibleAt > now);
  return item.shownAddresses ?? unseen?.before ?? item.privateIpAddresses;
}
