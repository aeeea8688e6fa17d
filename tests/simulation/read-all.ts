import { asJson, type Checkpoint, type Properties, type Recorded, withShim } from "./checkpoint";
import type { Phase } from "./phase";
import type { Outcome } from "./run";

// What a refresh reads.

interface Read {
  readonly id?: string;
  readonly props?: Properties;
  readonly inputs?: Properties;
}

/** Reads all resources side by side, and compares what is found with the inputs of before, which it shows. */
export async function readAll(
  checkpoint: Checkpoint,
  { hooksOf, isAlive }: Phase,
  target?: string,
): Promise<Pick<Outcome, "errors" | "called">> {
  const [errors, called]: [string[], string[]] = [[], []];
  const read = async (name: string, olds: Recorded): Promise<void> => {
    const hooks = await hooksOf(olds.options.provider);
    called.push(`read ${name}`);
    const { id, props, inputs: own } = (await hooks.read(olds.id, asJson(olds.outputs))) as Read;
    if (!isAlive()) return;
    if (id === undefined || props === undefined) {
      checkpoint.delete(name);
      return;
    }
    const [inputs, outputs] = [withShim(own ?? olds.inputs), withShim(props)];
    called.push(`diff ${name}`);
    await hooks.diff(id, asJson(outputs), asJson(olds.inputs));
    if (isAlive()) checkpoint.set(name, asJson({ id, options: olds.options, inputs, outputs }));
  };
  const reads = [...checkpoint]
    .filter(([name, olds]) => olds.pendingReplacement !== true && (target ?? name) === name)
    .map(([name, olds]) =>
      read(name, olds).catch((error: unknown) => errors.push(`${name}: ${(error as Error).message}`)),
    );
  await Promise.all(reads);
  return { errors, called };
}
