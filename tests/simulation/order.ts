import type { Recorded } from "./checkpoint";
import type { Phase } from "./phase";
import type { Program, Provider } from "./program";

// Which resource comes when: those that are declared, and those that go.

interface UnderWay {
  readonly hooksOf: Phase["hooksOf"];
  /** The steps that run. */
  readonly running: ReadonlyMap<string, Promise<void>>;
  /** What depends on one of these comes not at all, and is one of them then. */
  readonly failed: Set<string>;
}

/** A program registers one after the other, but what depends on others once those are done, or not at all. */
export async function* inOrder(
  program: Program,
  { hooksOf, running, failed }: UnderWay,
): AsyncGenerator<string> {
  const waiting = new Map(
    Object.entries(program).map(([name, { options }]) => [name, options?.dependsOn ?? []]),
  );
  const isDone = (name: string): boolean => !waiting.has(name) && !running.has(name);
  const providerOf = (name: string): Provider => program[name]?.options?.provider ?? "default";
  // what names a provider comes when its process has started
  const starting = new Map<Provider, Promise<unknown>>();
  for (const provider of new Set([...waiting.keys()].map(providerOf)))
    starting.set(
      provider,
      hooksOf(provider).then(() => starting.delete(provider)),
    );
  while (waiting.size > 0) {
    const ready = [...waiting].find(
      ([name, others]) => !starting.has(providerOf(name)) && others.every(isDone),
    );
    if (ready === undefined) {
      await Promise.race([...running.values(), ...starting.values()]);
      continue;
    }
    const [name, others] = ready;
    waiting.delete(name);
    if (others.some((other) => failed.has(other))) failed.add(name);
    else yield name;
  }
}

/** What a target leaves out, no provider checks: the engine is through with it before the target has been checked. */
export function lastOfAll(target: string | undefined, program: Program): Program {
  const { [target ?? ""]: declared, ...others } = program;
  return target === undefined || declared === undefined ? program : { ...others, [target]: declared };
}

/**
 * What a target leaves out is copied, after all that it depends on by the state. If the program comes to one of these later, since it depends on
 * it no more, Pulumi takes that for a duplicate, and ends (https://github.com/pulumi/pulumi/issues/24303).
 */
export function copyDependencies(
  name: string,
  before: ReadonlyMap<string, Recorded>,
  come: Set<string>,
): void {
  for (const other of before.get(name)?.options.dependsOn ?? []) {
    if (come.has(other) || !before.has(other)) continue;
    come.add(other);
    copyDependencies(other, before, come);
  }
}

/** What goes together: what depends on another one that goes too comes before that one. */
export function inChains(gone: ReadonlyMap<string, Recorded>): string[][] {
  const left = new Map(gone);
  const chains: string[][] = [];
  while (left.size > 0) {
    const needed = new Set([...left.values()].flatMap(({ options }) => options.dependsOn ?? []));
    const free = [...left.keys()].filter((name) => !needed.has(name));
    // with targets, two can come to depend on each other
    const chain = free.length > 0 ? free : [...left.keys()];
    chain.forEach((name) => left.delete(name));
    chains.push(chain);
  }
  return chains;
}

/** These, and what they depend on, and what that depends on. */
export function withDependencies(names: Iterable<string>, among: ReadonlyMap<string, Recorded>): Set<string> {
  const found = new Set(names);
  // a set goes on with what is added to it meanwhile
  for (const name of found) among.get(name)?.options.dependsOn?.forEach((other) => found.add(other));
  return found;
}
