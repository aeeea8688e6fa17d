import { type AddressSet, isOwned, withMark } from "../../provider/core/model";
import type { Recorded } from "./checkpoint";
import { primaryOf, SECRET, type SimulatedCloud, type Write } from "./cloud";
import type { Result, SimulatedEngine } from "./engine";
import { ENIS, FOREIGN } from "./history";
import type { Declared, Program } from "./program";

// What must hold after each step. Addresses are told as `eni address`.

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

/** What the state has without a doubt: what a resource has left to another one, that one may hold or not. */
export const knownBy = (engine: SimulatedEngine): string[] =>
  [...engine.checkpoint().values()].flatMap(({ id, outputs, pendingReplacement }) =>
    pendingReplacement === true || outputs["interrupted"] === true
      ? []
      : withMark(outputs["privateIpAddresses"] as AddressSet, "declared", "unrecorded").map(
          (address) => `${id} ${address}`,
        ),
  );

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

/** What this program makes resources with `retainOnDelete` leave behind, since it has them no more, or on another ENI. */
export const leftBehind = (program: Program, engine: SimulatedEngine, target: string | undefined): string[] =>
  [...engine.checkpoint()].flatMap(([name, { id }]) => {
    const now = nameNow(name, { program, engine, target });
    if (now !== undefined && program[now]?.networkInterfaceId === id) return [];
    return ownedBy(engine, (one, its) => its === name && one.options.retainOnDelete === true);
  });

const isOnce = (one: string, all: readonly string[]): boolean => all.indexOf(one) === all.lastIndexOf(one);

/** What one resource alone has, and declares on the same ENI: nothing that other resources do is a reason to unassign it. */
export const keptByOne = (
  program: Program,
  engine: SimulatedEngine,
  target: string | undefined,
): string[] => {
  const all = ownedBy(engine);
  return [...engine.checkpoint().keys()].flatMap((name) => {
    const declared = declaredIn(program, (_, its) => its === nameNow(name, { program, engine, target }));
    return ownedBy(engine, (_, its) => its === name).filter(
      (one) => declared.includes(one) && isOnce(one, all),
    );
  });
};

/**
 * What one resource alone has that is to move where it cannot be: to an ENI that is not there, or with its primary address. Where the provider
 * changes too, its process does not look.
 */
export const keptFromMoves = (
  program: Program,
  engine: SimulatedEngine,
  cloud: SimulatedCloud,
  target: string | undefined,
): string[] => {
  const all = ownedBy(engine);
  return [...engine.checkpoint()].flatMap(([name, { id, options }]) => {
    const declared = program[nameNow(name, { program, engine, target }) ?? ""];
    if (declared === undefined || declared.networkInterfaceId === id) return [];
    const { networkInterfaceId: to, privateIpAddresses } = declared;
    const place = ENIS.findIndex((one) => one === to);
    const canMove = cloud.isThere(to) && !privateIpAddresses.includes(primaryOf(place));
    if (canMove || options.provider !== declared.options?.provider) return [];
    // it is left behind then, or foreign to who has the ENI alone by now
    const isAlone = Object.values(program).some(
      ({ networkInterfaceId, ownership }) => networkInterfaceId === id && ownership === "exclusive",
    );
    if (options.retainOnDelete === true || isAlone) return [];
    return ownedBy(engine, (_, its) => its === name).filter((one) => isOnce(one, all));
  });
};

export const keepOnly = (names: Set<string>, isToKeep: (name: string) => boolean): void => {
  for (const name of names) if (!isToKeep(name)) names.delete(name);
};

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

/** A deletion of what leaves the code takes no longer than the state says, whatever the code said since. */
export const hasShortDeletions = (engine: SimulatedEngine): boolean =>
  [...engine.checkpoint().values()].some(({ inputs }) => inputs["timeoutSeconds"] !== 120);

export const heldIn = (cloud: SimulatedCloud): string[] =>
  ENIS.flatMap((id) => cloud.held(id).map((address) => `${id} ${address}`));

const sentIn = (writes: readonly Write[], sent: Write["action"]): string[] =>
  writes.flatMap(({ action, id, addresses }) =>
    action === sent ? addresses.map((address) => `${id} ${address}`) : [],
  );
