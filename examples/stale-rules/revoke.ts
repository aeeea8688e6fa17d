import { execFileSync } from "node:child_process";
import * as ecs from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import type { StaleSecurityGroupRule } from "pulumi-alicloud-secondary-ips";

// Shows the rules that the last `pulumi up` found, and revokes them with --yes. A rule that names a prefix list is left to you: other
// addresses of the list may need it.

interface Outputs {
  readonly staleRules: readonly StaleSecurityGroupRule[];
  readonly region: string;
}

function clientFor(regionId: string): ecs.default {
  const { ECS_ENDPOINT: url, ALICLOUD_ACCESS_KEY, ALICLOUD_SECRET_KEY } = process.env;
  if (!ALICLOUD_ACCESS_KEY || !ALICLOUD_SECRET_KEY)
    throw new Error("set ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY");
  const config = {
    regionId,
    accessKeyId: ALICLOUD_ACCESS_KEY,
    accessKeySecret: ALICLOUD_SECRET_KEY,
    // an emulator, or an endpoint of one's own
    ...(url && {
      endpoint: url.replace(/^https?:\/\//, ""),
      protocol: url.startsWith("http:") ? "HTTP" : "HTTPS",
    }),
  };
  return new ecs.default(new $OpenApiUtil.Config(config));
}

async function main(): Promise<void> {
  const text = execFileSync("pulumi", ["stack", "output", "--json"], { encoding: "utf8" });
  const { staleRules, region } = JSON.parse(text) as Outputs;
  const isSure = process.argv.includes("--yes");
  const client = clientFor(region);
  for (const rule of staleRules) {
    const { securityGroupId, securityGroupRuleId: id, direction, privateIpAddress, prefixListId } = rule;
    const what = `rule ${id} of ${securityGroupId}, which names ${privateIpAddress}`;
    if (prefixListId !== undefined) {
      console.log(`left: ${what} by prefix list ${prefixListId}`);
      continue;
    }
    const request = { regionId: region, securityGroupId, securityGroupRuleId: [id] };
    if (!isSure) console.log(`would revoke: ${what}`);
    else if (direction === "ingress")
      await client.revokeSecurityGroup(new ecs.RevokeSecurityGroupRequest(request));
    else await client.revokeSecurityGroupEgress(new ecs.RevokeSecurityGroupEgressRequest(request));
    if (isSure) console.log(`revoked: ${what}`);
  }
  if (staleRules.length === 0) console.log("no rule names an address that the last `pulumi up` unassigned");
  else if (!isSure) console.log("nothing was changed: run it again with --yes");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
