import * as ecs from "@alicloud/ecs20140526";
import type { EniWriter } from "../core/ports";
import type { Client } from "./client";

/** Writes to ENIs of one region; `onWrite` is called before and after each call, with the ENI's id. */
export function createEniWriter(client: Client, onWrite: (networkInterfaceId: string) => void): EniWriter {
  const writing = async <T>(networkInterfaceId: string, call: () => Promise<T>): Promise<T> => {
    onWrite(networkInterfaceId);
    try {
      return await call();
    } finally {
      onWrite(networkInterfaceId);
    }
  };
  const target = (networkInterfaceId: string, addresses: readonly string[]) => ({
    regionId: client.regionId,
    networkInterfaceId,
    privateIpAddress: [...addresses],
  });
  return {
    assign: (networkInterfaceId, addresses, { clientToken, deadline }) =>
      writing(networkInterfaceId, async () => {
        const request = new ecs.AssignPrivateIpAddressesRequest({
          ...target(networkInterfaceId, addresses),
          clientToken,
        });
        await client.call(
          "AssignPrivateIpAddresses",
          (sdk, runtime) => sdk.assignPrivateIpAddressesWithOptions(request, runtime),
          { repeatable: true, deadline },
        );
      }),

    unassign: (networkInterfaceId, addresses, { deadline }) =>
      writing(networkInterfaceId, async () => {
        const request = new ecs.UnassignPrivateIpAddressesRequest(target(networkInterfaceId, addresses));
        await client.call(
          "UnassignPrivateIpAddresses",
          (sdk, runtime) => sdk.unassignPrivateIpAddressesWithOptions(request, runtime),
          { repeatable: false, deadline },
        );
      }),
  };
}
