import * as pulumi from "@pulumi/pulumi";
import { type Declaration, refuseRivals, rivalry } from "../../provider/program/rivals";

function aClaim(about: Partial<Declaration>): Declaration {
  return {
    name: "web",
    networkInterfaceId: "eni-demo",
    privateIpAddresses: ["10.0.0.101"],
    ownership: undefined,
    ...about,
  };
}

const first = aClaim({});
const firstAdditive = aClaim({ ownership: "additive" });
const other = { name: "api", privateIpAddresses: ["10.0.0.102"] };

const twice =
  'ENI eni-demo: its addresses are declared twice, by "web" and by "api". ' +
  'Declare them all in one resource, or set ownership: "additive" in both and list different addresses.';

it("lets two resources declare two ENIs", () => {
  expect(rivalry([first], aClaim({ ...other, networkInterfaceId: "eni-spare" }))).toBeUndefined();
});

it("refuses two resources on one ENI, since each would undo the other", () => {
  expect(rivalry([first], aClaim(other))).toBe(twice);
});

it("refuses them when only one is additive", () => {
  expect(rivalry([firstAdditive], aClaim(other))).toBe(twice);
  expect(rivalry([first], aClaim({ ...other, ownership: "additive" }))).toBe(twice);
});

it("refuses two additive ones that list the same address", () => {
  expect(rivalry([firstAdditive], aClaim({ name: "api", ownership: "additive" }))).toBe(twice);
});

it("lets two additive ones list different addresses", () => {
  expect(rivalry([firstAdditive], aClaim({ ...other, ownership: "additive" }))).toBeUndefined();
});

it("makes no claims under mocks without a stack, where tests make the same resource again and again", async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
    call: () => ({}),
  });
  const make = () => new pulumi.ComponentResource("test:index:Group", "web");
  // never known, so that nothing is thrown in a later moment, which would end jest
  const declared = { ...first, networkInterfaceId: new Promise<string>(() => undefined) };
  expect(refuseRivals(make(), declared)).toBeUndefined();
  expect(refuseRivals(make(), declared)).toBeUndefined();
});
