import fc from "fast-check";
import { checkInputs } from "../../provider/core/check";
import { FIELD_ENTRIES } from "../../provider/core/fields";

// Whatever a program declares, also where its types are not looked at.

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
});
const almostAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.nat(40)).map(([address, bits]) => `${address}/${bits}`),
  fc.string(),
);
const value = fc.oneof(
  anything,
  almostAddress,
  fc.array(almostAddress, { maxLength: 40 }),
  fc.double(),
  fc.integer(),
);
const names = FIELD_ENTRIES.map(([name]) => name);
const good = {
  ...{ networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"], regionId: "cn-hangzhou" },
};

it("is checked without an exception, every time", () => {
  const declared = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value, { maxKeys: 8 });
  fc.assert(
    fc.property(declared, fc.option(fc.string(), { nil: undefined }), (inputs, region) => {
      for (const problem of checkInputs(inputs, region).problems) expect(problem).toMatch(/\S/);
    }),
    { numRuns: 10_000 },
  );
});

it("is refused in words that name the input, or the address", () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), value, (name, wrong) => {
      for (const problem of checkInputs({ ...good, [name]: wrong }, undefined).problems)
        expect(problem).toMatch(
          name === "privateIpAddresses" ? /privateIpAddresses|IPv[46]|declared|list it once|one ENI/ : name,
        );
    }),
    { numRuns: 10_000 },
  );
});
