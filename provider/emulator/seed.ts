import { createHash } from "node:crypto";
import { containsBlock, isUsable } from "./addresses";
import { EmulatorError } from "./errors";
import { knownInstanceTypes } from "./instance-types";
import type { Model, NetworkInterface } from "./model";
import { seedSchema, type ParsedSeed } from "./seed-schema";

/** A fixed MAC address for an interface that a seed names, the same on each start. */
function macAddressOf(networkInterfaceId: string): string {
  const digest = createHash("sha256").update(networkInterfaceId).digest("hex");
  return ["00", "16", "3e", digest.slice(0, 2), digest.slice(2, 4), digest.slice(4, 6)].join(":");
}

/** All that is wrong between the records of a seed, each problem with its place. */
function inconsistencies(seed: ParsedSeed): readonly string[] {
  const problems: string[] = [];
  const require = (holds: boolean, place: string, problem: string): void => {
    if (!holds) problems.push(`${place}: ${problem}`);
  };
  const unique = (list: string, ids: readonly string[]): void => {
    ids.forEach((id, index) => {
      require(ids.indexOf(id) === index, `${list}[${index}]`, `${id} is there twice`);
    });
  };
  unique(
    "vpcs",
    seed.vpcs.map(({ vpcId }) => vpcId),
  );
  unique(
    "vSwitches",
    seed.vSwitches.map(({ vSwitchId }) => vSwitchId),
  );
  unique(
    "securityGroups",
    seed.securityGroups.map(({ securityGroupId }) => securityGroupId),
  );
  unique(
    "instances",
    seed.instances.map(({ instanceId }) => instanceId),
  );
  unique(
    "networkInterfaces",
    seed.networkInterfaces.map(({ networkInterfaceId }) => networkInterfaceId),
  );

  seed.vSwitches.forEach(({ vpcId, cidrBlock }, index) => {
    const vpc = seed.vpcs.find((candidate) => candidate.vpcId === vpcId);
    require(vpc !== undefined, `vSwitches[${index}].vpcId`, `${vpcId} is not among vpcs`);
    if (vpc === undefined) return;
    require(containsBlock(
      vpc.cidrBlock,
      cidrBlock,
    ), `vSwitches[${index}].cidrBlock`, `${cidrBlock} is not inside ${vpc.cidrBlock} of ${vpcId}`);
  });
  seed.securityGroups.forEach(({ vpcId }, index) => {
    require(seed.vpcs.some(
      (vpc) => vpc.vpcId === vpcId,
    ), `securityGroups[${index}].vpcId`, `${vpcId} is not among vpcs`);
  });
  seed.instances.forEach(({ vSwitchId, instanceType }, index) => {
    require(seed.vSwitches.some(
      (vSwitch) => vSwitch.vSwitchId === vSwitchId,
    ), `instances[${index}].vSwitchId`, `${vSwitchId} is not among vSwitches`);
    require(instanceType in knownInstanceTypes ||
      instanceType in
        seed.instanceTypes, `instances[${index}].instanceType`, `${instanceType} is unknown: add it to instanceTypes, or use one of ${Object.keys(knownInstanceTypes).join(", ")}`);
  });

  const holders = new Map<string, string>();
  seed.networkInterfaces.forEach((item, index) => {
    const place = `networkInterfaces[${index}]`;
    const vSwitch = seed.vSwitches.find((candidate) => candidate.vSwitchId === item.vSwitchId);
    require(vSwitch !== undefined, `${place}.vSwitchId`, `${item.vSwitchId} is not among vSwitches`);
    for (const address of [item.primaryIpAddress, ...item.privateIpAddresses]) {
      if (vSwitch === undefined) break;
      require(isUsable(
        address,
        vSwitch.cidrBlock,
      ), place, `${address} is outside ${vSwitch.cidrBlock} of ${vSwitch.vSwitchId}, or reserved (the first and the last three)`);
      const key = `${vSwitch.vSwitchId} ${address}`;
      require(!holders.has(key), place, `${address} is already on ${holders.get(key) ?? ""}`);
      holders.set(key, item.networkInterfaceId);
    }
    for (const group of item.securityGroupIds) {
      require(seed.securityGroups.some(
        ({ securityGroupId }) => securityGroupId === group,
      ), `${place}.securityGroupIds`, `${group} is not among securityGroups`);
    }
    require(item.instanceId === undefined ||
      seed.instances.some(
        ({ instanceId }) => instanceId === item.instanceId,
      ), `${place}.instanceId`, `${item.instanceId ?? ""} is not among instances`);
    require(item.status !== "InUse" ||
      item.instanceId !== undefined ||
      item.serviceManaged, `${place}.status`, "an interface that is InUse needs an instanceId");
    require(item.status !== "Available" ||
      item.instanceId ===
        undefined, `${place}.status`, "an interface with an instanceId cannot be Available");
  });
  return problems;
}

function complete(seed: ParsedSeed): Model {
  const networkInterfaces = seed.networkInterfaces.map((item): NetworkInterface => {
    const vSwitch = seed.vSwitches.find(({ vSwitchId }) => vSwitchId === item.vSwitchId);
    const vpc = seed.vpcs.find(({ vpcId }) => vpcId === vSwitch?.vpcId);
    return {
      ...item,
      status: item.status ?? (item.instanceId === undefined ? "Available" : "InUse"),
      macAddress: item.macAddress ?? macAddressOf(item.networkInterfaceId),
      regionId: vpc?.regionId ?? "",
      zoneId: vSwitch?.zoneId ?? "",
      vpcId: vpc?.vpcId ?? "",
    };
  });
  return { ...seed, instanceTypes: { ...knownInstanceTypes, ...seed.instanceTypes }, networkInterfaces };
}

/** How many problems one error names; a seed that is quite wrong would fill the screen. */
const namedProblems = 5;

/**
 * Reads a seed, or the model of a state file, and says in one line what is wrong with it.
 *
 * @example
 * const model = parseSeed(defaultSeed, "the default seed");
 */
export function parseSeed(seed: unknown, name: string): Model {
  const parsed = seedSchema.safeParse(seed);
  const problems = parsed.success
    ? inconsistencies(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
  if (parsed.success && problems.length === 0) return complete(parsed.data);
  const more = problems.length > namedProblems ? `; and ${problems.length - namedProblems} more` : "";
  throw new EmulatorError(`${name} is not valid: ${problems.slice(0, namedProblems).join("; ")}${more}`);
}
