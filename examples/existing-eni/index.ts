import * as pulumi from "@pulumi/pulumi";
import { SecondaryPrivateIps } from "pulumi-alicloud-secondary-ips";

const config = new pulumi.Config();

// The primary ENI of an instance that this program did not create. "additive" leaves alone what others assigned to it.
const service = new SecondaryPrivateIps("service", {
  networkInterfaceId: config.require("primaryNetworkInterfaceId"),
  privateIpAddresses: ["10.0.0.151", "10.0.0.152"],
  ownership: "additive",
});

export const leftAlone = service.foreignPrivateIpAddresses;
