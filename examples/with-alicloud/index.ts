import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { SecondaryPrivateIps } from "pulumi-alicloud-secondary-ips";

const config = new pulumi.Config();

// Without `privateIpAddresses` here: the ENI then leaves its secondary addresses to the resource below.
const eni = new alicloud.ecs.EcsNetworkInterface("web", {
  networkInterfaceName: "web",
  vswitchId: config.require("vSwitchId"),
  securityGroupIds: [config.require("securityGroupId")],
});

const addresses = new SecondaryPrivateIps("web", {
  networkInterfaceId: eni.id,
  privateIpAddresses: ["10.0.0.161", "10.0.0.162"],
});

export const networkInterfaceId = eni.id;
export const privateIpAddresses = addresses.privateIpAddresses;
