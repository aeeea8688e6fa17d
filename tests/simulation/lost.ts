import type { Write } from "./cloud";
import type { Result, SimulatedEngine } from "./engine";
import type { Step } from "./history";
import { isAllChecked, type Program } from "./program";
import { declaredIn, goneByDeletion, ownedBy, unassignedIn } from "./readings";
import { nameIn } from "./refusals";

// What an `up` may unassign though another resource has it in state (docs/hand-overs.md). Addresses are told as `eni address`.

/** The names of the resources that have this in state. */
export type Owners = (one: string) => string[];

export function ownersOf(engine: SimulatedEngine): Owners {
  const owned = new Map(
    [...engine.checkpoint().keys()].map((name) => [name, ownedBy(engine, (_, its) => its === name)]),
  );
  return (one) => [...owned].filter(([, its]) => its.includes(one)).map(([name]) => name);
}

interface About {
  readonly engine: SimulatedEngine;
  readonly step: Pick<Step, "parallel" | "target">;
  readonly writes: readonly Write[];
  /** Before it. */
  readonly wereOwned: Owners;
}

/**
 * What a kill loses, and what a deletion that failed has unassigned, which records nothing. And of what another resource has unassigned than the one that
 * has it in state: what Pulumi told of too late, because of a target or few steps at a time; what has a giver or a taker that failed, or a taker
 * that Pulumi comes to after the giver; and what nobody declares, which other owners are yet to let go.
 */
export function losableIn(
  program: Program,
  { killed, errors }: Pick<Result, "killed" | "errors">,
  { engine, step, writes, wereOwned }: About,
): (one: string) => boolean {
  const failed = errors.map(nameIn);
  const late = declaredIn(program, ({ options }) => options?.dependsOn !== undefined);
  const areOwned = ownersOf(engine);
  const declarersOf: Owners = (one) =>
    Object.keys(program).filter((name) => declaredIn(program, (_, its) => its === name).includes(one));
  const isToldLate = (one: string): boolean =>
    step.target !== undefined || !isAllChecked(program, step) || late.includes(one);
  const isYetToGo = (one: string): boolean => declarersOf(one).length === 0;
  const isOfFailed = (one: string): boolean =>
    [...wereOwned(one), ...areOwned(one), ...declarersOf(one)].some((name) => failed.includes(name));
  const wentByDeletion = (one: string): boolean =>
    areOwned(one).some((name) => failed.includes(name) && goneByDeletion(writes, name).includes(one));
  const sendersOf: Owners = (one) =>
    writes.filter((sent) => unassignedIn([sent]).includes(one)).map(({ by }) => by.resource ?? "");
  const wentByAnother = (one: string): boolean =>
    areOwned(one).some((name) => sendersOf(one).some((sender) => sender !== name));
  return (one) =>
    killed ||
    wentByDeletion(one) ||
    (wentByAnother(one) && (isToldLate(one) || isYetToGo(one) || isOfFailed(one)));
}
