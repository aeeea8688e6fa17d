import { ExponentialBackoff, type IBackoff } from "cockatiel";
import { type ApiError, UserError } from "../core/errors";
import { type Holder, refusalOf } from "../core/explain";
import type { UnassignLimits } from "../core/guards";
import type { Journal } from "../core/journal";
import {
  type AddressSet,
  type InputSet,
  isOwned,
  type NetworkInterface,
  type Ownership,
} from "../core/model";
import type { Deadline, EniApi } from "../core/ports";
import { reportOf } from "../core/report";
import type { Claims } from "./claims";
import type { Aside, Effects } from "./process";

/** What one ENI shall hold afterwards. Of Pulumi's state it has `recorded` and `lastUnassigned` alone. */
export interface EniChange extends UnassignLimits {
  readonly operation: "create" | "update" | "delete";
  readonly networkInterfaceId: string;
  readonly desired: InputSet;
  readonly recorded: AddressSet;
  /** What the change before this one unassigned. */
  readonly lastUnassigned: readonly string[];
  readonly ownership: Ownership;
  readonly adopt: boolean;
  /** The ENI's vSwitch, as far as it is known without a look. */
  readonly vSwitchId?: string | undefined;
}

/** What a change asks of the process it runs in. */
export interface World
  extends
    Pick<Effects, "pace" | "newClientToken" | "notify">,
    Pick<Claims, "isClaimed" | "letGo" | "wasLetGo" | "untilProgramHasTold" | "isBeingUnassigned"> {
  readonly api: EniApi;
  readonly deadline: Deadline;
  /** Whether another change of this process is to unassign it there. */
  readonly isToUnassign: (networkInterfaceId: string, address: string) => boolean;
  readonly aside: Aside;
}

/** One change under way. */
export interface Session {
  readonly change: EniChange;
  readonly world: World;
  readonly journal: Journal;
  /** The first look, with what was there already and it did not show, and the last one; undefined before it, and while none succeeded. */
  first: NetworkInterface | undefined;
  last: NetworkInterface | undefined;
  /** Assigned, and not shown yet. */
  readonly coming: Set<string>;
  /** In a call that was refused for something else, which may have assigned them all the same. */
  readonly perhapsAssigned: Set<string>;
  /** Shown by any look of this change. */
  readonly everSeen: Set<string>;
  /** The next pause, since when nothing has moved, and what it waits for: a clause that can follow "ENI eni-x: ". */
  backoff: IBackoff<unknown>;
  restingSince: number;
  waitsFor: string | undefined;
}

export function openSession(change: EniChange, world: World, journal: Journal): Session {
  return {
    change,
    world,
    journal,
    first: undefined,
    last: undefined,
    coming: new Set(),
    perhapsAssigned: new Set(),
    everSeen: new Set(),
    backoff: new ExponentialBackoff(world.pace).next(),
    restingSince: performance.now(),
    waitsFor: undefined,
  };
}

/** The ENI as it is now, or undefined when it is gone. */
export async function look(
  session: Session,
  { recent = false }: { readonly recent?: boolean } = {},
): Promise<NetworkInterface | undefined> {
  const { world, change } = session;
  const { networkInterfaceId, vSwitchId } = change;
  const { api, deadline } = world;
  const actual = await api.reader.look(networkInterfaceId, { deadline, recent, vSwitchId });
  return seen(session, actual);
}

/** The ENI as some look of the last seconds showed it, if there is one. */
export function recall(session: Session): NetworkInterface | undefined {
  const recent = session.world.api.reader.recall(session.change.networkInterfaceId);
  return recent && seen(session, recent);
}

function seen(session: Session, actual: NetworkInterface | undefined): NetworkInterface | undefined {
  session.last = actual;
  session.first ??= actual && withoutJustUnassigned(actual, session);
  for (const address of actual?.privateIpAddresses ?? []) {
    session.everSeen.add(address);
    session.coming.delete(address);
  }
  return actual;
}

/** Whether a look that shows it may be one of before it was unassigned; of an assign that follows, it proves nothing. */
export function isJustUnassigned({ change, world }: Session, address: string): boolean {
  const { networkInterfaceId, desired, recorded, lastUnassigned } = change;
  if (!(address in desired)) return false;
  // what state has was assigned after that
  const byItself = lastUnassigned.includes(address) && !isOwned(recorded[address]);
  return byItself || world.wasLetGo(networkInterfaceId, address);
}

function withoutJustUnassigned(actual: NetworkInterface, session: Session): NetworkInterface {
  const privateIpAddresses = actual.privateIpAddresses.filter(
    (address) => !isJustUnassigned(session, address),
  );
  return { ...actual, privateIpAddresses };
}

/** @throws UserError when the ENI is gone. */
export async function lookAtExisting(session: Session): Promise<NetworkInterface> {
  const actual = await look(session);
  if (actual === undefined) throw notFound(session);
  return actual;
}

export function notFound({ change, world }: Session): UserError {
  const problem =
    `it was not found in region ${world.api.regionId}; check networkInterfaceId and regionId, ` +
    "or run `pulumi refresh` if it was deleted";
  return new UserError(reportOf(change.networkInterfaceId, [problem]), "in the ENI's id");
}

/** The error of a refused call, in the user's words. */
export function refused(
  error: ApiError,
  { change, world, last }: Session,
  addresses: readonly string[] = [],
  holders?: ReadonlyMap<string, Holder>,
): UserError {
  return refusalOf(error, {
    networkInterfaceId: change.networkInterfaceId,
    regionId: world.api.regionId,
    vSwitchId: last?.vSwitchId,
    addresses,
    holders,
    seconds: world.deadline.remaining() === 0 ? world.deadline.seconds : undefined,
  });
}
