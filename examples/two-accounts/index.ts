import * as pulumi from "@pulumi/pulumi";
import { Provider, SecondaryPrivateIps } from "pulumi-alicloud-secondary-ips";

const config = new pulumi.Config();

// In the account of the stack: its region, and the keys of the environment.
new SecondaryPrivateIps("web", {
  networkInterfaceId: config.require("webNetworkInterfaceId"),
  privateIpAddresses: ["10.0.0.101", "10.0.0.102"],
});

// In the account that owns the role, which the keys of the environment may assume.
const network = new Provider("network", {
  region: "cn-hangzhou",
  assumeRole: { roleArn: config.require("roleArn"), sessionName: "two-accounts" },
});
const gateway = new SecondaryPrivateIps(
  "gateway",
  {
    networkInterfaceId: config.require("gatewayNetworkInterfaceId"),
    privateIpAddresses: ["10.0.0.151"],
    ownership: "additive",
  },
  { provider: network },
);

export const leftAlone = gateway.foreignPrivateIpAddresses;
