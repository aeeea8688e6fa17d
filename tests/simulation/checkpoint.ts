import type { Declared, Options, Program } from "./program";

// What the engine keeps of the resources from one run to the next, and how a program is seen beside it.

/** What a resource has, as the engine hands it to the hooks. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource as a checkpoint has it: JSON. */
export interface Recorded {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly options: Options;
  readonly initErrors?: readonly string[];
  /** Deleted, and what takes its place is not there yet: it is checked and compared, but neither read, updated nor deleted. */
  readonly pendingReplacement?: boolean;
  /**
   * Is to be deleted once more after that: what takes its place is there, and Pulumi deletes what was replaced last, unless the comparison asked
   * for it first.
   */
  readonly isCondemned?: boolean;
}

/** By the names of the resources. */
export type Checkpoint = Map<string, Recorded>;

/** Whether a deletion of it calls nothing any more. */
export const isDeleted = ({ pendingReplacement, isCondemned }: Recorded): boolean =>
  pendingReplacement === true && isCondemned !== true;

/** By which name it is there beside what has taken its place. */
export const condemnedName = (name: string): string => `${name}, replaced`;

export const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
export const withShim = (properties: object): Properties => ({ ...properties, __provider: "shim" });

/** What the engine hands to `check`: what is ignored stays as it was. */
export function propertiesOf(
  { privateIpAddresses, options = {}, ...rest }: Declared,
  olds: Recorded | undefined,
): Properties {
  const isIgnored = options.ignoreChanges?.includes("privateIpAddresses") === true && olds !== undefined;
  return withShim({
    ...rest,
    privateIpAddresses: isIgnored ? olds.inputs["privateIpAddresses"] : [...privateIpAddresses],
  });
}

/**
 * The names that resources of a program have in the checkpoint, where an alias says so: a resource that had another name before is the same one,
 * and has that name until a step of it is done; what a target leaves out keeps it.
 */
export function namesBefore(
  checkpoint: Checkpoint,
  program: Program,
  target: string | undefined,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, { options: { aliases = [] } = {} }] of Object.entries(program)) {
    if (target !== undefined && name !== target) continue;
    const before = aliases.find((alias) => checkpoint.has(alias) && !(alias in program));
    if (!checkpoint.has(name) && before !== undefined) names.set(name, before);
  }
  return names;
}

/** The addresses that leave the inputs, as `eni address`. */
export function leaving({ id, inputs }: Recorded, news: Properties = {}): string[] {
  const remaining = Object.keys(news["privateIpAddresses"] ?? {});
  return Object.keys(inputs["privateIpAddresses"] ?? {})
    .filter((address) => !remaining.includes(address))
    .map((address) => `${id} ${address}`);
}
