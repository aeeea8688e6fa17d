import type { SimulatedCloud } from "./cloud";
import type { SimulatedEngine } from "./engine";
import { primaryOf } from "./enis";
import { ENIS, type Step } from "./history";
import { isAllChecked, type Program } from "./program";
import { declaredIn, halfReplaced, nameNow, ownedBy } from "./readings";

// What an `up` may not unassign, and what it may leave without an owner, by the program and the state before it. Addresses are told as `eni address`.

/** What this program makes resources with `retainOnDelete` leave behind, since it has them no more, or on another ENI. */
export const leftBehind = (program: Program, engine: SimulatedEngine, target: string | undefined): string[] =>
  [...engine.checkpoint()].flatMap(([name, { id }]) => {
    const now = nameNow(name, { program, engine, target });
    if (now !== undefined && program[now]?.networkInterfaceId === id) return [];
    return ownedBy(engine, (one, its) => its === name && one.options.retainOnDelete === true);
  });

const isOnce = (one: string, all: readonly string[]): boolean => all.indexOf(one) === all.lastIndexOf(one);

/**
 * What one resource alone has, and declares on the same ENI: nothing that other resources do is a reason to unassign it. Where a target leaves it
 * out, what was replaced half-way, and had the same, is deleted all the same.
 */
export const keptByOne = (
  program: Program,
  engine: SimulatedEngine,
  target: string | undefined,
): string[] => {
  const all = [...ownedBy(engine), ...(target === undefined ? [] : halfReplaced(engine))];
  return [...engine.checkpoint().keys()].flatMap((name) => {
    const declared = declaredIn(program, (_, its) => its === nameNow(name, { program, engine, target }));
    return ownedBy(engine, (_, its) => its === name).filter(
      (one) => declared.includes(one) && isOnce(one, all),
    );
  });
};

/**
 * What one resource alone has, and no half of a replacement had, that is to move where it cannot be: to an ENI that is not there, or with its
 * primary address. Where the provider changes too, its process does not look.
 */
export const keptFromMoves = (
  program: Program,
  engine: SimulatedEngine,
  cloud: SimulatedCloud,
  target: string | undefined,
): string[] => {
  const all = [...ownedBy(engine), ...halfReplaced(engine)];
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

/**
 * What stays in the code, of which Pulumi tells in time: it says nothing of what a target leaves out or what waits for others, and may come to a
 * taker after the giver where few steps run at a time.
 */
export const keptInCode = (
  program: Program,
  engine: SimulatedEngine,
  step: Pick<Step, "parallel" | "target">,
): string[] => {
  if (step.target !== undefined || !isAllChecked(program, step)) return [];
  const early = declaredIn(program, ({ options }) => options?.dependsOn === undefined);
  return ownedBy(engine).filter((one) => early.includes(one));
};
