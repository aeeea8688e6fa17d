import type { SimulatedCloud } from "./cloud";

export interface Outsider {
  readonly id: string;
  /** They assign an address, unassign the one of this number, attach or detach the ENI, or delete it. */
  readonly does: { readonly assign: string } | { readonly unassign: number } | "attach or detach" | "delete";
  /** Whether that is after the preview of the `up`, while its question stands. */
  readonly isLate?: boolean;
}

/** What somebody else does, who takes no address that an ENI of the vSwitch holds. */
export function act({ id, does }: Outsider, cloud: SimulatedCloud): void {
  const now = cloud.held(id);
  if (does === "delete") cloud.remove(id);
  else if (does === "attach or detach") cloud.toggle(id);
  else if ("unassign" in does)
    cloud.put(
      id,
      now.filter((_, i) => i !== does.unassign),
    );
  else if (cloud.isThere(id) && cloud.isFree(does.assign)) cloud.put(id, [...now, does.assign]);
}
