import type { NetworkInterface } from "../../provider/core/model";

/** An attached secondary ENI without secondary addresses, but for what the test is about. */
export function anEni(about: Partial<NetworkInterface> = {}): NetworkInterface {
  return {
    networkInterfaceId: "eni-demo",
    status: "InUse",
    primaryPrivateIpAddress: "10.0.0.20",
    privateIpAddresses: [],
    vSwitchId: "vsw-demo",
    vpcId: "vpc-demo",
    securityGroupIds: ["sg-demo"],
    instanceId: "i-demo",
    ownerId: "1234567890123456",
    serviceManaged: false,
    elasticIps: {},
    tags: {},
    ...about,
  };
}
