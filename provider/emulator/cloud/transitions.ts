import type { Instance, NetworkInterface, Transition } from "./model";

// No timers: a transition is a point in time, and whoever looks next sees it done. So nothing is left
// running when an emulator closes, and a state file read tomorrow is right tomorrow.

/** The interface as it is at `now`; undefined once it is deleted. */
export function settleNetworkInterface(item: NetworkInterface, now: number): NetworkInterface | undefined {
  if (item.transition === undefined || item.transition.at > now) return item;
  const { transition, ...settled } = item;
  if (transition.to === "gone") return undefined;
  if (transition.to !== "Available") return { ...settled, status: transition.to };
  const { instanceId, deviceIndex, networkCardIndex, ...detached } = settled;
  return { ...detached, status: transition.to };
}

/** The instance as it is at `now`. */
export function settleInstance(item: Instance, now: number): Instance {
  if (item.transition === undefined || item.transition.at > now) return item;
  const { transition, ...rest } = item;
  return { ...rest, status: transition.to };
}

export function startTransition<Status extends string>(
  to: Status,
  clock: { readonly now: number; readonly transitionMs: number },
): Transition<Status> {
  return { to, at: clock.now + clock.transitionMs };
}
