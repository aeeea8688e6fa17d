import { addressTable } from "./address-table.mts";
import { assign, type Call, describeCall, unassign, type Write, writesAmong } from "./calls.mts";
import type { Declaration } from "./declaration.mts";
import { openEcs } from "./ecs-client.mts";
import type { Emulator } from "./emulator.mts";
import type { Pulumi } from "./pulumi.mts";
import { dim, red, type Screen } from "./screen.mts";
import { expectAddresses, expectPreviewed, expectSame, expectWrites } from "./verify.mts";

export interface Stage {
  readonly screen: Screen;
  readonly emulator: Emulator;
  readonly pulumi: Pulumi;
  readonly declaration: Declaration;
}

export interface Step {
  readonly title: string;
  readonly run: (stage: Stage) => Promise<void>;
}

export const networkInterfaceId = "eni-demo";
export const declaredAtFirst = [101, 102, 103, 104, 105, 106].map((last) => `10.0.0.${last}`);
const left = ["10.0.0.102", "10.0.0.105"];
const lost = "10.0.0.103";
const foreign = "10.0.0.200";

const up = "up --yes --skip-preview";
const withoutLeft = declaredAtFirst.filter((address) => !left.includes(address));

export const steps: readonly Step[] = [
  {
    title: "assign the addresses that the code declares",
    async run(stage) {
      stage.screen.line(`Before: Pulumi.emulator.yaml lists ${declaredAtFirst.length} addresses.`);
      await expectOnEni(stage, []);
      await showTable(stage);
      stage.screen.line("pulumi up assigns them.");
      await stage.pulumi.run(up, "brief");
      await expectCalls(stage, [assign(...declaredAtFirst)]);
      await showTable(stage);
      await expectOnEni(stage, declaredAtFirst);
    },
  },
  {
    title: "two addresses leave the code",
    async run(stage) {
      const { screen, pulumi, declaration } = stage;
      screen.line("Two lines are deleted from the list in Pulumi.emulator.yaml:");
      for (const { text, isRemoved } of await declaration.remove(left))
        screen.line(isRemoved ? red(`  -${text.slice(1)}`) : `  ${text}`);
      screen.line("The preview shows exactly these two:");
      const preview = await pulumi.run("preview --diff", "whole");
      expectPreviewed(
        left.map((address) => `- ${address}`),
        preview,
      );
      screen.line("pulumi up unassigns them.");
      await pulumi.run(up, "brief");
      await expectCalls(stage, [unassign(...left)]);
      await showTable(stage, left);
      await expectOnEni(stage, withoutLeft);
    },
  },
  {
    title: "somebody changes the ENI behind Pulumi's back",
    async run(stage) {
      const { screen, pulumi, emulator } = stage;
      screen.line(`Another client (@alicloud/pop-core) unassigns ${lost}, which the code declares,`);
      screen.line(`and assigns ${foreign}, which it does not.`);
      await callByAnotherClient(stage, "UnassignPrivateIpAddresses", lost);
      await callByAnotherClient(stage, "AssignPrivateIpAddresses", foreign);
      await emulator.takeCalls();
      await showTable(stage);
      await expectOnEni(stage, [...withoutLeft.filter((address) => address !== lost), foreign]);
      screen.line("pulumi refresh finds it:");
      await pulumi.run("refresh --yes --skip-preview --diff", "changes");
      await expectCalls(stage, []);
      screen.line("The preview shows the repair:");
      expectPreviewed([`+ ${lost}`, `- ${foreign}`], await pulumi.run("preview --diff", "whole"));
      screen.line("pulumi up repairs it.");
      await pulumi.run(up, "brief");
      await expectCalls(stage, [assign(lost), unassign(foreign)]);
      await showTable(stage, [foreign]);
      await expectOnEni(stage, withoutLeft);
    },
  },
  {
    title: "nothing has changed",
    async run(stage) {
      stage.screen.line("Another pulumi up with the same code calls the API not even once.");
      await stage.pulumi.run(`${up} --expect-no-changes`, "brief");
      const calls = await expectCalls(stage, []);
      expectSame("the number of API calls", "0", String(calls.length));
      await expectOnEni(stage, withoutLeft);
    },
  },
  {
    title: "destroy",
    async run(stage) {
      stage.screen.line("pulumi destroy unassigns what it owns; the ENI and its primary address stay.");
      await stage.pulumi.run("destroy --yes --skip-preview", "brief");
      await expectCalls(stage, [unassign(...withoutLeft)]);
      await showTable(stage, withoutLeft);
      await expectOnEni(stage, []);
    },
  },
];

async function callByAnotherClient(
  { screen, emulator }: Stage,
  action: string,
  address: string,
): Promise<void> {
  screen.line(
    dim(
      `  $ npm run ecs -- ${action} NetworkInterfaceId=${networkInterfaceId} PrivateIpAddress.1=${address}`,
    ),
  );
  await openEcs(emulator.url)(action, {
    NetworkInterfaceId: networkInterfaceId,
    "PrivateIpAddress.1": address,
  });
}

async function showTable(stage: Stage, mentioned: readonly string[] = []): Promise<void> {
  const actual = await stage.emulator.actual(networkInterfaceId);
  const desired = await stage.declaration.desired();
  for (const line of addressTable({ networkInterfaceId, actual, desired, mentioned }))
    stage.screen.line(`  ${line}`);
}

async function expectOnEni({ emulator }: Stage, addresses: readonly string[]): Promise<void> {
  const { secondary } = await emulator.actual(networkInterfaceId);
  expectAddresses(networkInterfaceId, addresses, secondary);
}

/** Shows the calls since the last time, and checks which addresses they changed. */
async function expectCalls({ screen, emulator }: Stage, writes: readonly Write[]): Promise<readonly Call[]> {
  const calls = await emulator.takeCalls();
  screen.line(`  API calls, by the emulator's log: ${calls.length}`);
  for (const call of calls) screen.line(`    ${describeCall(call)}`);
  expectWrites(writes, writesAmong(calls));
  return calls;
}
