import { $OpenApiUtil } from "@alicloud/openapi-core";
import type { Deadline } from "../core/ports";
import { type Client, timeoutsFor } from "./client";

/**
 * The id of the account whose keys the client uses; undefined where STS does not say it: not reachable, or denied.
 * Source: GetCallerIdentity, https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-getcalleridentity
 */
export async function callerAccountId({ sts }: Client, deadline: Deadline): Promise<string | undefined> {
  const params = new $OpenApiUtil.Params({
    action: "GetCallerIdentity",
    version: "2015-04-01",
    protocol: sts._protocol,
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  try {
    const reply: unknown = await sts.callApi(
      params,
      new $OpenApiUtil.OpenApiRequest({}),
      timeoutsFor(deadline.remaining()),
    );
    const { body } = reply as { readonly body?: { readonly AccountId?: unknown } };
    return typeof body?.AccountId === "string" ? body.AccountId : undefined;
  } catch {
    return undefined;
  }
}
