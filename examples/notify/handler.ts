import * as ecs from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import { ipEventsIn } from "./ip-events";
import { type AddressRecords, recordsOfPrivateZone } from "./private-zone";

// A function of Function Compute: takes addresses that were unassigned out of a DNS zone. An event may come twice, late, or in any order, so
// it is a hint only: what counts is whether an ENI holds the address now. A second time there is nothing left to do.

/** Whether an ENI holds the address by now. */
export type IsHeld = (privateIpAddress: string) => Promise<boolean>;

/** Answers the addresses whose records went. Rejects where a second delivery may help: the API failed. */
export async function cleanUp(
  payload: unknown,
  records: AddressRecords,
  isHeld: IsHeld,
): Promise<readonly string[]> {
  const gone = ipEventsIn(payload).filter(({ what }) => what === "unassigned");
  const addresses = new Set(gone.flatMap(({ privateIpAddresses }) => privateIpAddresses));
  const removed: string[] = [];
  for (const address of addresses) {
    if (await isHeld(address)) {
      console.log(`${address} is held by an ENI again: its records stay`);
      continue;
    }
    const count = await records.remove(address);
    console.log(`${address}: ${count} records removed`);
    if (count > 0) removed.push(address);
  }
  return removed;
}

/** By the filter for secondary addresses, of which the events tell; the role of the function needs `ecs:DescribeNetworkInterfaces`. */
export function heldInRegion(regionId: string, config: $OpenApiUtil.Config): IsHeld {
  const client = new ecs.default(config);
  return async (privateIpAddress) => {
    const request = new ecs.DescribeNetworkInterfacesRequest({
      regionId,
      privateIpAddress: [privateIpAddress],
    });
    const { body } = await client.describeNetworkInterfaces(request);
    return (body?.networkInterfaceSets?.networkInterfaceSet ?? []).length > 0;
  };
}

/** What Function Compute hands over beside the event. */
interface Context {
  readonly region: string;
  /** Of the function's role. */
  readonly credentials: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken: string;
  };
}

/** The entry point, `handler.handler`; `ZONE_ID` is set on the function. */
export async function handler(event: unknown, { region, credentials }: Context): Promise<readonly string[]> {
  const { ZONE_ID: zoneId } = process.env;
  if (!zoneId) throw new Error("ZONE_ID is not set");
  const config = (endpoint: string) =>
    new $OpenApiUtil.Config({ ...credentials, regionId: region, endpoint });
  const records = recordsOfPrivateZone(zoneId, config("pvtz.aliyuncs.com"));
  return cleanUp(event, records, heldInRegion(region, config(`ecs.${region}.aliyuncs.com`)));
}
