import { defaultSeed, type Seed } from "../../provider/emulator";
import { configFor, expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, ASSIGN } from "../helpers/provider";

// What a preview says when it may ask the cloud, by the real engine.

const demo = { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2), preflight: true };

/** The lines that a preflight wrote, each once: Pulumi shows them as they come, and again at the end. */
const linesOf = (output: string): readonly string[] => [
  ...new Set(output.split("\n").flatMap((line) => /preflight: .*|^ +- .*\.$/.exec(line)?.[0].trim() ?? [])),
];
const skips = (output: string): readonly string[] => [
  ...new Set(output.split("\n").flatMap((line) => /preflight was skipped.*/.exec(line)?.[0] ?? [])),
];
const actions = ({ emulator }: Project): readonly string[] => emulator.calls().map(({ action }) => action);

it("is silent where nothing stands against the change, and looks at nothing in an update", async () => {
  await withProject(async (project) => {
    project.declare({ web: demo });
    const { output } = expectSuccess(await project.pulumi("preview"));
    expect(linesOf(output)).toEqual([]);
    expect([...actions(project)].sort()).toEqual([
      "DescribeInstanceTypes",
      "DescribeInstances",
      "DescribeNetworkInterfaces",
      "DescribeNetworkInterfaces",
      "DescribeVSwitches",
    ]);
    project.emulator.clearCalls();
    expectSuccess(await project.pulumi("up --yes --skip-preview"));
    expect(actions(project)).toEqual(["DescribeNetworkInterfaces", ASSIGN, "DescribeNetworkInterfaces"]);
    // the argument is no input: it is not in state, and a change of it is no change
    const { web } = await project.state();
    expect(web?.inputs).not.toHaveProperty("preflight");
    project.declare({ web: { ...demo, preflight: false } });
    expectSuccess(await project.pulumi("preview --expect-no-changes"));
  });
});

it("says on each resource what up would be refused for, all in one message", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.150"] });
    emulator.associateEip({
      ...{ networkInterfaceId: "eni-spare", privateIpAddress: "10.0.0.150" },
      ...{ publicIpAddress: "203.0.113.5", allocationId: "eip-web" },
    });
    const wrong = ["10.0.0.20", "10.0.0.10", "10.0.0.254", "10.0.9.9"];
    project.declare({
      gone: { networkInterfaceId: "eni-gone", privateIpAddresses: [], preflight: true },
      spare: { networkInterfaceId: "eni-spare", privateIpAddresses: [], maxUnassign: 0, preflight: true },
      web: { ...demo, privateIpAddresses: wrong },
    });
    const { output } = expectSuccess(await project.pulumi("preview"));
    const lines = linesOf(output);
    // the resources are in no order
    for (const line of [
      "preflight: ENI eni-gone: it was not found in region cn-hangzhou; check networkInterfaceId and regionId.",
      "preflight: ENI eni-spare: 3 notes:",
      "preflight: ENI eni-demo: 4 problems:",
      "- if in state, 1 address would be unassigned (10.0.0.150), and maxUnassign allows 0; declare what shall stay, or raise maxUnassign if this is meant.",
      "- if in state, 10.0.0.150 would be unassigned, and the elastic IP 203.0.113.5 (eip-web) is bound to it; unbind it first, or set allowUnassignWithEip: true.",
      "- it holds 10.0.0.150, which the code does not declare; `up` unassigns it if it is in state, which a preflight cannot tell, and otherwise leaves it or, where it creates the resource, refuses.",
      "- 10.0.0.20 is its primary address, which it holds anyway; remove it from privateIpAddresses.",
      expect.stringMatching(/^- 10\.0\.0\.10 is held by ENI eni-demoprimary; declare another address/),
      expect.stringMatching(/^- 10\.0\.0\.254 is reserved: .* declare usable addresses/),
      expect.stringMatching(/^- 10\.0\.9\.9 is outside 10\.0\.0\.0\/24/),
    ])
      expect(lines).toContainEqual(line);
    expect(lines).toHaveLength(10);
  });
});

