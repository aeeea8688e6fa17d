import type * as pulumi from "@pulumi/pulumi";
import { SecondaryPrivateIps } from "pulumi-alicloud-secondary-ips";

/** What the tests are about: `count` addresses from 10.0.0.101 on. */
export function declareWebAddresses(
  networkInterfaceId: pulumi.Input<string>,
  count: number,
): SecondaryPrivateIps {
  const privateIpAddresses = Array.from({ length: count }, (_, i) => `10.0.0.${101 + i}`);
  return new SecondaryPrivateIps("web", { networkInterfaceId, privateIpAddresses });
}
