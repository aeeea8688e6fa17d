import { ApiError, UserError } from "../core/errors";
import { onceSettled } from "../core/eni-status";
import { explainRefusal } from "../core/explain";
import { problemsOf, vSwitchProblems } from "../core/guards";
import { markAll, ownedOf } from "../core/model";
import type { Deadline } from "../core/ports";
import { list, reportOf } from "../core/report";
import type { State } from "../core/state";
import type { Successor } from "./claim-book";
import { lookAgainWhile } from "./look-again";
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
  if (to === undefined || regionId === undefined) return;
  if (to === from && regionId === before.regionId) return;
  // what another provider's keys see, its process alone can tell; but an ENI is in one region
  if (isElsewhere && to !== from) return;
  const problems = isElsewhere
    ? [regionProblem(before, regionId)]
    : await problemsAhead(before, { ...successor, networkInterfaceId: to, regionId }, deadline, process);
  if (problems.length === 0) return;
  const owned = ownedOf(before.privateIpAddresses).filter((address) => !process.claims.isHeld(from, address));
  const were = owned.length === 1 ? "was" : "were";
  const where = to === from ? `region ${regionId}` : `ENI ${to}`;
  const kept = `${list(owned)} ${were} not unassigned, since this resource cannot move to ${where} yet`;
  throw new UserError([reportOf(to, problems), reportOf(from, [kept])].join("\n"));
}

const regionProblem = (before: State, regionId: string): string =>
  `by the state it is in region ${before.regionId}, and under another provider it cannot be looked for in region ${regionId} beforehand; ` +
  "check regionId, or change it under the old provider first";

async function problemsAhead(
  before: State,
  successor: Successor & { readonly networkInterfaceId: string; readonly regionId: string },
  deadline: Deadline,
  process: ProviderProcess,
): Promise<readonly string[]> {
  const { networkInterfaceId, regionId, declared, ownership } = successor;
  const api = await process.apiOf(regionId, deadline);
  try {
    const look = () => api.reader.look(networkInterfaceId, { deadline });
    // one that was created a moment ago may not be shown yet
    const actual = await lookAgainWhile((seen) => seen === undefined, await look(), look, {
      ...{ pace: process.effects.pace, deadline },
    });
    if (actual === undefined) {
      const missing = `it was not found in region ${regionId}`;
      // to other keys than the owner's, no ENI of the account is there
      const { ownerId } = before;
      const caller = ownerId === undefined ? undefined : await api.callerAccountId(deadline);
      if (caller === undefined || caller === ownerId)
        return [`${missing}; check networkInterfaceId and regionId`];
      return [
        `${missing} with the keys of account ${caller}, and ENI ${before.networkInterfaceId} belongs to account ${ownerId}; ` +
          `use the keys of account ${ownerId}`,
      ];
    }
    const settled = { ...actual, status: onceSettled(actual.status) };
    const desired = markAll(declared, "declared");
    const problems = problemsOf({ operation: "create", desired, ownership }, settled);
    const staying = ownedOf(before.privateIpAddresses).filter((address) => declared.includes(address));
    const mayFit =
      regionId !== before.regionId || staying.length === 0 || actual.vSwitchId === before.vSwitchId;
    if (mayFit) return problems;
    // a second VPC may have the same addresses, and the state does not tell the VPC
    const left = await api.reader.look(before.networkInterfaceId, { deadline });
    if (left === undefined) return problems;
    // what the state has by a lost answer alone may never have been there
    const shown = staying.filter((address) => left.privateIpAddresses.includes(address));
    return [...problems, ...vSwitchProblems(shown, left, actual)];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const seconds = deadline.remaining() === 0 ? deadline.seconds : undefined;
    return explainRefusal(error, { networkInterfaceId, regionId, addresses: [], seconds });
  }
}
