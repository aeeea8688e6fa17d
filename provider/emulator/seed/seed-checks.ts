import { containsBlock, isUsable } from "../cloud/addresses";
import { knownInstanceTypes } from "../cloud/instance-types";
import type { ParsedSeed } from "./seed-schema";

// What must hold between the records of a seed. Each check gives its problems, with their places; all are
// gathered, so that a seed is put right in one go.

type Problems = readonly string[];

const repeatedIds = (list: string, ids: readonly string[]): Problems =>
  ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [`${list}[${index}]: ${id} is there twice`]));

/** A reference that leads nowhere. */
const dangling = (place: string, id: string, list: string, known: readonly string[]): Problems =>
  known.includes(id) ? [] : [`${place}: ${id} is not among ${list}`];

function vSwitchProblems({ vSwitches, vpcs }: ParsedSeed): Problems {
  return vSwitches.flatMap(({ vpcId, cidrBlock }, index) => {
    const vpc = vpcs.find((candidate) => candidate.vpcId === vpcId);
    if (vpc === undefined) return [`vSwitches[${index}].vpcId: ${vpcId} is not among vpcs`];
    if (containsBlock(vpc.cidrBlock, cidrBlock)) return [];
    return [`vSwitches[${index}].cidrBlock: ${cidrBlock} is not inside ${vpc.cidrBlock} of ${vpcId}`];
  });
}

function instanceProblems({ instances, instanceTypes }: ParsedSeed, vSwitchIds: readonly string[]): Problems {
  const types = Object.keys({ ...knownInstanceTypes, ...instanceTypes });
  return instances.flatMap(({ vSwitchId, instanceType }, index) => [
    ...dangling(`instances[${index}].vSwitchId`, vSwitchId, "vSwitches", vSwitchIds),
    ...(types.includes(instanceType)
      ? []
      : [
          `instances[${index}].instanceType: ${instanceType} is unknown: add it to instanceTypes, ` +
            `or use one of ${types.join(", ")}`,
        ]),
  ]);
}

function addressProblems({ networkInterfaces, vSwitches }: ParsedSeed): Problems {
  const holders = new Map<string, string>();
  return networkInterfaces.flatMap((item, index) => {
    const vSwitch = vSwitches.find(({ vSwitchId }) => vSwitchId === item.vSwitchId);
    if (vSwitch === undefined) return [];
    return [item.primaryIpAddress, ...item.privateIpAddresses].flatMap((address) => {
      const place = `networkInterfaces[${index}]`;
      if (!isUsable(address, vSwitch.cidrBlock)) {
        const block = `${vSwitch.cidrBlock} of ${vSwitch.vSwitchId}`;
        return [`${place}: ${address} is outside ${block}, or reserved (the first and the last three)`];
      }
      const key = `${vSwitch.vSwitchId} ${address}`;
      const holder = holders.get(key);
      holders.set(key, item.networkInterfaceId);
      return holder === undefined ? [] : [`${place}: ${address} is already on ${holder}`];
    });
  });
}

function statusProblems({ networkInterfaces }: ParsedSeed): Problems {
  return networkInterfaces.flatMap(({ status, instanceId, serviceManaged }, index) => {
    const place = `networkInterfaces[${index}].status`;
    if (status === "InUse" && instanceId === undefined && !serviceManaged) {
      return [`${place}: an interface that is InUse needs an instanceId`];
    }
    if (status === "Available" && instanceId !== undefined) {
      return [`${place}: an interface with an instanceId cannot be Available`];
    }
    return [];
  });
}

function referenceProblems(
  seed: ParsedSeed,
  vSwitchIds: readonly string[],
  instanceIds: readonly string[],
): Problems {
  const groupIds = seed.securityGroups.map(({ securityGroupId }) => securityGroupId);
  return seed.networkInterfaces.flatMap(({ vSwitchId, instanceId, securityGroupIds }, index) => {
    const place = `networkInterfaces[${index}]`;
    return [
      ...dangling(`${place}.vSwitchId`, vSwitchId, "vSwitches", vSwitchIds),
      ...(instanceId === undefined
        ? []
        : dangling(`${place}.instanceId`, instanceId, "instances", instanceIds)),
      ...securityGroupIds.flatMap((id) =>
        dangling(`${place}.securityGroupIds`, id, "securityGroups", groupIds),
      ),
    ];
  });
}

