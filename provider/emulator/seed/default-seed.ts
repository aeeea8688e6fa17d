import type { Seed } from "../cloud/model";

/**
 * A small demo account: one instance with a primary and a secondary interface, one spare interface in a resource group of its
 * own, an elastic IP, and rules that name addresses which the demo assigns to `eni-demo` and unassigns again.
 */
export const defaultSeed: Seed = {
  accountId: "1234567890123456",
  vpcs: [{ vpcId: "vpc-demo", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" }],
  vSwitches: [
    { vSwitchId: "vsw-demo", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/24" },
  ],
  securityGroups: [
    {
      securityGroupId: "sg-demo",
      vpcId: "vpc-demo",
      securityGroupName: "web",
      rules: [
        {
          ...{
            securityGroupRuleId: "sgr-office",
            direction: "ingress",
            ipProtocol: "TCP",
            portRange: "443/443",
          },
          ...{ sourceCidrIp: "10.0.0.0/16", description: "the whole VPC" },
        },
        {
          ...{
            securityGroupRuleId: "sgr-web",
            direction: "ingress",
            ipProtocol: "TCP",
            portRange: "8080/8080",
          },
          ...{ sourceCidrIp: "10.0.0.102/32", description: "the second web address" },
        },
      ],
    },
    {
      securityGroupId: "sg-data",
      vpcId: "vpc-demo",
      securityGroupName: "data",
      rules: [
        {
          ...{
            securityGroupRuleId: "sgr-data",
            direction: "ingress",
            ipProtocol: "TCP",
            portRange: "5432/5432",
          },
          ...{ sourceCidrIp: "10.0.0.104", description: "the fourth web address" },
        },
        {
          ...{
            securityGroupRuleId: "sgr-list",
            direction: "ingress",
            ipProtocol: "TCP",
            portRange: "6379/6379",
          },
          ...{ prefixListId: "pl-web", description: "all of pl-web" },
        },
      ],
    },
  ],
  prefixLists: [
    {
      prefixListId: "pl-web",
      entries: [
        { cidr: "10.0.0.101/32", description: "the first web address" },
        { cidr: "10.0.0.103/32", description: "the third web address" },
      ],
    },
  ],
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
      publicIpAddresses: { "10.0.0.20": { publicIpAddress: "203.0.113.20", allocationId: "eip-demo" } },
      securityGroupIds: ["sg-demo"],
    },
    {
      networkInterfaceId: "eni-spare",
      vSwitchId: "vsw-demo",
      primaryIpAddress: "10.0.0.30",
      resourceGroupId: "rg-spare",
      securityGroupIds: ["sg-demo"],
    },
  ],
};
