import { held, runShown } from "../helpers/histories";
import { expectSuccess, withProject } from "../helpers/project";
import { addresses } from "../helpers/provider";

// What is asked before addresses go, and told after, by the real engine.

const web = { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(4) };

it("refuses what would unassign too much, tells of rules that name what went, and hands them to the program", async () => {
  await withProject(async (project) => {
    project.declare({ web });
    expectSuccess(await runShown(project, "up"));
    project.emulator.associateEip({
      ...{ networkInterfaceId: "eni-demo", privateIpAddress: "10.0.0.103" },
      ...{ publicIpAddress: "203.0.113.3", allocationId: "eip-web" },
    });

    const none = { ...web, privateIpAddresses: [], staleSecurityGroupRules: "attached" };
    project.declare({ web: { ...none, maxUnassign: 3 } });
    const refused = await runShown(project, "up");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain("ENI eni-demo: 2 problems:");
    expect(refused.output).toContain("4 addresses would be unassigned");
    expect(refused.output).toContain("the elastic IP 203.0.113.3 (eip-web) is bound to it");
    expect(held(project)).toEqual(addresses(4));

    project.declare({ web: { ...none, allowUnassignWithEip: true } });
    const { output } = expectSuccess(await runShown(project, "up"));
    expect(output).toContain("security group sg-demo (web) still names 10.0.0.102, which was unassigned");
    expect(held(project)).toEqual([]);
    const told = expectSuccess(await project.pulumi("stack output --json"));
    const outputs = JSON.parse(told.output) as { readonly web: { readonly stale: readonly object[] } };
    expect(outputs.web.stale).toMatchObject([
      { securityGroupRuleId: "sgr-web", privateIpAddress: "10.0.0.102" },
    ]);

    project.emulator.clearCalls();
    expectSuccess(await project.pulumi("up --yes --expect-no-changes"));
    expect(project.emulator.calls()).toEqual([]);
    expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
    expectSuccess(await project.pulumi("destroy --yes"));
  });
});
