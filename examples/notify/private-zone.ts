import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import { RuntimeOptions } from "@darabonba/typescript";

/** Where addresses are written down that must go when the address goes: a DNS zone, a CMDB, a monitoring system. */
export interface AddressRecords {
  /** Takes away every record of the address, and tells how many there were; none is no error. */
  remove(privateIpAddress: string): Promise<number>;
}

interface ZoneRecord {
  readonly RecordId: number;
  readonly Type: string;
  readonly Value: string;
}

const PAGE = 100;

/**
 * The A records of a zone of Alibaba Cloud DNS PrivateZone.
 * Source: https://www.alibabacloud.com/help/en/dns/api-pvtz-2018-01-01-overview; not confirmed on a real account.
 */
export function recordsOfPrivateZone(zoneId: string, config: $OpenApiUtil.Config): AddressRecords {
  const client = new OpenApi(config);
  async function call(action: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    const params = new $OpenApiUtil.Params({
      ...{
        action,
        version: "2018-01-01",
        protocol: client._protocol,
        pathname: "/",
        method: "POST",
      },
      ...{ authType: "AK", style: "RPC", reqBodyType: "formData", bodyType: "json" },
    });
    const request = new $OpenApiUtil.OpenApiRequest({ query });
    const timeouts = new RuntimeOptions({ connectTimeout: 10_000, readTimeout: 10_000 });
    return ((await client.callApi(params, request, timeouts)) as { readonly body: unknown }).body;
  }
  return {
    async remove(privateIpAddress) {
      const found: ZoneRecord[] = [];
      for (let page = 1; ; page++) {
        const body = (await call("DescribeZoneRecords", {
          ...{ ZoneId: zoneId, Keyword: privateIpAddress, PageNumber: String(page), PageSize: String(PAGE) },
        })) as { readonly Records?: { readonly Record?: readonly ZoneRecord[] } };
        const records = body.Records?.Record ?? [];
        // the keyword is looked for within names and values
        found.push(...records.filter(({ Type, Value }) => Type === "A" && Value === privateIpAddress));
        if (records.length < PAGE) break;
      }
      for (const { RecordId } of found) await call("DeleteZoneRecord", { RecordId: String(RecordId) });
      return found.length;
    },
  };
}
