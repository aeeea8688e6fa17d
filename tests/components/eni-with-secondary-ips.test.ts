import * as pulumi from "@pulumi/pulumi";
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
