import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { Provider } from "../../provider";
import { EniWithSecondaryIps } from "../../provider/components";
import { registeredBy } from "./registered";

const args = {
  vSwitchId: "vsw-demo",
  securityGroupIds: ["sg-demo"],
  privateIpAddresses: ["10.0.0.101", "10.0.0.102"],
};
const ENI = "alicloud:ecs/ecsNetworkInterface:EcsNetworkInterface";
const ATTACHMENT = "alicloud:ecs/ecsNetworkInterfaceAttachment:EcsNetworkInterfaceAttachment";
const IPS = "pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps";
const COMPONENT = "pulumi-alicloud-secondary-ips:components:EniWithSecondaryIps";

it("is an ENI that leaves its secondary addresses to the resource for them", async () => {
  const found = await registeredBy(() => {
    new EniWithSecondaryIps("web", args);
  });
  expect(found.map(({ type }) => type)).toEqual([ENI, COMPONENT, IPS]);
  const [eni, , ips] = found;
  expect(eni?.inputs).toEqual({
    ...{ vswitchId: "vsw-demo", securityGroupIds: ["sg-demo"], networkInterfaceName: "web" },
  });
  expect(ips?.inputs).toMatchObject({
    ...{ networkInterfaceId: "web-id", privateIpAddresses: ["10.0.0.101", "10.0.0.102"] },
  });
  expect([eni?.parent, ips?.parent]).toEqual([`${COMPONENT} web`, `${COMPONENT} web`]);
});

it("attaches the ENI before it gets addresses, and hands on what the addresses take", async () => {
  const found = await registeredBy(() => {
    new EniWithSecondaryIps("web", {
      ...args,
      ...{
        instanceId: "i-demo",
        networkInterfaceName: "web-1",
        description: "the web",
        tags: { team: "web" },
      },
      ...{ resourceGroupId: "rg-a", primaryIpAddress: "10.0.0.20", maxUnassign: 1, ownership: "additive" },
    });
  });
  const of = (type: string) => found.find((one) => one.type === type);
  expect(of(ENI)?.inputs).toMatchObject({
    ...{ networkInterfaceName: "web-1", description: "the web", tags: { team: "web" } },
    ...{ resourceGroupId: "rg-a", primaryIpAddress: "10.0.0.20" },
  });
  expect(of(ENI)?.inputs).not.toHaveProperty("privateIpAddresses");
  expect(of(ATTACHMENT)?.inputs).toEqual({ networkInterfaceId: "web-id", instanceId: "i-demo" });
  expect(of(IPS)?.inputs).toMatchObject({ maxUnassign: 1, ownership: "additive" });
  expect(of(IPS)?.inputs).not.toHaveProperty("vSwitchId");
  expect(of(IPS)?.dependencies).toEqual([`${ENI} web`, `${ATTACHMENT} web`]);
});

it("tells what it holds", async () => {
  const told: unknown[] = [];
  await registeredBy(async () => {
    const { networkInterfaceId, privateIpAddresses } = new EniWithSecondaryIps("web", args);
    await new Promise<void>((resolve) => {
      pulumi.all([networkInterfaceId, privateIpAddresses]).apply((values) => {
        told.push(...values);
        resolve();
      });
    });
  });
  expect(told).toEqual(["web-id", ["10.0.0.101", "10.0.0.102"]]);
});

it("hands down protect, transforms and the provider of each package", async () => {
  const found = await registeredBy(() => {
    const providers = [
      new alicloud.Provider("theirs", { region: "cn-shanghai" }),
      new Provider("ours", { region: "cn-shanghai" }),
    ];
    const describe: pulumi.ResourceTransformation = ({ type, props, opts }) =>
      type === ENI
        ? { props: { ...(props as Record<string, unknown>), description: "by a transform" }, opts }
        : undefined;
    new EniWithSecondaryIps("web", args, { providers, protect: true, transformations: [describe] });
  });
  const of = (type: string) => found.find((one) => one.type === type);
  expect([of(ENI)?.provider, of(IPS)?.provider]).toEqual(["theirs", "ours"]);
  expect([of(ENI)?.isProtected, of(IPS)?.isProtected]).toEqual([true, true]);
  expect(of(ENI)?.inputs).toMatchObject({ description: "by a transform" });
});

it("refuses a provider of alicloud alone, which the addresses would not get", async () => {
  const wanted = registeredBy(() => {
    const theirs = new alicloud.Provider("theirs", { region: "cn-shanghai" });
    new EniWithSecondaryIps("web", args, { providers: [theirs] });
  });
  await expect(wanted).rejects.toThrow("Give the parent a Provider of pulumi-alicloud-secondary-ips too");
});
