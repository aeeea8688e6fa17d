import { setTimeout as pause } from "node:timers/promises";
import { ExponentialBackoff, type IBackoff } from "cockatiel";
import { ApiError } from "../core/errors";
import { refusalOf } from "../core/explain";
import { type NetworkInterface, ownedOf } from "../core/model";
import { stateAfterRefresh } from "../core/record";
import type { State } from "../core/state";
import { startDeadline } from "../ecs/deadline";
import { believeGone } from "./gone";
import type { ProviderProcess } from "./process";

/** How many looks more a refresh takes, some 0.5 and 1 s apart, if there is time for them, before it forgets what one does not show: looks may lag. */
const MORE_LOOKS = 2;

/** How long an answer may take, in milliseconds: a call gets so long at the least. */
const ANSWER_MS = 3_000;

function lacksOwned({ privateIpAddresses }: State, actual: NetworkInterface): boolean {
  return ownedOf(privateIpAddresses).some((address) => !actual.privateIpAddresses.includes(address));
}

/** What a refresh finds; undefined when the ENI is gone. */
export async function refresh(before: State, process: ProviderProcess): Promise<State | undefined> {
  const deadline = startDeadline(before.timeoutSeconds);
  const { networkInterfaceId: id, regionId, vSwitchId } = before;
  const api = await process.apiOf(regionId, deadline);
  const look = async (): Promise<State | undefined> => {
    let actual = await api.reader.look(id, { deadline, recent: true, vSwitchId });
    let backoff: IBackoff<unknown> = new ExponentialBackoff(process.effects.pace).next();
    for (let again = 0; again < MORE_LOOKS && actual !== undefined && lacksOwned(before, actual); again++) {
      // one look is an answer, and none may come in time
      if (backoff.duration + ANSWER_MS >= deadline.remaining()) break;
      await pause(backoff.duration);
      backoff = backoff.next(undefined);
      actual = await api.reader.look(id, { deadline, vSwitchId });
    }
    return actual && stateAfterRefresh(before, actual);
  };
  const after = await api.reader.during(look).catch((error: unknown) => {
    throw error instanceof ApiError
      ? refusalOf(error, {
          networkInterfaceId: id,
          regionId,
          addresses: [],
          seconds: deadline.remaining() === 0 ? deadline.seconds : undefined,
        })
      : error;
  });
  if (after === undefined) await believeGone(before, api, deadline, process);
  return after;
}
