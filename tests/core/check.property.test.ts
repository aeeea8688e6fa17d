import fc from "fast-check";
import { isIPv4 } from "node:net";
import { checkInputs } from "../../provider/core/check";
import type { FieldName } from "../../provider/core/fields";
import { almostAddress, declarations, expectNamed, names, shows, value } from "../helpers/declarations";

// Whatever a program declares, also where its types are not looked at.

const good = {
  ...{ networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"], regionId: "cn-hangzhou" },
};

it("is checked without an exception, every time, and each refusal tells what it is about", () => {
  fc.assert(
    fc.property(declarations, fc.option(fc.string(), { nil: undefined }), (inputs, region) => {
      for (const problem of checkInputs(inputs, region).problems) expectNamed(problem, inputs);
    }),
    { numRuns: 10_000 },
  );
});

const isOneOf =
  (...texts: readonly unknown[]) =>
  (one: unknown) =>
    texts.includes(one);
const isFrom =
  (least: number, most = Infinity) =>
  (one: unknown) =>
    Number.isInteger(one) && Number(one) >= least && Number(one) <= most;
/** What a value must be at the least, told without a line of the product. */
const mustBe: Readonly<Record<FieldName, (one: unknown) => boolean>> = {
  networkInterfaceId: (one) => typeof one === "string" && one.startsWith("eni-"),
  privateIpAddresses: (one) =>
    Array.isArray(one)
      ? one.every((address) => typeof address === "string" && isIPv4(address))
      : typeof one === "object" && Object.keys(one ?? {}).every((address) => isIPv4(address)),
  ownership: isOneOf("exclusive", "additive"),
  regionId: (one) => typeof one === "string" && /^[a-z0-9-]+$/.test(one),
  adopt: isOneOf(true, false),
  maxUnassign: isFrom(0),
  allowUnassignWithEip: isOneOf(true, false),
  staleSecurityGroupRules: isOneOf("off", "attached", "vpc"),
  timeoutSeconds: isFrom(1, 3_600),
};

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
