import { inNumericOrder, isInside, isIpv4, isIpv6, isReserved } from "../../provider/core/address";

it.each([
  ["10.0.0.1", true],
  ["255.255.255.255", true],
  ["10.0.0.256", false],
  ["10.0.0", false],
  ["10.0.0.011", false],
  [" 10.0.0.1", false],
  ["10.0.0.1/32", false],
  ["0x0a.0.0.1", false],
  ["fd00::1", false],
  ["", false],
])("takes %j for an IPv4 address: %p", (text, expected) => {
  expect(isIpv4(text)).toBe(expected);
});

it("recognises IPv6 in any form, to say so in the error", () => {
  expect(["fd00::1", "::ffff:10.0.0.1", "10.0.0.1"].map(isIpv6)).toEqual([true, true, false]);
});

it("orders addresses by number, not by text", () => {
  expect(inNumericOrder(["10.0.0.10", "10.0.0.9", "9.255.255.255", "10.0.1.0"])).toEqual([
    "9.255.255.255",
    "10.0.0.9",
    "10.0.0.10",
    "10.0.1.0",
  ]);
});

it("knows whether an address lies inside a CIDR block", () => {
  expect(isInside("10.0.0.255", "10.0.0.0/24")).toBe(true);
  expect(isInside("10.0.1.0", "10.0.0.0/24")).toBe(false);
  expect(isInside("10.0.1.0", "no block")).toBe(false);
});

it("counts the first and the last three addresses of a block as reserved", () => {
  const reserved = [
    "10.0.0.0",
    "10.0.0.1",
    "10.0.0.252",
    "10.0.0.253",
    "10.0.0.254",
    "10.0.0.255",
    "10.0.1.0",
  ].filter((a) => isReserved(a, "10.0.0.0/24"));
  expect(reserved).toEqual(["10.0.0.0", "10.0.0.253", "10.0.0.254", "10.0.0.255"]);
});
