import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { SecondaryPrivateIps } from "pulumi-alicloud-secondary-ips";
import { onlyOne } from "./only-one";

const config = new pulumi.Config();
const instanceId = config.require("instanceId");
const resourceGroupId = config.get("resourceGroupId");

// By resource group, instance and type, as one picks it in the console; also by `tags`, `networkInterfaceName` and `vswitchId`.
const found = alicloud.ecs.getEcsNetworkInterfacesOutput({
  instanceId,
  type: "Primary",
  ...(resourceGroupId !== undefined && { resourceGroupId }),
});

const networkInterfaceId = found.ids.apply((ids) => onlyOne(ids, instanceId, resourceGroupId));

const addresses = new SecondaryPrivateIps("web", {
  networkInterfaceId,
  privateIpAddresses: ["10.0.0.151", "10.0.0.152"],
  ownership: "additive",
});

export const privateIpAddresses = addresses.privateIpAddresses;