/** What the update of this resource was told to be unassigned. */
export const unassignedInUpdate = (writes: readonly Write[], name: string): string[] =>
  unassignedIn(writes.filter(({ updated, isAnswered }) => updated === name && isAnswered));

export const unassignedIn = (writes: readonly Write[]): string[] => sentIn(writes, "unassign");

const addressIn = (one: string): string => one.split(" ")[1] ?? "";
/** What none declares. */
export const isForeign = (one: string): boolean => FOREIGN.some((address) => address === addressIn(one));

/** What an ENI holds whatever happens. */
const isPrimary = (one: string): boolean => ENIS.some((id, i) => one === `${id} ${primaryOf(i)}`);

/** Whether it is the primary address of any ENI, which to declare is a mistake. */
export const isMistaken = (one: string): boolean => ENIS.some((_, i) => one.endsWith(primaryOf(i)));

export function expectNone(
  what: string,
  found: readonly string[],
  { errors }: Pick<Result, "errors"> = { errors: [] },
): void {
  if (found.length > 0) throw new Error(`${what}: ${found.join(", ")}\nerrors: ${errors.join("\n")}`);
}

export function expectSame(what: string, found: readonly string[], expected: readonly string[]): void {
  const [own, other] = [[...found].sort().join(", "), [...expected].sort().join(", ")];
  if (own !== other) throw new Error(`${what}: ${own}\nand not: ${other}`);
}

/** Of any command: it ends in time, and shows no secret. */
export function expectInTimeAndDiscreet(result: Result, engine: SimulatedEngine): void {
  expectNone("a bound was passed", result.tooLong, result);
  const texts = JSON.stringify([result.errors, result.notes, [...engine.checkpoint().values()]]);
  if (texts.includes(SECRET)) throw new Error(`a secret is shown: ${texts}`);
}

/** What an `up` sent, and what there was to go by. */
interface Sent {
  readonly writes: readonly Write[];
  readonly previewed: Result;
  readonly result: Result;
  /** Whether it is an `up --refresh`. */
  readonly refreshes: boolean;
  /** What the preview shows; of an `up --refresh`, what the lines of the `up` itself show as well. */
  readonly shown: readonly string[];
  /** What the ENIs held before. */
  readonly held: readonly string[];
  /** What the program declares. */
  readonly wanted: readonly string[];
}

/** Nothing went that was not shown, and no primary address whatever was shown; and nothing came that is not declared. */
export function expectShown({ writes, previewed, result, refreshes, shown, held, wanted }: Sent): void {
  const [unassigned, assigned] = [sentIn(writes, "unassign"), sentIn(writes, "assign")];
  // no preview calls a deletion; what a refresh within the `up` has found, its own comparisons show; and a taker that the preview knew may come too late
  const counts = (line: string, one: string): boolean =>
    refreshes || line.includes("also unassigns") || wanted.includes(one);
  const isTold = (one: string): boolean => {
    const [id = "", address = ""] = one.split(" ");
    const told = [...previewed.notes, ...result.notes.filter((line) => counts(line, one))];
    return told.some(
      (line) => line.startsWith(`ENI ${id}:`) && /unassign.*/.exec(line)?.[0].includes(address) === true,
    );
  };
  expectNone("a primary address", unassigned.filter(isPrimary), result);
  const unshown = unassigned.filter((one) => !shown.includes(one));
  expectNone("foreign, and not shown as such", unshown.filter(isForeign), result);
  const mayGoBack = (one: string): boolean =>
    wanted.includes(one) && !held.includes(one) && cameFirst(one, writes);
  expectNone(
    "unassigned though neither the preview nor a line that counts showed it",
    unshown.filter((one) => !isTold(one) && !mayGoBack(one)),
    result,
  );
  expectNone(
    "assigned though nobody declares it",
    assigned.filter((one) => !wanted.includes(one)),
    result,
  );
}

/** Whether this very change assigned it before it was unassigned. */
const cameFirst = (one: string, writes: readonly Write[]): boolean =>
  writes.find(({ id, addresses }) => addresses.some((address) => `${id} ${address}` === one))?.action ===
  "assign";
