import fc from "fast-check";
import { FIELD_ENTRIES } from "../../provider/core/fields";

// Whatever a program may declare, also where its types are not looked at.

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
});
export const almostAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.nat(40)).map(([address, bits]) => `${address}/${bits}`),
  fc.string(),
);
export const value = fc.oneof(
  anything,
  almostAddress,
  fc.array(almostAddress, { maxLength: 40 }),
  fc.double(),
  fc.integer(),
);
export const names = FIELD_ENTRIES.map(([name]) => name);

const inputs = <T>(values: fc.Arbitrary<T>) =>
  fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), values, { maxKeys: 8 });

/** Inputs with values of all kinds, under the names of ours and others. */
export const declarations = inputs(value);
/** As they come to a hook: over a wire that takes nothing but JSON. */
export const handedOver = inputs(
  fc.oneof(fc.jsonValue(), almostAddress, fc.array(almostAddress), fc.integer()),
);