it("says where the instance's type allows fewer addresses, and nothing where it may not ask", async () => {
  await withProject(async (project) => {
    project.declare({ web: { ...demo, privateIpAddresses: addresses(15) } });
    const { output } = expectSuccess(await project.pulumi("preview"));
    expect(linesOf(output)).toEqual([
      "preflight: ENI eni-demo: it would hold 15 secondary private IPs, but an ENI of instance type ecs.g7.xlarge (i-demo) holds at most 14; " +
        "declare fewer addresses, or use a larger instance type.",
    ]);
    project.emulator.addFault({ action: "DescribeInstanceTypes", code: "Forbidden.RAM", times: 100 });
    const denied = expectSuccess(await project.pulumi("preview"));
    expect([linesOf(denied.output), skips(denied.output)]).toEqual([[], []]);
  });
});

it("looks for each of two resources that share an ENI", async () => {
  await withProject(async (project) => {
    const additive = { networkInterfaceId: "eni-demo", ownership: "additive", preflight: true };
    project.declare({
      taken: { ...additive, privateIpAddresses: ["10.0.0.30"] },
      none: { ...additive, privateIpAddresses: [] },
    });
    const { output } = expectSuccess(await project.pulumi("preview"));
    expect(linesOf(output)).toEqual([
      expect.stringMatching(/^preflight: ENI eni-demo: 10\.0\.0\.30 is held by ENI eni-spare/),
    ]);
  });
});

it("fails the preview where it is strict, by the config of the stack too, and passes over what is unknown or secret", async () => {
  await withProject(async (project) => {
    const taken = { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.10"] };
    project.declare({ web: { ...taken, preflight: "strict" } });
    const strict = await project.pulumi("preview");
    expect(strict.exitCode).not.toBe(0);
    expect(strict.output).toMatch(
      /SecondaryPrivateIps \(web\):\n +error: preflight: ENI eni-demo: 10\.0\.0\.10 is held by ENI eni-demoprimary/,
    );
    expect(strict.output).toContain("error: preflight is strict");
    expect(strict.output).not.toMatch(/at .*\.js:\d+/);

    project.setConfig([...configFor(project.emulator), "  alicloud-secondary-ips:preflight: strict"]);
    project.declare({ web: taken });
    expect((await project.pulumi("preview")).exitCode).not.toBe(0);
    project.declare({ web: { ...taken, preflight: false } });
    expectSuccess(await project.pulumi("preview"));
    const { privateIpAddresses, networkInterfaceId } = taken;
    project.declare({ web: { networkInterfaceId, $later: { privateIpAddresses } } });
    expectSuccess(await project.pulumi("preview"));
    project.declare({ web: { ...taken, $secret: ["privateIpAddresses"] } });
    expectSuccess(await project.pulumi("preview"));

    project.setConfig([...configFor(project.emulator), "  alicloud-secondary-ips:preflight: often"]);
    const { exitCode, output } = await project.pulumi("preview");
    expect(exitCode).not.toBe(0);
    expect(output).toContain('alicloud-secondary-ips:preflight is "often"; use true, false or strict.');
  });
});

it("lets an address leave the code where it is strict: of what is not declared it only warns", async () => {
  await withProject(async (project) => {
    const strict = { ...demo, preflight: "strict" };
    project.declare({ web: strict });
    expectSuccess(await project.pulumi("up --yes"));
    project.declare({ web: { ...strict, privateIpAddresses: ["10.0.0.101"] } });
    const { output } = expectSuccess(await project.pulumi("up --yes"));
    expect(linesOf(output)).toEqual([
      "preflight: ENI eni-demo: it holds 10.0.0.102, which the code does not declare; `up` unassigns it if it is in state, which a preflight cannot tell, " +
        "and otherwise leaves it or, where it creates the resource, refuses.",
    ]);
    expect(project.emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
  });
});

it("lets an update leave what is somebody else's where it is strict: whose an address is, only the state knows", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    const strict = { ...demo, maxUnassign: 0, preflight: "strict" };
    project.declare({ web: { ...strict, privateIpAddresses: ["10.0.0.101"] } });
    expectSuccess(await project.pulumi("up --yes"));
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.101", "10.0.0.150"] });
    emulator.associateEip({
      ...{ networkInterfaceId: "eni-demo", privateIpAddress: "10.0.0.150" },
      ...{ publicIpAddress: "203.0.113.5", allocationId: "eip-web" },
    });
    project.declare({ web: strict });
    const { output } = expectSuccess(await project.pulumi("up --yes"));
    expect(linesOf(output)).toHaveLength(4);
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([
      ...["10.0.0.101", "10.0.0.150", "10.0.0.102"],
    ]);
  });
});

