import type { Deadline, EniApi } from "../core/ports";
import { changeEni, type Outcome } from "./change-eni";
import type { ProviderProcess } from "./process";
import type { EniChange, World } from "./session";

/** Runs a change when it is its turn on the ENI. */
export function changeInTurn(
  change: EniChange,
  api: EniApi,
  deadline: Deadline,
  process: ProviderProcess,
): Promise<Outcome> {
  const { pace, newClientToken, notify } = process.effects;
  const world: Omit<World, "aside"> = {
    ...{ api, deadline, pace, newClientToken, notify },
    isClaimed: (id, address) => process.claims.isClaimed(id, address),
    isToUnassign: (id, address) => process.isToUnassign(id, address),
    letGo: (id, addresses, unassign) => process.claims.letGo(id, addresses, unassign),
    wasLetGo: (id, address) => process.claims.wasLetGo(id, address),
    untilProgramHasTold: () => process.claims.untilProgramHasTold(),
    isBeingUnassigned: (id, address) => process.claims.isBeingUnassigned(id, address),
  };
  return process.exclusively(change.networkInterfaceId, deadline, (aside) =>
    api.reader.during(() => changeEni(change, { ...world, aside })),
  );
}
