import { UserError } from "../core/errors";
import type { Deadline, EniApi } from "../core/ports";
import { reportOf } from "../core/report";
import type { State } from "../core/state";
import type { ProviderProcess } from "./process";

/** Takes an ENI that was not found for gone. @throws UserError where the keys are those of another account than its owner's. */
export async function believeGone(
  state: State,
  api: EniApi,
  deadline: Deadline,
  { effects }: ProviderProcess,
): Promise<void> {
  const { networkInterfaceId: id, ownerId, regionId } = state;
  if (ownerId === undefined || (await refuseOthersKeys(state, api, deadline))) return;
  effects.notify(
    `ENI ${id}: it was not found in region ${regionId}, and is taken for gone; that the keys are those of account ${ownerId}, ` +
      "which owns it, could not be learned (sts:GetCallerIdentity)",
  );
}

/**
 * To other keys than the owner's, every ENI of the account looks gone. So whose they are is asked where an ENI is not found, and
 * nowhere else. Answers whether they are known to be the owner's.
 * @throws UserError that names both accounts.
 */
export async function refuseOthersKeys(
  { networkInterfaceId: id, ownerId, regionId }: State,
  api: EniApi,
  deadline: Deadline,
): Promise<boolean> {
  if (ownerId === undefined) return false;
  const caller = await api.callerAccountId(deadline);
  if (caller === undefined || caller === ownerId) return caller === ownerId;
  const problem =
    `it was not found in region ${regionId} with the keys of account ${caller}, but it belongs to account ${ownerId}; ` +
    `use the keys of account ${ownerId}, or, if the ENI is gone for good, take the resource out of the state with ` +
    "`pulumi state delete`";
  throw new UserError(reportOf(id, [problem]));
}
