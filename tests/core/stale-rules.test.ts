import { type GroupRule, mention, mentionsOf, type SecurityGroup } from "../../provider/core/stale-rules";

const rule = (securityGroupRuleId: string, about: Partial<GroupRule>): GroupRule => ({
  ...{ securityGroupRuleId, direction: "ingress", ipProtocol: "TCP", portRange: "80/80", policy: "Accept" },
  ...about,
});
const group = (...rules: readonly GroupRule[]): SecurityGroup => ({
  ...{ securityGroupId: "sg-a", securityGroupName: "web", rules },
});
/** It is asked for no list that no rule names. */
const entriesOf = (id: string): string[] => {
  if (id !== "pl-a") throw new Error(`there is no ${id}`);
  return ["10.0.0.3/32", "10.0.0.0/24"];
};
const found = (addresses: readonly string[], ...rules: readonly GroupRule[]) =>
  mentionsOf(addresses, [group(...rules)], entriesOf).map(
    ({ privateIpAddress, securityGroupRuleId }) => `${privateIpAddress} ${securityGroupRuleId}`,
  );

it("finds rules that name an address as it is, as its /32, or by an entry of a prefix list", () => {
  const rules = [
    rule("sgr-1", { sourceCidrIp: "10.0.0.1" }),
    rule("sgr-2", { direction: "egress", destCidrIp: "10.0.0.2/32" }),
    rule("sgr-3", { prefixListId: "pl-a" }),
    rule("sgr-4", { sourceCidrIp: "10.9.0.0/16", destCidrIp: "10.0.0.1/32" }),
  ];
  expect(found(["10.0.0.3", "10.0.0.2", "10.0.0.1"], ...rules)).toEqual([
    ...["10.0.0.1 sgr-1", "10.0.0.1 sgr-4", "10.0.0.2 sgr-2", "10.0.0.3 sgr-3"],
  ]);
});

it("takes no block that merely contains it for a mention, and no address that begins alike", () => {
  const rules = [
    rule("sgr-1", { sourceCidrIp: "10.0.0.0/24" }),
    rule("sgr-2", { sourceCidrIp: "0.0.0.0/0" }),
    rule("sgr-3", { sourceCidrIp: "10.0.0.11/32" }),
    rule("sgr-4", { sourceCidrIp: "10.0.0.0/31" }),
    rule("sgr-5", {}),
  ];
  expect(found(["10.0.0.1", "10.0.0.0"], ...rules)).toEqual([]);
});

it("says of a mention the group, the rule and all that the rule says", () => {
  const [first] = mentionsOf(
    ["10.0.0.1"],
    [
      group(
        rule("sgr-1", { sourceCidrIp: "10.0.0.1/32", destCidrIp: "10.1.0.0/16", description: "the web" }),
      ),
    ],
    () => [],
  );
  expect(first && mention(first)).toBe(
    "security group sg-a (web) still names 10.0.0.1, which was unassigned: " +
      'rule sgr-1, accept ingress TCP 80/80 from 10.0.0.1/32 to 10.1.0.0/16, "the web"; it was left as it is',
  );
  const nameless = {
    ...group(rule("sgr-3", { prefixListId: "pl-a", policy: "Drop" })),
    securityGroupName: "",
  };
  const out = group(rule("sgr-4", { prefixListId: "pl-a", direction: "egress" }));
  const [third] = mentionsOf(["10.0.0.3"], [out], entriesOf);
  expect(third && mention(third)).toContain("accept egress TCP 80/80 to prefix list pl-a; ");
  const [second] = mentionsOf(["10.0.0.3"], [nameless], () => ["10.0.0.3"]);
  expect(second && mention(second)).toBe(
    "security group sg-a still names 10.0.0.3, which was unassigned: " +
      "rule sgr-3, drop ingress TCP 80/80 from prefix list pl-a; it was left as it is",
  );
});
