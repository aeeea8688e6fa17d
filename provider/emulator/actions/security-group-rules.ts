import { randomBytes } from "node:crypto";
import type { ActionContext } from "../cloud/action-context";
import { isCidrBlock, isIpv4 } from "../cloud/addresses";
import { rulePolicies, ruleProtocols, type SecurityGroup, type SecurityGroupRule } from "../cloud/model";
import { apiError } from "../errors/api-error";
import type { RawParameters } from "../wire/protocol";
import { integer, oneOf, type Rule, structures, text, unsupported } from "./parameter-rules";

// What the actions about rules of security groups share `[ECS SDK 7.11.6]`.

export type Direction = SecurityGroupRule["direction"];

/** What a call says of one rule: all that tells it from another one. */
export type Permission = Omit<SecurityGroupRule, "securityGroupRuleId" | "creationTime">;

/** "1 to 100" `[ECS SDK 7.11.6]` */
const maxPermissions = 100;

/** Rules in one group. The number is UNVERIFIED. */
export const maxRulesOfGroup = 200;

const block = (): Rule<string | undefined> => (raw, name) => {
  const value = text()(raw, name);
  if (value === undefined || isCidrBlock(value) || isIpv4(value) || value === "0.0.0.0/0") return value;
  throw apiError("InvalidParameter", [name], `${name}: a block such as 10.0.0.0/24, or an address`);
};

/** Of whom rules of a direction speak, in their three forms. */
const partyOf = {
  ingress: { cidr: "SourceCidrIp", group: "SourceGroupId", prefixList: "SourcePrefixListId" },
  egress: { cidr: "DestCidrIp", group: "DestGroupId", prefixList: "DestPrefixListId" },
} as const;

const refused = [
  "Ipv6SourceCidrIp",
  "Ipv6DestCidrIp",
  "NicType",
  "SourcePortRange",
  "PortRangeListId",
] as const;

/** The fields of a rule under a prefix: `Permissions.1.`, or nothing for the older form with one rule a call. */
function readPermission(raw: RawParameters, prefix: string, direction: Direction): Permission {
  const at = <T>(rule: Rule<T>, name: string): T => rule(raw, `${prefix}${name}`);
  for (const name of refused) at(unsupported(), name);
  const party = partyOf[direction];
  const cidr = at(block(), party.cidr);
  const groupId = at(text(), party.group);
  const prefixListId = at(text(), party.prefixList);
  const named = [cidr, groupId, prefixListId].filter((value) => value !== undefined);
  if (named.length !== 1)
    throw apiError(
      "InvalidParameter",
      [`${prefix}${party.cidr}`],
      `one of ${Object.values(party).join(", ")}`,
    );
  const ipProtocol = at(oneOf([...ruleProtocols, ...lower(ruleProtocols)]), "IpProtocol");
  const portRange = at(text({ pattern: /^-?\d{1,5}\/-?\d{1,5}$/ }), "PortRange");
  if (ipProtocol === undefined) throw apiError("MissingParameter", [`${prefix}IpProtocol`]);
  if (portRange === undefined) throw apiError("MissingParameter", [`${prefix}PortRange`]);
  const other = at(block(), direction === "ingress" ? "DestCidrIp" : "SourceCidrIp") ?? "";
  return {
    direction,
    ipProtocol: ruleProtocols.find((one) => one === ipProtocol.toUpperCase()) ?? "ALL",
    portRange,
    policy:
      at(oneOf([...lower(rulePolicies), ...rulePolicies]), "Policy")?.toLowerCase() === "drop"
        ? "Drop"
        : "Accept",
    priority: at(integer(1, 100), "Priority") ?? 1,
    description: at(text({ length: [1, 512] }), "Description") ?? "",
    sourceCidrIp: direction === "ingress" ? (cidr ?? "") : other,
    destCidrIp: direction === "egress" ? (cidr ?? "") : other,
    groupId: groupId ?? "",
    prefixListId: prefixListId ?? "",
  };
}

const lower = <const T extends readonly string[]>(values: T): readonly Lowercase<T[number]>[] =>
  values.map((value) => value.toLowerCase() as Lowercase<T[number]>);

/** `Permissions.N`, or the one rule that the older form says flat; empty where the call has neither. */
export const permissions =
  (direction: Direction): Rule<readonly Permission[]> =>
  (raw, name) => {
    const prefixes = structures(name, maxPermissions)(raw);
    if (prefixes.length > 0) return prefixes.map((prefix) => readPermission(raw, `${prefix}.`, direction));
    return raw["IpProtocol"] === undefined ? [] : [readPermission(raw, "", direction)];
  };

/** The fields of the older form, which `permissions` reads: here they are only known. */
export function flatPermission(direction: Direction) {
  const { group, prefixList } = partyOf[direction];
  const names = [
    ...([
      "IpProtocol",
      "PortRange",
      "Policy",
      "Priority",
      "Description",
      "SourceCidrIp",
      "DestCidrIp",
    ] as const),
    ...([group, prefixList] as const),
  ];
  return Object.fromEntries(names.map((name) => [name, text()])) as Record<
    (typeof names)[number],
    Rule<string | undefined>
  >;
}

/** Whether the two say the same; a description is not part of it. */
export const isSame = (a: Permission, b: Permission): boolean => keyOf(a) === keyOf(b);

const keyOf = (one: Permission): string =>
  [
    ...[one.direction, one.ipProtocol, one.portRange, one.policy, one.priority],
    ...[one.sourceCidrIp, one.destCidrIp, one.groupId, one.prefixListId],
  ].join(" ");

export const newRuleId = (): string => `sgr-bp1${randomBytes(12).toString("hex").slice(0, 17)}`;

/** The group, if it is there and in that region `[RevokeSecurityGroup, error table]`. */
export function findGroup(id: string, regionId: string, { store }: ActionContext): SecurityGroup {
  const group = store.securityGroup(id);
  if (group === undefined || store.regionOfVpc(group.vpcId) !== regionId)
    throw apiError("InvalidSecurityGroupId.NotFound");
  return group;
}

/** A rule as DescribeSecurityGroupAttribute shows it. */
export function describeRule(rule: SecurityGroupRule) {
  const isIngress = rule.direction === "ingress";
  return {
    SecurityGroupRuleId: rule.securityGroupRuleId,
    Direction: rule.direction,
    IpProtocol: rule.ipProtocol,
    PortRange: rule.portRange,
    SourcePortRange: "",
    Policy: rule.policy,
    Priority: String(rule.priority),
    NicType: "intranet",
    Description: rule.description,
    CreateTime: rule.creationTime,
    SourceCidrIp: rule.sourceCidrIp,
    DestCidrIp: rule.destCidrIp,
    Ipv6SourceCidrIp: "",
    Ipv6DestCidrIp: "",
    SourceGroupId: isIngress ? rule.groupId : "",
    DestGroupId: isIngress ? "" : rule.groupId,
    SourceGroupOwnerAccount: "",
    SourcePrefixListId: isIngress ? rule.prefixListId : "",
    DestPrefixListId: isIngress ? "" : rule.prefixListId,
    PortRangeListId: "",
  };
}
