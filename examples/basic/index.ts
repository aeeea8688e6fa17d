import * as pulumi from "@pulumi/pulumi";
import { SecondaryPrivateIps } from "pulumi-alicloud-secondary-ips";

// The stack's config file declares the addresses: delete one there, and the next `pulumi up` unassigns it.
const config = new pulumi.Config();

const web = new SecondaryPrivateIps("web", {
  networkInterfaceId: config.require("networkInterfaceId"),
  privateIpAddresses: config.requireObject<string[]>("privateIpAddresses"),
});

export const primaryPrivateIpAddress = web.primaryPrivateIpAddress;
export const lastUnassigned = web.lastUnassigned;
