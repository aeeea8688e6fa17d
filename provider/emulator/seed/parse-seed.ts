import { createHash } from "node:crypto";
import { knownInstanceTypes } from "../cloud/instance-types";
import type { Model, NetworkInterface } from "../cloud/model";
import { EmulatorError } from "../errors/emulator-error";
import { inconsistenciesOf } from "./seed-checks";
import { seedSchema, type ParsedSeed } from "./seed-schema";

/** A fixed MAC address for an interface that a seed names, the same on each start. */
function macAddressOf(networkInterfaceId: string): string {
  const digest = createHash("sha256").update(networkInterfaceId).digest("hex");
  return ["00", "16", "3e", digest.slice(0, 2), digest.slice(2, 4), digest.slice(4, 6)].join(":");
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
  const home = seed.vpcs[0]?.regionId ?? "";
  return {
    ...seed,
    prefixLists: seed.prefixLists.map((one) => ({ ...one, regionId: one.regionId ?? home })),
    instanceTypes: { ...knownInstanceTypes, ...seed.instanceTypes },
    networkInterfaces,
  };
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
    ? inconsistenciesOf(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
  if (parsed.success && problems.length === 0) return complete(parsed.data);
  const more = problems.length > namedProblems ? `; and ${problems.length - namedProblems} more` : "";
  throw new EmulatorError(`${name} is not valid: ${problems.slice(0, namedProblems).join("; ")}${more}`);
}
