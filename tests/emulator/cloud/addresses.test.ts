import {
  containsBlock,
  countFree,
  isCidrBlock,
  isIpv4,
  isUsable,
  pickFree,
} from "../../../provider/emulator/cloud/addresses";

const vSwitchOf = (cidrBlock: string) => ({
  vSwitchId: "vsw-a",
  vpcId: "vpc-a",
  zoneId: "cn-hangzhou-h",
  cidrBlock,
});

test.each(["0.0.0.0", "10.0.0.9", "192.168.255.254", "255.255.255.255"])("%p is an IPv4 address", (text) => {
  expect(isIpv4(text)).toBe(true);
});

test.each([
  ...["", "10.0.0", "10.1", "167772161", "10.0.0.256", "10.0.0.-1", "10.0.0.1.2", " 10.0.0.1", "10.0.0.1\n"],
  ...["10.0.0.011", "010.0.0.1", "0x0a.0.0.1", "10.0.0.1e1", "10.0.0.1/32", "10.0.0.a", "::ffff:10.0.0.1"],
])("%p is no IPv4 address as the API takes it", (text) => {
  expect(isIpv4(text)).toBe(false);
});

test.each(["10.0.0.0/8", "10.0.0.0/24", "172.16.0.0/12", "192.168.1.128/25", "10.0.0.7/32"])(
  "%p is a block",
  (text) => {
    expect(isCidrBlock(text)).toBe(true);
  },
);

test.each([
  ...["", "10.0.0.0", "10.0.0.0/", "10.0.0.0/7", "0.0.0.0/0", "10.0.0.0/33", "10.0.0.0/024", "10.0.0.0/24 "],
  ...[
    "10.0.0.7/24",
    "192.168.1.64/25",
    "10.0.0/24",
    "010.0.0.0/8",
    "10.0.0.0/a",
    "10.0.0.0/255.0.0.0",
    "fd00::/8",
  ],
])("%p is no block written with its first address", (text) => {
  expect(isCidrBlock(text)).toBe(false);
});

test.each([
  ["10.0.0.0/16", "10.0.0.0/16", true],
  ["10.0.0.0/16", "10.0.255.0/24", true],
  ["10.0.0.0/16", "10.1.0.0/24", false],
  ["10.0.0.0/24", "10.0.0.0/16", false],
  ["0.0.0.0/8", "255.0.0.0/8", false],
  ["192.0.0.0/8", "192.168.0.0/16", true],
])("%s contains %s: %p", (outer, inner, expected) => {
  expect(containsBlock(outer, inner)).toBe(expected);
});

test.each([
  ["192.168.1.0", false],
  ["192.168.1.1", true],
  ["192.168.1.252", true],
  ["192.168.1.253", false],
  ["192.168.1.255", false],
  ["192.168.0.255", false],
  ["192.168.2.1", false],
  ["192.168.1.01", false],
])("an interface in 192.168.1.0/24 can have %s: %p", (address, expected) => {
  expect(isUsable(address, "192.168.1.0/24")).toBe(expected);
});

test("addresses are picked from the lowest on, over the borders of a byte, and above 127.255.255.255 too", () => {
  const vSwitch = vSwitchOf("192.168.0.0/23");
  const taken = new Set(Array.from({ length: 254 }, (_, index) => `192.168.0.${index + 1}`));
  expect(pickFree(vSwitch, taken, 3)).toEqual(["192.168.0.255", "192.168.1.0", "192.168.1.1"]);
  expect(countFree(vSwitch, taken)).toBe(512 - 4 - 254);
});

test("a block of eight has four addresses, and one of four has none", () => {
  expect(pickFree(vSwitchOf("10.0.0.8/29"), new Set(), 4)).toEqual([
    "10.0.0.9",
    "10.0.0.10",
    "10.0.0.11",
    "10.0.0.12",
  ]);
  expect(countFree(vSwitchOf("10.0.0.8/30"), new Set())).toBe(0);
  expect(() => pickFree(vSwitchOf("10.0.0.8/30"), new Set(), 1)).toThrow("has not enough IpAddress");
});
