import type { SimulatedEngine } from "./engine";
import type { Step } from "./history";
import type { Declared, Program } from "./program";
import { declaredIn, hadBefore, isForeign, ownedBy } from "./readings";

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
  return Object.keys(program).length <= parallel && isThere && Object.values(program).every(isPlain);
}

/** Which addresses a refusal says to be somebody else's, as `eni address`. */
function theirsIn(error: string): string[] {
  const [, own = ""] = / ENI ([\w-]+):/.exec(error) ?? [];
  const [, there] = /it already holds ([\d., ]+), which/.exec(error) ?? [];
  const elsewhere = [...error.matchAll(/([\d.]+) is held by ENI ([\w-]+)/g)];
  return [
    ...(there?.split(", ") ?? []).map((address) => `${own} ${address}`),
    ...elsewhere.map(([, address = "", holder = ""]) => `${holder} ${address}`),
  ];
}

/** Which of its own a resource that is to be replaced says to be another one's to take, as `eni address`. */
function untakenIn(error: string): string[] {
  const [, id, there] =
    / ENI ([\w-]+):.*?([\d., ]+) stays with this resource, which is to be replaced/s.exec(error) ?? [];
  return (there?.trim().split(", ") ?? []).map((address) => `${id} ${address}`);
}

/** What a refusal is held against. */
interface Known {
  /** The name in the program of what a refusal names: the deletion of what an alias renames has its name from before. */
  readonly nameInProgram: (name: string) => string;
  /** What all resources had, or this one. */
  readonly had: (name?: string) => readonly string[];
  /** What all but this one declare. */
  readonly declaredBeside: (name: string) => readonly string[];
}

/** @param program What it declares in effect. */
export function knownBefore(program: Program, engine: SimulatedEngine): Known {
  const all = ownedBy(engine);
  const own = hadBefore(program, engine);
  const nameInProgram = (name: string): string => own.find(({ before }) => before === name)?.name ?? name;
  return {
    nameInProgram,
    had: (name) =>
      name === undefined ? all : own.flatMap((one) => (one.name === nameInProgram(name) ? one.had : [])),
    declaredBeside: (name) => declaredIn(program, (_, its) => its !== nameInProgram(name)),
  };
}

/** Whether what it names was another's, or foreign; or is its own, and another's by what the program declares. */
function isTrue(error: string, { had, declaredBeside }: Known): boolean {
  const [theirs, untaken] = [theirsIn(error), untakenIn(error)];
  const name = nameIn(error);
  return (
    theirs.length + untaken.length > 0 &&
    theirs.every((one) => had().includes(one) || isForeign(one)) &&
    untaken.every((one) => had(name).includes(one) && declaredBeside(name).includes(one))
  );
}

/**
 * @param waits Whether a taker waits for its giver: where it is refused, that one has been.
 * @param known What a refusal that asks for two steps is held against.
 */
export function unexpectedIn(errors: readonly string[], waits: boolean, known?: Known): string[] {
  const isKnown = (error: string): boolean => known === undefined || isTrue(error, known);
  const isFirst = (error: string): boolean =>
    inTwoSteps.test(error) && isKnown(error) && !(waits && isTaker(error));
  const follows = (error: string): boolean => (isTaker(error) ? isKnown(error) : consequence.test(error));
  return errors.filter((error) => !isFirst(error) && !(follows(error) && errors.some(isFirst)));
}

/** Whether an error says to run `pulumi refresh` before anything else. */
export const asksForRefresh = (errors: readonly string[]): boolean =>
  errors.some((error) => error.includes("run `pulumi refresh`, then"));

export const nameIn = (error: string): string => error.split(": ")[0] ?? "";

/** The names, as the program has them, of those that are refused in this step, and are to come in a later one. */
export const refusedIn = (errors: readonly string[], { nameInProgram }: Known): string[] =>
  errors
    .filter((error) => inTwoSteps.test(error) || consequence.test(error))
    .map((error) => nameInProgram(nameIn(error)));
