import type { Seed } from "../cloud/model";

/** A small demo account: one instance with a primary and a secondary interface, and one spare interface. */
export const defaultSeed: Seed = {
  accountId: "1234567890123456",
  vpcs: [{ vpcId: "vpc-demo", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" }],
  vSwitches: [
    { vSwitchId: "vsw-demo", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/24" },
  ],
  securityGroups: [{ securityGroupId: "sg-demo", vpcId: "vpc-demo" }],
  instances: [{ instanceId: "i-demo", instanceType: "ecs.g7.xlarge", vSwitchId: "vsw-demo" }],
  networkInterfaces: [
    {
      networkInterfaceId: "eni-demoprimary",
      vSwitchId: "vsw-demo",
      type: "Primary",
      instanceId: "i-demo",
      primaryIpAddress: "10.0.0.10",
      securityGroupIds: ["sg-demo"],
    },
    {
      networkInterfaceId: "eni-demo",
      vSwitchId: "vsw-demo",
      instanceId: "i-demo",
      primaryIpAddress: "10.0.0.20",
      securityGroupIds: ["sg-demo"],
    },
    {
      networkInterfaceId: "eni-spare",
      vSwitchId: "vsw-demo",
      primaryIpAddress: "10.0.0.30",
      securityGroupIds: ["sg-demo"],
    },
  ],
};
