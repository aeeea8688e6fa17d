import fc from "fast-check";
import { isIPv4 } from "node:net";
import { checkInputs } from "../../provider/core/check";
import {
  almostAddress,
  declarations,
  expectNamed,
  isName,
  mustBe,
  names,
  shows,
  value,
} from "../helpers/declarations";

// Whatever a program declares, also where its types are not looked at.

const good = {
  ...{ networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"], regionId: "cn-hangzhou" },
};

it("is checked without an exception, every time, and each refusal tells what it is about", () => {
  fc.assert(
    fc.property(declarations, fc.option(fc.string(), { nil: undefined }), (inputs, region) => {
      const { problems } = checkInputs(inputs, region);
      for (const problem of problems) expectNamed(problem, inputs);
      const others = Object.keys(inputs).filter((key) => inputs[key] !== null && !isName(key));
      const isRefused = (key: string) => problems.some((one) => one.startsWith(`"${key}" is not an input; `));
      if (!others.every(isRefused)) throw new Error(`not all of ${others.join(", ")} are refused`);
    }),
    { numRuns: 10_000 },
  );
});

it("is refused where it cannot be meant", () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...names), value, (name, wrong) => {
      // nothing is as if it were not there
      fc.pre(wrong !== null && wrong !== undefined && !mustBe[name](wrong));
      refused++;
      expect(checkInputs({ ...good, [name]: wrong }, undefined).problems).not.toEqual([]);
    }),
    { numRuns: 10_000 },
  );
  expect(refused).toBeGreaterThan(1_000);
});

it("is told with each address that is none", () => {
  fc.assert(
    fc.property(fc.uniqueArray(almostAddress, { minLength: 1, maxLength: 10 }), (list) => {
      const { problems } = checkInputs({ ...good, privateIpAddresses: list }, undefined);
      for (const address of list.filter((one) => !isIPv4(one)))
        expect({ address, isTold: problems.some((one) => shows(one, address)) }).toEqual({
          address,
          isTold: true,
        });
    }),
    { numRuns: 1_000 },
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
