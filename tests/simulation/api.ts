import type * as ecs from "@alicloud/ecs20140526";
import type { RuntimeOptions } from "@darabonba/typescript";
import type { EniApi } from "../../provider/core/ports";
import { clientOf } from "../../provider/ecs/client";
import { eniApiOf } from "../../provider/ecs/eni-api";
import { DEFAULT_PACE } from "../../provider/ecs/retry";
import type { ShownEni } from "./enis";
import { SECRET } from "./reply";
import type { Call } from "./weather";

// The simulated cloud as the SDK shows it: requests, and the bodies of replies.

/** For how long the SDK waits for a reply. */
export type Waits = Pick<RuntimeOptions, "readTimeout">;
export type Target = Pick<
  ecs.AssignPrivateIpAddressesRequest,
  "networkInterfaceId" | "privateIpAddress" | "clientToken"
>;

/** How the cloud serves one process. */
export interface Service {
  /** A call that changes nothing: the work answers what there is when the cloud comes to it. */
  readonly meet: <T>(call: Call, waits: Waits, work: () => T) => Promise<T>;
  /** @param body What it is answered with. */
  readonly write: <T extends object>(
    action: "assign" | "unassign",
    request: Target,
    waits: Waits,
    body: T,
  ) => Promise<{ body: T }>;
  /** What a look shows of these ENIs, or of all. */
  readonly look: (ids: readonly string[] | undefined) => readonly ShownEni[];
  readonly isInstanceStarting: () => boolean;
}

/** That ENIs are attached to. */
const INSTANCE = "i-demo";

const PLACE = { vSwitchId: "vsw-demo", vpcId: "vpc-demo", ownerId: "1234567890123456" };

export function apiOf({ meet, write, look, isInstanceStarting }: Service): EniApi {
  const sdk = {
    assignPrivateIpAddressesWithOptions: (request: Target, waits: Waits) =>
      write("assign", request, waits, {
        requestId: "R",
        assignedPrivateIpAddressesSet: { privateIpSet: { privateIpAddress: request.privateIpAddress } },
      }),
    unassignPrivateIpAddressesWithOptions: (request: Target, waits: Waits) =>
      write("unassign", request, waits, { requestId: "R" }),
    describeNetworkInterfacesWithOptions: (request: ecs.DescribeNetworkInterfacesRequest, waits: Waits) =>
      meet("describe", waits, () => {
        const { networkInterfaceId: wanted, privateIpAddress: having } = request;
        const found = look(wanted).filter(
          ({ primary, addresses }) =>
            having === undefined || having.some((one) => [primary, ...addresses].includes(one)),
        );
        return {
          body: { requestId: "R", networkInterfaceSets: { networkInterfaceSet: found.map(shownAs) } },
        };
      }),
    describeInstancesWithOptions: (_request: unknown, waits: Waits) =>
      meet("instances", waits, () => {
        const status = isInstanceStarting() ? "Starting" : "Running";
        return { body: { requestId: "R", instances: { instance: [{ instanceId: INSTANCE, status }] } } };
      }),
  };
  const callApi = (_params: unknown, _request: unknown, waits: Waits) =>
    meet("caller", waits, () => ({ body: { AccountId: PLACE.ownerId } }));
  const client = clientOf({
    ...{ regionId: "cn-hangzhou", pace: DEFAULT_PACE, url: "http://simulated", secrets: () => [SECRET] },
    renew: () => Promise.resolve(),
    sdk: sdk as never,
    sts: { callApi } as never,
  });
  return eniApiOf(client);
}

const shownAs = ({ id, status, primary, addresses }: ShownEni) => ({
  ...PLACE,
  ...{ networkInterfaceId: id, status, privateIpAddress: primary },
  instanceId: status === "InUse" ? INSTANCE : "",
  securityGroupIds: { securityGroupId: ["sg-demo"] },
  privateIpSets: {
    privateIpSet: [
      { primary: true, privateIpAddress: primary },
      ...addresses.map((privateIpAddress) => ({ primary: false, privateIpAddress })),
    ],
  },
});
