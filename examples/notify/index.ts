import * as pulumi from "@pulumi/pulumi";
import { EniWithSecondaryIps, SecondaryIpNotifications } from "pulumi-alicloud-secondary-ips/components";

const config = new pulumi.Config();

const web = new EniWithSecondaryIps("web", {
  vSwitchId: config.require("vSwitchId"),
  securityGroupIds: [config.require("securityGroupId")],
  privateIpAddresses: config.requireObject<string[]>("privateIpAddresses"),
});

const functionName = config.get("functionName");
const told = new SecondaryIpNotifications("secondary-ips", {
  dingTalk: { webhookUrl: config.require("robot"), secret: config.requireSecret("robotSecret") },
  // mail by CloudMonitor, which needs no sender of Direct Mail
  contacts: { mail: config.require("mail") },
  // handler.ts, deployed by you
  ...(functionName !== undefined && { functionCompute: { functionName } }),
});

export const networkInterfaceId = web.networkInterfaceId;
export const rules = told.ruleNames;
