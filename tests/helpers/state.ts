import { type State, STATE_VERSION } from "../../provider/core/state";

/** The state of a resource on eni-demo without addresses, but for what the test is about. */
export function aState(about: Partial<State> = {}): State {
  return {
    stateVersion: STATE_VERSION,
    networkInterfaceId: "eni-demo",
    privateIpAddresses: {},
    ownership: "exclusive",
    regionId: "cn-hangzhou",
    adopt: true,
    allowUnassignWithEip: false,
    staleSecurityGroupRules: "off",
    staleRules: [],
    timeoutSeconds: 120,
    primaryPrivateIpAddress: "10.0.0.20",
    foreignPrivateIpAddresses: [],
    lastUnassigned: [],
    vSwitchId: "vsw-demo",
    securityGroupIds: ["sg-demo"],
    ownerId: "1234567890123456",
    ...about,
  };
}