it("is silent where it is strict about an address that moves, when only one of the two resources names the region", async () => {
  await withProject(async (project) => {
    project.emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.150"] });
    const strict = { preflight: "strict" };
    project.declare({
      giver: { networkInterfaceId: "eni-spare", privateIpAddresses: [], regionId: "cn-hangzhou", ...strict },
      taker: {
        ...{ networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.150"], ...strict },
        // which delays no look
        $options: { dependsOn: "giver" },
      },
    });
    const { output } = expectSuccess(await project.pulumi("preview"));
    expect(linesOf(output)).toEqual([
      expect.stringMatching(
        /^preflight: ENI eni-spare: it holds 10\.0\.0\.150, which the code does not declare/,
      ),
    ]);
  });
});

it("says once that it was skipped, where there are no credentials, or nothing answers", async () => {
  await withProject(async (project) => {
    project.declare({ web: demo, api: { ...demo, networkInterfaceId: "eni-spare", privateIpAddresses: [] } });
    const config = configFor(project.emulator);
    project.setConfig(config.filter((line) => !/Key:/.test(line)));
    const { output } = expectSuccess(await project.pulumi("preview"));
    expect(skips(output)).toEqual([expect.stringContaining("No Alibaba Cloud credentials were found.")]);

    project.setConfig(config);
    project.emulator.addFault({ action: "DescribeNetworkInterfaces", code: "Forbidden.RAM", times: 100 });
    const denied = expectSuccess(await project.pulumi("preview"));
    expect(skips(denied.output)).toEqual([expect.stringMatching(/for 2 of the resources: .*not authorized/)]);
  });
});

const many: Seed = {
  ...defaultSeed,
  vSwitches: [
    { vSwitchId: "vsw-demo", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/18" },
    { vSwitchId: "vsw-two", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.0/18" },
  ],
  networkInterfaces: Array.from({ length: 1000 }, (_, i) => ({
    networkInterfaceId: `eni-n${i}`,
    vSwitchId: i % 2 === 0 ? "vsw-demo" : "vsw-two",
    primaryIpAddress: `10.0.${(i % 2 === 0 ? 1 : 65) + Math.floor(i / 200)}.${1 + (i % 200)}`,
  })),
};

it("looks at 1,000 ENIs in at most 40 calls", async () => {
  await withProject(
    async (project) => {
      project.declare(
        Object.fromEntries(
          Array.from({ length: 1000 }, (_x, i) => [
            `n${i}`,
            {
              networkInterfaceId: `eni-n${i}`,
              privateIpAddresses: [`10.0.${(i % 2 === 0 ? 21 : 85) + Math.floor(i / 200)}.${1 + (i % 200)}`],
              preflight: true,
            },
          ]),
        ),
      );
      const { output } = expectSuccess(await project.pulumi("preview", { seconds: 170 }));
      expect(linesOf(output)).toEqual([]);
      const calls = actions(project);
      expect(calls.length).toBeGreaterThan(10);
      expect(calls.length).toBeLessThanOrEqual(40);
    },
    { seed: many },
  );
});
