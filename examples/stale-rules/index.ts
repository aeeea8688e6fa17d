import * as pulumi from "@pulumi/pulumi";
import { SecondaryPrivateIps } from "pulumi-alicloud-secondary-ips";

const config = new pulumi.Config();

const web = new SecondaryPrivateIps("web", {
  networkInterfaceId: config.require("networkInterfaceId"),
  privateIpAddresses: config.requireObject<string[]>("privateIpAddresses"),
  staleSecurityGroupRules: "vpc",
});

/** What revoke.ts reads. */
export const staleRules = web.staleSecurityGroupRules;
export const region = web.regionId;
