import type { NetworkInterface, PublicIp } from "./model";

// After an Unassign the address can still be listed for a while (terway waits for it, 2025-10-16); how long
// is UNVERIFIED, so the delay is an option, and a test can say itself what is shown until when.

/** The interface with other secondary addresses; Describe shows them after the delay only. */
export function withAddresses(
  item: NetworkInterface,
  privateIpAddresses: readonly string[],
  clock: { readonly now: number; readonly visibilityDelayMs: number },
): NetworkInterface {
  const pending = item.unseenChanges.filter(({ visibleAt }) => visibleAt > clock.now);
  const unseen = {
    visibleAt: clock.now + clock.visibilityDelayMs,
    before: item.privateIpAddresses,
    publicIpAddresses: item.publicIpAddresses,
  };
  return withoutLostEips({
    ...item,
    privateIpAddresses,
    unseenChanges: clock.visibilityDelayMs > 0 ? [...pending, unseen] : [],
  });
}

/** An elastic IP is bound no longer once its address has gone (UNVERIFIED; the cloud may refuse to take the address away). */
export function withoutLostEips(item: NetworkInterface): NetworkInterface {
  const bound = Object.entries(item.publicIpAddresses).filter(
    ([address]) => address === item.primaryIpAddress || item.privateIpAddresses.includes(address),
  );
  return { ...item, publicIpAddresses: Object.fromEntries(bound) };
}

const unseenAt = ({ unseenChanges }: NetworkInterface, now: number) =>
  unseenChanges.find(({ visibleAt }) => visibleAt > now);

/** The secondary addresses that Describe shows at `now`: those it was told to show, else those of a while ago. */
export function visibleAddresses(item: NetworkInterface, now: number): readonly string[] {
  return item.shownAddresses ?? unseenAt(item, now)?.before ?? item.privateIpAddresses;
}

/** The elastic IP that Describe shows with an address: it goes together with the address. */
export const visiblePublicIp = (item: NetworkInterface, address: string, now: number): PublicIp | undefined =>
  item.publicIpAddresses[address] ?? unseenAt(item, now)?.publicIpAddresses[address];
