import type { AddressSet } from "../../provider/core/model";
import type { Recorded } from "./checkpoint";
import type { SimulatedEngine } from "./engine";
import type { Declared, Options, Program } from "./program";

// What a program comes to beside the state there is.

const setOf = (outputs: Readonly<Record<string, unknown>>): AddressSet =>
  outputs["privateIpAddresses"] as AddressSet;

/**
 * What a program declares once `ignoreChanges` is heeded, which holds for no replacement. Where two resources would come to declare one address by that, which the
 * class cannot see, the program is taken without it.
 */
export function inEffect(
  written: Program,
  engine: SimulatedEngine,
): { program: Program; effective: Program } {
  const checkpoint = engine.checkpoint();
  // what such a resource ignored counts as declared, though Pulumi creates it without (docs/hand-overs.md)
  const recordedOf = (name: string, { options: { aliases = [] } = {} }: Declared): Recorded | undefined =>
    checkpoint.get(name) ?? checkpoint.get(aliases[0] ?? "");
  const program = mapValues(written, (declared, name) =>
    recordedOf(name, declared)?.pendingReplacement === true
      ? withoutOptions("ignoreChanges")(declared)
      : declared,
  );
  const effective = mapValues(program, (declared, name) => {
    const { options: { ignoreChanges } = {} } = declared;
    const before = recordedOf(name, declared);
    const isReplaced = before?.id !== declared.networkInterfaceId;
    if (ignoreChanges === undefined || before === undefined || isReplaced) return declared;
    const inputs = setOf(before.inputs);
    return {
      ...declared,
      privateIpAddresses: Object.keys(inputs).filter((one) => inputs[one] === "declared"),
    };
  });
  const all = Object.values(effective).flatMap(({ privateIpAddresses }) => privateIpAddresses);
  if (new Set(all).size === all.length) return { program, effective };
  const heeded = mapValues(program, withoutOptions("ignoreChanges"));
  return { program: heeded, effective: heeded };
}

export const mapValues = (
  program: Program,
  change: (declared: Declared, name: string) => Declared,
): Program =>
  Object.fromEntries(Object.entries(program).map(([name, declared]) => [name, change(declared, name)]));

export const withoutOptions =
  (...names: readonly (keyof Options)[]) =>
  ({ options = {}, ...declared }: Declared): Declared => ({
    ...declared,
    options: Object.fromEntries(
      Object.entries(options).filter(([name]) => !names.includes(name as keyof Options)),
    ),
  });
