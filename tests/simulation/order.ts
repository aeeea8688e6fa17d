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

/** What depends on another one goes before it. */
export async function removeAll(
  gone: ReadonlyMap<string, Recorded>,
  remove: (name: string, olds: Recorded) => Promise<void>,
): Promise<void> {
  const going = new Map<string, Promise<void>>();
  // with targets, two can come to depend on each other
  const after = (name: string, path: readonly string[]): Promise<void>[] =>
    [...gone].flatMap(([other, { options }]) =>
      options.dependsOn?.includes(name) === true && !path.includes(other) ? [go(other, path)] : [],
    );
  const go = (name: string, path: readonly string[] = []): Promise<void> => {
    const begun = going.get(name) ?? goNow(name, [...path, name]);
    going.set(name, begun);
    return begun;
  };
  const goNow = async (name: string, path: readonly string[]): Promise<void> => {
    await Promise.all(after(name, path));
    await remove(name, gone.get(name) as Recorded);
  };
  await Promise.all([...gone.keys()].map((name) => go(name)));
}
