import type { SimulatedEngine } from "./engine";
import type { Step } from "./history";
import type { Declared, Program } from "./program";
import { isForeign } from "./promises";

// What an `up` may fail with though nothing stands against it, and what follows from that.

/** Refused in one step, since Pulumi comes to what would have to be first only after that: it is done in two. */
const inTwoSteps = /apply that first|rename it first|is to be replaced/;

/** What such a refusal brings about: a resource that is deleted keeps what the refused one was to take. */
const consequence = /has failed to take it over/;

const isTaker = (error: string): boolean => error.includes("apply that first");

/** Whether Pulumi comes to each giver without waiting for its taker, and in the same process, so that the taker waits for it. */
export function comesToGivers(
  program: Program,
  engine: SimulatedEngine,
  { parallel }: Pick<Step, "parallel">,
): boolean {
  const isPlain = ({ options: { dependsOn, provider } = {} }: Pick<Declared, "options">): boolean =>
    dependsOn === undefined && provider === undefined;
  const before = [...engine.checkpoint()];
  const isThere = before.every(([name, recorded]) => name in program && isPlain(recorded));
  return parallel > 1 && isThere && Object.values(program).every(isPlain);
}

/** Which addresses a refusal says to be somebody else's, as `eni address`. */
function theirsIn(error: string): string[] {
  const [, id, there = ""] = /ENI (\S+): it already holds ([\d., ]+), which/.exec(error) ?? [];
  const elsewhere = [...error.matchAll(/([\d.]+) is held by ENI ([\w-]+)/g)];
  return [
    ...there.split(", ").flatMap((address) => (id === undefined ? [] : [`${id} ${address}`])),
    ...elsewhere.map(([, address = "", holder = ""]) => `${holder} ${address}`),
  ];
}

/**
 * @param waits Whether a taker waits for its giver: where it is refused, that one has been.
 * @param before What resources had: what a refusal says to be somebody else's is one of these, or foreign. Unknown after a kill.
 */
export function unexpectedIn(
  errors: readonly string[],
  waits: boolean,
  before?: readonly string[],
): string[] {
  const isTrue = (error: string): boolean =>
    before === undefined || theirsIn(error).every((one) => before.includes(one) || isForeign(one));
  const isFirst = (error: string): boolean =>
    inTwoSteps.test(error) && isTrue(error) && !(waits && isTaker(error));
  const follows = (error: string): boolean => isTaker(error) || consequence.test(error);
  return errors.filter((error) => !isFirst(error) && !(follows(error) && errors.some(isFirst)));
}

/** The names of those that are refused in this step, and are to come in a later one. */
export const refusedIn = (errors: readonly string[]): string[] =>
  errors
    .filter((error) => inTwoSteps.test(error) || consequence.test(error))
    .map((error) => error.split(": ")[0] ?? "");
