import { ApiError, UserError } from "../core/errors";
import { isTransitional } from "../core/eni-status";
import { explainRefusal } from "../core/explain";
import { problemsOf } from "../core/guards";
import { ownedOf } from "../core/model";
import type { Deadline } from "../core/ports";
import { list, reportOf } from "../core/report";
import type { State } from "../core/state";
import type { Successor } from "./claim-book";
import type { ProviderProcess } from "./process";

/**
 * Looks at the ENI that a replaced resource moves to, before the one that it leaves lets anything go: where the new one can take no address, the old
 * one keeps them. What is on the new one is no reason, since it may go in the same run.
 * @throws UserError that names both ENIs; nothing is changed then.
 */
export async function lookAhead(
  before: State,
  successor: Successor,
  deadline: Deadline,
  process: ProviderProcess,
): Promise<void> {
  const { networkInterfaceId: from } = before;
  const { networkInterfaceId: to, regionId, isElsewhere } = successor;
  // what another provider's keys see, its process alone can tell
  if (to === undefined || to === from || regionId === undefined || isElsewhere) return;
  const problems = await problemsAhead({ ...successor, networkInterfaceId: to, regionId }, deadline, process);
  if (problems.length === 0) return;
  const owned = list(ownedOf(before.privateIpAddresses));
  const kept = `it keeps ${owned}, and nothing was unassigned: what replaces this resource cannot be on ENI ${to} yet`;
  throw new UserError([reportOf(to, problems), reportOf(from, [kept])].join("\n"));
}

async function problemsAhead(
  successor: Successor & { readonly networkInterfaceId: string; readonly regionId: string },
  deadline: Deadline,
  process: ProviderProcess,
): Promise<readonly string[]> {
  const { networkInterfaceId, regionId, declared, ownership } = successor;
  const api = await process.apiOf(regionId, deadline);
  try {
    const actual = await api.reader.look(networkInterfaceId, { deadline });
    if (actual === undefined)
      return [`it was not found in region ${regionId}; check networkInterfaceId and regionId`];
    if (isTransitional(actual.status)) return [];
    const desired = Object.fromEntries(declared.map((address) => [address, "declared"] as const));
    return problemsOf({ operation: "create", desired, ownership }, actual);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const seconds = deadline.remaining() === 0 ? deadline.seconds : undefined;
    return explainRefusal(error, { networkInterfaceId, regionId, addresses: [], seconds });
  }
}
