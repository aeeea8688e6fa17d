import { ApiError } from "../core/errors";
import { refusalOf } from "../core/explain";
import { type NetworkInterface, ownedOf } from "../core/model";
import { stateAfterRefresh } from "../core/record";
import type { State } from "../core/state";
import { startDeadline } from "../ecs/deadline";
import { believeGone } from "./gone";
import { lookAgainWhile } from "./look-again";
import type { ProviderProcess } from "./process";

function lacksOwned({ privateIpAddresses }: State, actual: NetworkInterface): boolean {
  return ownedOf(privateIpAddresses).some((address) => !actual.privateIpAddresses.includes(address));
}

/** What a refresh finds; undefined when the ENI is gone. */
export async function refresh(before: State, process: ProviderProcess): Promise<State | undefined> {
  const deadline = startDeadline(before.timeoutSeconds);
  const { networkInterfaceId: id, regionId, vSwitchId } = before;
  const api = await process.apiOf(regionId, deadline);
  const look = async (): Promise<State | undefined> => {
    const first = await api.reader.look(id, { deadline, recent: true, vSwitchId });
    const actual = await lookAgainWhile(
      // before it forgets what one does not show
      (seen) => seen !== undefined && lacksOwned(before, seen),
      first,
      () => api.reader.look(id, { deadline, vSwitchId }),
      { pace: process.effects.pace, deadline },
    );
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
