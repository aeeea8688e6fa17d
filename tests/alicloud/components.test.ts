import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectSuccess, type Project, withProject } from "../helpers/project";
import { ASSIGN, UNASSIGN } from "../helpers/provider";
import { configOf, withStandIn } from "./stand-in";

// The components and the look-up on the real engine, with the plugin of @pulumi/alicloud: the emulator is ECS.

const setProgram = ({ directory }: Project, code: string): void => {
  writeFileSync(
    join(directory, "index.js"),
    `
const pulumi = require("@pulumi/pulumi");
const alicloud = require("@pulumi/alicloud");
const { SecondaryPrivateIps } = require("pulumi-alicloud-secondary-ips");
const { EniWithSecondaryIps, SecondaryIpNotifications } = require("pulumi-alicloud-secondary-ips/components");
${code}
`,
  );
};

const eniArgs = (addresses: readonly string[]): string =>
  JSON.stringify({
    ...{ vSwitchId: "vsw-demo", securityGroupIds: ["sg-demo"], instanceId: "i-demo" },
    ...{ tags: { team: "web" }, primaryIpAddress: "10.0.0.60", privateIpAddresses: addresses },
  });
const up = async (project: Project) =>
  expectSuccess(await project.pulumi("up --yes --skip-preview", { seconds: 120 }));
const unchanged = async (project: Project) =>
  expectSuccess(await project.pulumi("preview --refresh --expect-no-changes", { seconds: 120 }));
const actions = ({ emulator }: Project, pattern: RegExp): readonly string[] =>
  emulator.calls().flatMap(({ action }) => (pattern.test(action) ? [action] : []));

it("makes, changes, renames and destroys an ENI with its addresses, each in the right order", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    const before = emulator.networkInterfaces().length;
    setProgram(
      project,
      `const web = new EniWithSecondaryIps("web", ${eniArgs(["10.0.0.101", "10.0.0.102"])});
       exports.id = web.networkInterfaceId; exports.held = web.privateIpAddresses; exports.primary = web.primaryPrivateIpAddress;`,
    );
    await up(project);
    const made = emulator
      .networkInterfaces()
      .find(({ primaryIpAddress }) => primaryIpAddress === "10.0.0.60");
    expect(made).toMatchObject({
      ...{ instanceId: "i-demo", networkInterfaceName: "web", securityGroupIds: ["sg-demo"] },
      ...{ privateIpAddresses: ["10.0.0.101", "10.0.0.102"] },
    });
    expect(actions(project, /^(Create|Attach|Assign)/)).toEqual([
      ...["CreateNetworkInterface", "AttachNetworkInterface", ASSIGN],
    ]);
    await unchanged(project);

    // another name, and one address less: the ENI stays
    emulator.clearCalls();
    setProgram(
      project,
      `const web = new EniWithSecondaryIps("front", ${eniArgs(["10.0.0.102"]).replace("{", '{ "networkInterfaceName": "web", ')}, {
         aliases: [{ name: "web" }] });
       exports.gone = web.lastUnassigned;`,
    );
    await up(project);
    expect(actions(project, /^(Create|Attach|Assign|Unassign|Detach|Delete)/)).toEqual([UNASSIGN]);
    expect(emulator.networkInterface(made?.networkInterfaceId ?? "")).toMatchObject({
      privateIpAddresses: ["10.0.0.102"],
    });
    await unchanged(project);

    emulator.clearCalls();
    expectSuccess(await project.pulumi("destroy --yes", { seconds: 120 }));
    expect(actions(project, /^(Unassign|Detach|Delete)/)).toEqual([
      ...[UNASSIGN, "DetachNetworkInterface", "DeleteNetworkInterface"],
    ]);
    expect(emulator.networkInterfaces()).toHaveLength(before);
  });
});

it("finds the primary ENI of an instance, and holds addresses there", async () => {
  await withProject(async (project) => {
    setProgram(
      project,
      `const found = alicloud.ecs.getEcsNetworkInterfacesOutput({ instanceId: "i-demo", type: "Primary" });
       new SecondaryPrivateIps("web", { networkInterfaceId: found.ids.apply(([id]) => id), privateIpAddresses: ["10.0.0.151"], ownership: "additive" });`,
    );
    await up(project);
    expect(project.emulator.networkInterface("eni-demoprimary")?.privateIpAddresses).toEqual(["10.0.0.151"]);
    await unchanged(project);
  });
});

const channels = `{
  dingTalk: { webhookUrl: "https://oapi.dingtalk.com/robot/send?access_token=t", secret: "SECnotinstate" },
  mail: { from: "net@example.com", to: "ops@example.com" },
  webhook: { url: "https://example.com/ips", token: "TOKENnotinstate" },
  queue: { name: "ips" },
  functionCompute: { functionName: "clean-up" },
  contacts: { mail: "ops@example.com" },
  networkInterfaceIds: ["eni-demo"],
  createServiceLinkedRoles: true,
}`;

it("makes a rule for each channel, changes nothing the second time, and takes all away but the account's roles", async () => {
  await withStandIn(async (standIn) => {
    await withProject(async (project) => {
      project.setConfig(configOf(project, standIn));
      setProgram(
        project,
        `const told = new SecondaryIpNotifications("ips", ${channels}); exports.rules = told.ruleNames;`,
      );
      expectSuccess(await project.pulumi("up --yes --skip-preview", { seconds: 240 }));
      expect([...standIn.rules.keys()].sort()).toEqual([
        ...["ips-dingtalk", "ips-mail", "ips-queue", "ips-webhook"],
      ]);
      for (const rule of standIn.rules.values())
        expect(rule).toMatchObject({
          ...{ EventBusName: "default", Status: "ENABLE" },
          FilterPattern:
            '{"source":["acs.ecs"],"type":["ecs:NetworkInterface:PrivateIPUnassigned","ecs:NetworkInterface:PrivateIPAssigned"],' +
            '"data":{"eniId":["eni-demo"]}}',
        });
      const [alarm] = standIn.alarmRules.values();
      expect(alarm).toMatchObject({
        EventPattern: {
          ...{ Product: "ecs", SQLFilter: "eni-demo", LevelList: { LevelList: ["INFO"] } },
          NameList: {
            NameList: ["NetworkInterface:PrivateIPUnassigned", "NetworkInterface:PrivateIPAssigned"],
          },
        },
      });
      expect([[...standIn.contacts.keys()], [...standIn.groups.keys()]]).toEqual([["ips"], ["ips"]]);
      expect([...standIn.triggers.keys()]).toEqual(["clean-up/ips-function"]);
      expect(standIn.unknown).toEqual([]);
      const encrypted = expectSuccess(await project.pulumi("stack export")).output;
      expect(encrypted).not.toMatch(/SECnotinstate|TOKENnotinstate/);
      expectSuccess(await project.pulumi("preview --refresh --expect-no-changes", { seconds: 240 }));

      expectSuccess(await project.pulumi("destroy --yes", { seconds: 240 }));
      expect([standIn.rules, standIn.alarmRules, standIn.contacts, standIn.groups, standIn.triggers]).toEqual(
        Array.from({ length: 5 }, () => new Map()),
      );
      expect(standIn.roles.size).toBe(2);
    });
  });
});
