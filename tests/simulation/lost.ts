import type { Result, SimulatedEngine } from "./engine";
import type { Step } from "./history";
import { isAllChecked, type Program } from "./program";
import { declaredIn, ownedBy } from "./readings";

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
  /** Before it. */
  readonly wereOwned: Owners;
}

/**
 * What a kill, a target or few steps at a time may lose, and what has a giver or a taker that failed, or a taker that Pulumi comes to
 * after the giver; and what nobody declares, which other owners are yet to let go.
 */
export function losableIn(
  program: Program,
  { killed, errors }: Pick<Result, "killed" | "errors">,
  { engine, step, wereOwned }: About,
): (one: string) => boolean {
  const failed = errors.map((error) => error.split(": ")[0] ?? "");
  const late = declaredIn(program, ({ options }) => options?.dependsOn !== undefined);
  const areOwned = ownersOf(engine);
  const declarersOf: Owners = (one) =>
    Object.keys(program).filter((name) => declaredIn(program, (_, its) => its === name).includes(one));
  return (one) =>
    killed ||
    step.target !== undefined ||
    !isAllChecked(program, step) ||
    late.includes(one) ||
    declarersOf(one).length === 0 ||
    [...wereOwned(one), ...areOwned(one), ...declarersOf(one)].some((name) => failed.includes(name));
}
