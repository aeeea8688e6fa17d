import * as ecs from "@alicloud/ecs20140526";
import DataLoader from "dataloader";
import { handlingOf } from "../core/answers";
import { ApiError } from "../core/errors";
import type { NetworkInterface } from "../core/model";
import type { Deadline, EniReader, LookOptions } from "../core/ports";
import type { Client } from "./client";
import { inTime, latestOf, startDeadline } from "./deadline";
import {
  type Answer,
  describeByIds,
  describeEach,
  describeWhere,
  isEni,
  MAX_IDS_PER_DESCRIBE,
} from "./describe";
import { createLookSchedule } from "./look-schedule";
import { createRecentLooks, RECENT_MS } from "./recent-looks";

/** How many primary addresses are looked up to name a holder; an error message needs no more. */
const MAX_PRIMARY_LOOKUPS = 5;

/** How long finding a holder may take: the refusal is worth telling without it. In seconds. */
const HOLDER_SECONDS = 10;

/** How many pages of 500 are read of the ENIs of a vSwitch. */
const MAX_PAGES_AHEAD = 2;

interface Wanted extends LookOptions {
  readonly id: string;
}

export interface OwnReader extends EniReader {
  /** To be called before and after each write: looks of before say nothing about the ENI any more. */
  forget(networkInterfaceId: string): void;
}

/** Reads ENIs of one region, with as few requests as the order of the looks allows. */
export function createEniReader(client: Client): OwnReader {
  const schedule = createLookSchedule();
  const recent = createRecentLooks();
  const expected = new Set<string>();
  const neighbours = createNeighbours(client);

  /** Asks for the ENIs, and in the same request for those that are expected. */
  const ask = async (ids: readonly string[], deadline: Deadline): Promise<ReadonlyMap<string, Answer>> => {
    ids.forEach((id) => expected.delete(id));
    const ahead = [...expected].slice(0, MAX_IDS_PER_DESCRIBE - ids.length);
    if (ahead.length === 0) return describeEach(client, ids, { deadline });
    ahead.forEach((id) => expected.delete(id));
    try {
      return byId(ids, await describeByIds(client, [...ids, ...ahead], { deadline }));
    } catch (error) {
      if (!(error instanceof ApiError) || handlingOf(error) === "retry") throw error;
      // one that nobody has asked for yet may be why, so from now on it goes without them
      expected.clear();
      return describeEach(client, ids, { deadline });
    }
  };

  const answerAll = async (
    wanted: readonly Wanted[],
  ): Promise<readonly (NetworkInterface | undefined | Error)[]> => {
    const deadline = latestOf(wanted.map((one) => one.deadline));
    const keep = recent.begin();
    keep(await neighbours(wanted, deadline));
    // an ENI that one wants as it is now is not answered with what another may be content with
    const fresh = new Set(wanted.filter((one) => one.recent !== true).map(({ id }) => id));
    const known = new Map(wanted.map(({ id }) => [id, fresh.has(id) ? undefined : recent.find(id)]));
    const open = [...known].filter(([, eni]) => eni === undefined).map(([id]) => id);
    const answers = open.length === 0 ? new Map<string, Answer>() : await ask(open, deadline);
    keep([...answers.values()].filter(isEni));
    return wanted.map(({ id }) => (answers.has(id) ? answers.get(id) : known.get(id)));
  };

  const answering = (wanted: readonly Wanted[]) => schedule.answering(() => answerAll(wanted));
  const loader = new DataLoader<Wanted, NetworkInterface | undefined>(answering, {
    cache: false,
    maxBatchSize: MAX_IDS_PER_DESCRIBE,
    batchScheduleFn: (send) => {
      schedule.whenDue(send);
    },
  });

  return {
    expect: (id) => {
      if (recent.find(id) === undefined) expected.add(id);
    },
    recall: (id) => recent.find(id),
    forget: (id) => {
      recent.forget(id);
    },
    during: (work) => schedule.during(work),

    look: async (id, options) => {
      const seen = options.recent === true ? recent.find(id) : undefined;
      if (seen !== undefined) return seen;
      const answer = loader.load({ id, ...options });
      schedule.join();
      return inTime(answer, options.deadline, () => timeIsUp(options.deadline));
    },

    findHolders: async (vSwitchId, addresses, { remaining }) => {
      const deadline = startDeadline(Math.min(HOLDER_SECONDS, remaining() / 1000));
      const holders = new Map<string, string>();
      const note = (enis: readonly NetworkInterface[]): void => {
        for (const eni of enis)
          for (const address of [eni.primaryPrivateIpAddress, ...eni.privateIpAddresses])
            if (addresses.includes(address)) holders.set(address, eni.networkInterfaceId);
      };
      const find = async (): Promise<typeof holders> => {
        note(await describeWhere(client, { vSwitchId, privateIpAddress: [...addresses] }, { deadline }));
        // the filter above knows secondary addresses only, and the one for primaries takes a single address
        const rest = addresses.filter((address) => !holders.has(address)).slice(0, MAX_PRIMARY_LOOKUPS);
        const found = await Promise.all(
          rest.map((primaryIpAddress) =>
            describeWhere(client, { vSwitchId, primaryIpAddress }, { deadline }),
          ),
        );
        note(found.flat());
        return holders;
      };
      return inTime(find(), deadline, () => timeIsUp(deadline));
    },

    findInstance: async (instanceId, deadline) => {
      const request = new ecs.DescribeInstancesRequest({
        regionId: client.regionId,
        instanceIds: JSON.stringify([instanceId]),
      });
      const { body } = await client.call(
        "DescribeInstances",
        (sdk, runtime) => sdk.describeInstancesWithOptions(request, runtime),
        // without, an instance of unknown status would be waited for until the time is up
        { repeatable: true, deadline, isAnswer: (reply) => reply.body?.instances !== undefined },
      );
      const instance = body?.instances?.instance?.[0];
      return instance === undefined ? undefined : { instanceId, status: instance.status ?? "" };
    },
  };
}

/**
 * The ENIs of one stack are mostly neighbours. Pulumi names those of a refresh a few at a time, so from the second
 * request on, all ENIs of their vSwitches are read; a small stack never gets there.
 */
function createNeighbours(
  client: Client,
): (wanted: readonly Wanted[], deadline: Deadline) => Promise<NetworkInterface[]> {
  const readAt = new Map<string, number>();
  let isFirst = true;
  return async (wanted, deadline) => {
    const ids = new Set(wanted.flatMap(({ recent, vSwitchId }) => (recent === true && vSwitchId) || []));
    if (ids.size === 0) return [];
    if (isFirst) {
      isFirst = false;
      return [];
    }
    const now = performance.now();
    const due = [...ids].filter((id) => now - (readAt.get(id) ?? -Infinity) > RECENT_MS);
    due.forEach((id) => readAt.set(id, now));
    const found = await Promise.allSettled(
      due.map((vSwitchId) => describeWhere(client, { vSwitchId }, { deadline, maxPages: MAX_PAGES_AHEAD })),
    );
    // where that is denied, each ENI is asked for all the same
    return found.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  };
}

function byId(ids: readonly string[], enis: readonly NetworkInterface[]): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    ...ids.map((id) => [id, undefined] as const),
    ...enis.map((eni) => [eni.networkInterfaceId, eni] as const),
  ]);
}

function timeIsUp({ seconds }: Deadline): ApiError {
  const why = `it was throttled or not answered for ${seconds} s`;
  return new ApiError("DescribeNetworkInterfaces", "TimeIsUp", why, { outcomeUnknown: false });
}
