import { asBlock, isCidrBlock, isIpv4 } from "../cloud/addresses";
import { rulePolicies, ruleProtocols, type SecurityGroupRule } from "../cloud/model";
import { apiError, type ErrorCode } from "../errors/api-error";
import {
  integer,
  oneOf,
  oneOfAnyCase,
  refuse,
  type Rule,
  type RulesFor,
  structures,
  text,
} from "./parameter-rules";

// The rules that a call names, as `Permissions.N` or, one rule a call, in the older flat form `[ECS SDK 7.11.6]`.

export type Direction = SecurityGroupRule["direction"];

/** What a call says of one rule: all that tells it from another one. */
export type Permission = Omit<SecurityGroupRule, "securityGroupRuleId" | "creationTime">;

/** "1 to 100" `[ECS SDK 7.11.6]` */
const maxPermissions = 100;

const block =
  (code: ErrorCode): Rule<string | undefined> =>
  (raw, name) => {
    const value = text()(raw, name);
    if (value === undefined || isCidrBlock(value, 0) || isIpv4(value)) return value;
    throw apiError(code, [name], `${name}: a block such as 10.0.0.0/24, or an address`);
  };

const fields = {
  IpProtocol: oneOfAnyCase(ruleProtocols, "InvalidIpProtocol.ValueNotSupported"),
  PortRange: text({ pattern: /^-?\d{1,5}\/-?\d{1,5}$/, code: "InvalidParam.PortRange" }),
  Policy: oneOfAnyCase(rulePolicies, "InvalidPolicy.Malformed"),
  Priority: integer(1, 100, "InvalidPriority.ValueNotSupported"),
  Description: text({ length: [1, 512] }),
  SourceCidrIp: block("InvalidParam.SourceCidrIp"),
  DestCidrIp: block("InvalidParam.DestCidrIp"),
  // there are no groups of the classic network here
  NicType: oneOf(["intranet"], "InvalidNicType.ValueNotSupported"),
  ...refuse("Ipv6SourceCidrIp", "Ipv6DestCidrIp", "SourcePortRange"),
};

const ingress = {
  ...fields,
  SourceGroupId: text(),
  SourcePrefixListId: text(),
  ...refuse("SourceGroupOwnerAccount", "SourceGroupOwnerId"),
};
const egress = {
  ...fields,
  DestGroupId: text(),
  DestPrefixListId: text(),
  ...refuse("DestGroupOwnerAccount", "DestGroupOwnerId"),
};

type ValuesOf<Rules> = { readonly [Name in keyof Rules]: Rules[Name] extends Rule<infer T> ? T : never };
type Fields = Partial<ValuesOf<typeof ingress> & ValuesOf<typeof egress>>;

/** The parameters of a call that names rules of this direction, in both forms. */
export const permissionParameters = (direction: Direction) => {
  const flat: RulesFor<Fields> = direction === "ingress" ? ingress : egress;
  return {
    ...flat,
    Permissions: structures<Fields>(maxPermissions, { ...flat, ...refuse("PortRangeListId") }),
  };
};

/** TCP and UDP have ports from 1 to 65535, the others none `[ECS SDK 7.11.6]`. */
function isPortRange(portRange: string, protocol: Permission["ipProtocol"]): boolean {
  if (protocol !== "TCP" && protocol !== "UDP") return portRange === "-1/-1";
  const [from = 0, to = 0] = portRange.split("/").map(Number);
  return from >= 1 && from <= to && to <= 65_535;
}

/** A block goes before a group, and a group before a prefix list, where a call names several `[ECS SDK 7.11.6]`. */
function partyOf(direction: Direction, wanted: Fields, place: string) {
  const [cidr, groupId, prefixListId] =
    direction === "ingress"
      ? [wanted.SourceCidrIp, wanted.SourceGroupId, wanted.SourcePrefixListId]
      : [wanted.DestCidrIp, wanted.DestGroupId, wanted.DestPrefixListId];
  if (cidr !== undefined) return { cidr, groupId: "", prefixListId: "" };
  if (groupId !== undefined) return { cidr: "", groupId, prefixListId: "" };
  if (prefixListId !== undefined) return { cidr: "", groupId: "", prefixListId };
  throw apiError(direction === "ingress" ? "MissingParameter.Source" : "MissingParameter.Dest", [
    place.replace(/\.$/, "") || "the call",
  ]);
}

function permissionOf(direction: Direction, wanted: Fields, place: string): Permission {
  const { IpProtocol: ipProtocol, PortRange: portRange } = wanted;
  if (ipProtocol === undefined) throw apiError("InvalidIpProtocol.ValueNotSupported", [`${place}IpProtocol`]);
  if (portRange === undefined) throw apiError("InvalidPortRange.Malformed");
  if (!isPortRange(portRange, ipProtocol)) throw apiError("InvalidParam.PortRange", [`${place}PortRange`]);
  const { cidr, groupId, prefixListId } = partyOf(direction, wanted, place);
  return {
    ...{ direction, ipProtocol, portRange, groupId, prefixListId },
    policy: wanted.Policy ?? "Accept",
    priority: wanted.Priority ?? 1,
    description: wanted.Description ?? "",
    sourceCidrIp: direction === "ingress" ? cidr : (wanted.SourceCidrIp ?? ""),
    destCidrIp: direction === "egress" ? cidr : (wanted.DestCidrIp ?? ""),
  };
}

/** The rules that a call names; none where it has neither form. */
export function permissionsOf(
  direction: Direction,
  wanted: Fields & { readonly Permissions: readonly Fields[] },
): readonly Permission[] {
  const { Permissions, ...others } = wanted;
  const isFlat = Object.keys({ ...ingress, ...egress }).some(
    (name) => others[name as keyof Fields] !== undefined,
  );
  if (isFlat && Permissions.length > 0) throw apiError("InvalidParam.Permissions");
  if (isFlat) return [permissionOf(direction, others, "")];
  const permissions = Permissions.map((one, index) =>
    permissionOf(direction, one, `Permissions.${index + 1}.`),
  );
  if (permissions.some((one, index) => permissions.findIndex((other) => isSame(one, other)) !== index))
    throw apiError("InvalidParam.DuplicatePermissions");
  return permissions;
}

/** Whether the two say the same; a description is not part of it, and an address is its own /32 (UNVERIFIED). */
export const isSame = (a: Permission, b: Permission): boolean => keyOf(a) === keyOf(b);

const keyOf = (one: Permission): string =>
  [
    ...[one.direction, one.ipProtocol, one.portRange, one.policy, one.priority],
    ...[asBlock(one.sourceCidrIp), asBlock(one.destCidrIp), one.groupId, one.prefixListId],
  ].join(" ");
