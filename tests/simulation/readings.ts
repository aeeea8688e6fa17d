import { FIELDS } from "../../provider/core/fields";
import { type AddressSet, isOwned, withMark } from "../../provider/core/model";
import type { Recorded } from "./checkpoint";
import type { SimulatedCloud, Write } from "./cloud";
import { primaryOf } from "./enis";
import type { SimulatedEngine } from "./engine";
import { ENIS, FOREIGN } from "./history";
import type { Declared, Program } from "./program";
import type { Operation } from "./under-way";

// What states, programs, ENIs and writes say. Addresses are told as `eni address`.

/** What the state has of these resources. */
export const ownedBy = (
  engine: SimulatedEngine,
  isOf: (recorded: Recorded, name: string) => boolean = () => true,
): string[] =>
  [...engine.checkpoint()]
    .filter(([name, recorded]) => recorded.pendingReplacement !== true && isOf(recorded, name))
    .flatMap(([, { id, outputs }]) =>
      Object.entries(outputs["privateIpAddresses"] as AddressSet).flatMap(([address, mark]) =>
        isOwned(mark) ? [`${id} ${address}`] : [],
      ),
    );

/** What resources had that were replaced half-way: Pulumi deletes them once more. */
export const halfReplaced = (engine: SimulatedEngine): string[] =>
  [...engine.checkpoint().values()].flatMap(({ id, outputs, pendingReplacement }) =>
    pendingReplacement === true
      ? Object.keys(outputs["privateIpAddresses"] as AddressSet).map((address) => `${id} ${address}`)
      : [],
  );

/** What the state says that these resources have, but for what they have left to another one: that one may hold it or not. */
export const claimedBy = (
  engine: SimulatedEngine,
  isOf: (recorded: Recorded, name: string) => boolean,
): string[] =>
  [...engine.checkpoint()].flatMap(([name, recorded]) =>
    recorded.pendingReplacement === true || !isOf(recorded, name)
      ? []
      : withMark(recorded.outputs["privateIpAddresses"] as AddressSet, "declared", "unrecorded").map(
          (address) => `${recorded.id} ${address}`,
        ),
  );

/** Whether the last change of it failed half-way. */
export const isInterrupted = ({ outputs }: Recorded): boolean => outputs["interrupted"] === true;

/** What the state has without a doubt. */
export const knownBy = (engine: SimulatedEngine): string[] =>
  claimedBy(engine, (recorded) => !isInterrupted(recorded));

/** The name that a resource has in the program: an alias counts for one that is new, and that a target does not leave out. */
export const nameNow = (
  before: string,
  { program, engine, target }: { program: Program; engine: SimulatedEngine; target: string | undefined },
): string | undefined =>
  before in program
    ? before
    : Object.entries(program).find(
        ([name, { options }]) =>
          options?.aliases?.includes(before) === true &&
          !engine.checkpoint().has(name) &&
          (target ?? name) === name,
      )?.[0];

/** What each resource had, with the name that it has in the program, or else its name from before. */
export const hadBefore = (program: Program, engine: SimulatedEngine) =>
  [...engine.checkpoint()].map(([before, { id }]) => ({
    ...{ before, id, had: ownedBy(engine, (_, its) => its === before) },
    name: nameNow(before, { program, engine, target: undefined }) ?? before,
  }));

/** What these resources of a program declare. */
export const declaredIn = (
  program: Program,
  by: (declared: Declared, name: string) => boolean = () => true,
): string[] =>
  Object.entries(program)
    .filter(([name, declared]) => by(declared, name))
    .flatMap(([, { networkInterfaceId, privateIpAddresses }]) =>
      privateIpAddresses.map((address) => `${networkInterfaceId} ${address}`),
    );

/** What a program declares that is on another ENI by the state. */
export const movesIn = (program: Program, engine: SimulatedEngine): string[] => {
  const owned = ownedBy(engine);
  const isOwned = (one: string): boolean => owned.some((had) => addressIn(had) === addressIn(one));
  return declaredIn(program).filter((one) => !owned.includes(one) && isOwned(one));
};

/** Whether any resource comes under another provider. */
export const changesProvider = (program: Program, engine: SimulatedEngine): boolean =>
  [...engine.checkpoint()].some(([before, { options }]) => {
    const name = nameNow(before, { program, engine, target: undefined });
    return name !== undefined && program[name]?.options?.provider !== options.provider;
  });

/** A deletion of what leaves the code takes no longer than the state says, whatever the code said since. */
export const hasShortDeletions = (engine: SimulatedEngine): boolean =>
  [...engine.checkpoint().values()].some(
    ({ inputs }) => inputs["timeoutSeconds"] !== FIELDS.timeoutSeconds.default,
  );

export const heldIn = (cloud: SimulatedCloud): string[] =>
  ENIS.flatMap((id) => cloud.held(id).map((address) => `${id} ${address}`));

export const sentIn = (writes: readonly Write[], sent: Write["action"]): string[] =>
  writes.flatMap(({ action, id, addresses }) =>
    action === sent ? addresses.map((address) => `${id} ${address}`) : [],
  );

/** What the update of this resource was told to be unassigned. */
export const unassignedInUpdate = (writes: readonly Write[], name: string): string[] =>
  unassignedIn(writes.filter((sent) => isBy(sent, "update", name) && sent.isAnswered));

/** What the deletion of this resource has unassigned, told or not. */
export const goneByDeletion = (writes: readonly Write[], name: string): string[] =>
  writes
    .filter((sent) => isBy(sent, "delete", name) && sent.action === "unassign")
    .flatMap(({ id, done }) => done.map((address) => `${id} ${address}`));

const isBy = ({ by }: Write, operation: Operation, resource: string): boolean =>
  by.operation === operation && by.resource === resource;

export const unassignedIn = (writes: readonly Write[]): string[] => sentIn(writes, "unassign");

const addressIn = (one: string): string => one.split(" ")[1] ?? "";

/** What none declares. */
export const isForeign = (one: string): boolean => FOREIGN.some((address) => address === addressIn(one));

/** What an ENI holds whatever happens. */
export const isPrimary = (one: string): boolean => ENIS.some((id, i) => one === `${id} ${primaryOf(i)}`);

/** Whether it is the primary address of any ENI, which to declare is a mistake. */
export const isMistaken = (one: string): boolean => ENIS.some((_, i) => one.endsWith(primaryOf(i)));

/** Addresses as the provider lists them. */
export const LIST = String.raw`[\d.]+(?:, [\d.]+)*`;

export const eachOf = (id: string, list: string | undefined): string[] =>
  list?.split(", ").map((address) => `${id} ${address}`) ?? [];
