// Counts API calls, and times a large stack: 200 ENIs, 3 of 10 addresses unassigned on each, 80 ms a call.
// Times depend on the machine; the ratio to the time of the 200 Unassign calls alone does not.
import Table from "cli-table3";
import {
  createEmulator,
  defaultAccessKey,
  defaultSeed,
  type Emulator,
  type Seed,
} from "pulumi-alicloud-secondary-ips/emulator";
import { hooks } from "pulumi-alicloud-secondary-ips/runtime";

const [option] = process.argv.slice(2);
if (option !== undefined) {
  console.log(
    "Usage: npm run bench\n\nTimes changes of 200 ENIs on the emulator, and counts their API calls. There are no options.",
  );
  process.exit(["-h", "--help"].includes(option) ? 0 : 2);
}

const ENIS = 200;
const LATENCY_MS = 80;
/** What `pulumi up` runs at a time on two cores: its default is four times the cores. */
const PARALLEL = 8;

type Outputs = Record<string, unknown>;

const ids = Array.from({ length: ENIS }, (_, i) => `eni-bench${i}`);
const addressesOf = (index: number, from: number, count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`10.${1 + index}.0.${from + i}`, "declared"]));

/** A vSwitch of its own for each ENI, so that no address is short. */
function seed(): Seed {
  const [vSwitch] = defaultSeed.vSwitches;
  const { networkInterfaces = [] } = defaultSeed;
  const model = networkInterfaces.find(({ networkInterfaceId }) => networkInterfaceId === "eni-spare");
  if (vSwitch === undefined || model === undefined)
    throw new Error("the default seed has no eni-spare any more");
  return {
    ...defaultSeed,
    vpcs: defaultSeed.vpcs.map((vpc) => ({ ...vpc, cidrBlock: "10.0.0.0/8" })),
    vSwitches: [
      ...defaultSeed.vSwitches,
      ...ids.map((_, i) => ({ ...vSwitch, vSwitchId: `vsw-bench${i}`, cidrBlock: `10.${1 + i}.0.0/24` })),
    ],
    networkInterfaces: [
      ...networkInterfaces,
      ...ids.map((networkInterfaceId, i) => ({
        ...model,
        networkInterfaceId,
        vSwitchId: `vsw-bench${i}`,
        primaryIpAddress: `10.${1 + i}.0.10`,
      })),
    ],
  };
}

/** Runs the work for each ENI, PARALLEL at a time, and answers the seconds. */
async function forEach(work: (index: number) => Promise<void>): Promise<number> {
  const begun = performance.now();
  const indexes = ids.keys();
  const worker = async (): Promise<void> => {
    for (const index of indexes) await work(index);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return (performance.now() - begun) / 1000;
}

function countOf(emulator: Emulator): string {
  const counts = new Map<string, number>();
  for (const { action } of emulator.calls()) counts.set(action, (counts.get(action) ?? 0) + 1);
  emulator.clearCalls();
  return [...counts].map(([action, n]) => `${n} ${action}`).join(", ");
}

const emulator = createEmulator({ seed: seed(), latencyMs: LATENCY_MS });
await emulator.listen();
process.env["ECS_ENDPOINT"] = emulator.url;
process.env["ALICLOUD_ACCESS_KEY"] = defaultAccessKey.accessKeyId;
process.env["ALICLOUD_SECRET_KEY"] = defaultAccessKey.accessKeySecret;

try {
  const inputs = (index: number, from: number, count: number): Outputs => ({
    networkInterfaceId: ids[index],
    privateIpAddresses: addressesOf(index, from, count),
    ownership: "exclusive",
    regionId: "cn-hangzhou",
    timeoutSeconds: 120,
  });
  const states: Outputs[] = [];
  const table = new Table({
    head: [
      `${ENIS} ENIs, ${PARALLEL} at a time, ${LATENCY_MS} ms a call`,
      "calls",
      "s",
      "ratio to the writes alone",
    ],
    style: { head: [], border: [] },
  });
  // each ENI needs one write, and they go PARALLEL at a time: nothing can be faster
  const floor = (ENIS / PARALLEL) * (LATENCY_MS / 1000);
  const measure = async (what: string, work: (index: number) => Promise<void>): Promise<void> => {
    // as at the start of the process that Pulumi makes for each update
    await hooks.configure({ config: { get: () => undefined, require: () => "" } });
    const seconds = await forEach(work);
    table.push([what, countOf(emulator), seconds.toFixed(1), (seconds / floor).toFixed(2)]);
  };
  await measure("assign 10 on each", async (i) => {
    states[i] = (await hooks.create(inputs(i, 101, 10))).outs as Outputs;
  });
  await measure("unassign 3 of 10 on each", async (i) => {
    states[i] = (await hooks.update(ids[i] ?? "", states[i], inputs(i, 104, 7))).outs as Outputs;
  });
  await measure("refresh each", async (i) => {
    await hooks.read(ids[i] ?? "", states[i]);
  });
  console.log(table.toString());
} finally {
  await emulator.close();
}
