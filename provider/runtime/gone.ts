import { UserError } from "../core/errors";
import type { Deadline, EniApi } from "../core/ports";
import { reportOf } from "../core/report";
import type { State } from "../core/state";
import type { ProviderProcess } from "./process";

/**
 * To other keys than the owner's, every ENI of the account looks gone. So the account is asked for, in this case only.
 * @throws UserError that names both accounts.
 */
export async function believeGone(
  { networkInterfaceId: id, ownerId, regionId }: State,
  api: EniApi,
  deadline: Deadline,
  { effects }: ProviderProcess,
): Promise<void> {
  if (ownerId === undefined) return;
  const caller = await api.callerAccountId(deadline);
  if (caller === ownerId) return;
  if (caller === undefined) {
    effects.notify(
      `ENI ${id}: it was not found in region ${regionId}, and is taken for gone; that the keys are those of account ${ownerId}, ` +
        "which owns it, could not be learned (sts:GetCallerIdentity)",
    );
    return;
  }
  const problem =
    `it was not found in region ${regionId} with the keys of account ${caller}, but it belongs to account ${ownerId}; ` +
    `use the keys of account ${ownerId}, or, if the ENI is gone for good, take the resource out of the state with ` +
    "`pulumi state delete`";
  throw new UserError(reportOf(id, [problem]));
}