/** An elastic IP is bound to one address, which its interface holds. */
function publicIpProblems({ networkInterfaces }: ParsedSeed): Problems {
  const bindings = new Map<string, string>();
  return networkInterfaces.flatMap((item, index) =>
    Object.entries(item.publicIpAddresses).flatMap(([address, { publicIpAddress, allocationId }]) => {
      const place = `networkInterfaces[${index}].publicIpAddresses`;
      const holds = item.primaryIpAddress === address || item.privateIpAddresses.includes(address);
      const problems = holds ? [] : [`${place}: ${item.networkInterfaceId} does not hold ${address}`];
      for (const eip of new Set([publicIpAddress, allocationId])) {
        const other = bindings.get(eip);
        if (other !== undefined) problems.push(`${place}: ${eip} is bound to ${other} already`);
        bindings.set(eip, address);
      }
      return problems;
    }),
  );
}

/** A rule speaks of one block, group or prefix list, which is there. */
function ruleProblems({ securityGroups, prefixLists }: ParsedSeed): Problems {
  const groupIds = securityGroups.map(({ securityGroupId }) => securityGroupId);
  const listIds = prefixLists.map(({ prefixListId }) => prefixListId);
  return securityGroups.flatMap(({ rules }, group) =>
    rules.flatMap((rule, index) => {
      const place = `securityGroups[${group}].rules[${index}]`;
      const { groupId, prefixListId } = rule;
      const field = rule.direction === "ingress" ? "sourceCidrIp" : "destCidrIp";
      const named = [rule[field], groupId, prefixListId].filter((party) => party !== "");
      return [
        ...(named.length === 1 ? [] : [`${place}: one of ${field}, groupId and prefixListId`]),
        ...(groupId === "" ? [] : dangling(`${place}.groupId`, groupId, "securityGroups", groupIds)),
        ...(prefixListId === ""
          ? []
          : dangling(`${place}.prefixListId`, prefixListId, "prefixLists", listIds)),
      ];
    }),
  );
}

/** All that is wrong between the records of a seed whose records are right by themselves. */
export function inconsistenciesOf(seed: ParsedSeed): Problems {
  const vpcIds = seed.vpcs.map(({ vpcId }) => vpcId);
  const vSwitchIds = seed.vSwitches.map(({ vSwitchId }) => vSwitchId);
  const groupIds = seed.securityGroups.map(({ securityGroupId }) => securityGroupId);
  const instanceIds = seed.instances.map(({ instanceId }) => instanceId);
  const interfaceIds = seed.networkInterfaces.map(({ networkInterfaceId }) => networkInterfaceId);
  return [
    ...repeatedIds("vpcs", vpcIds),
    ...repeatedIds("vSwitches", vSwitchIds),
    ...repeatedIds("securityGroups", groupIds),
    ...repeatedIds(
      "prefixLists",
      seed.prefixLists.map(({ prefixListId }) => prefixListId),
    ),
    ...repeatedIds(
      "rules of securityGroups",
      seed.securityGroups.flatMap(({ rules }) => rules.map(({ securityGroupRuleId: id }) => id)),
    ),
    ...repeatedIds("instances", instanceIds),
    ...repeatedIds("networkInterfaces", interfaceIds),
    ...vSwitchProblems(seed),
    ...seed.securityGroups.flatMap(({ vpcId }, index) =>
      dangling(`securityGroups[${index}].vpcId`, vpcId, "vpcs", vpcIds),
    ),
    ...instanceProblems(seed, vSwitchIds),
    ...referenceProblems(seed, vSwitchIds, instanceIds),
    ...addressProblems(seed),
    ...publicIpProblems(seed),
    ...ruleProblems(seed),
    ...statusProblems(seed),
  ];
}
