import * as pulumi from "@pulumi/pulumi";

/** The one id; any other number is a mistake to be told at once, and not an address on a wrong ENI. */
export function onlyOne(ids: readonly string[], instanceId: string, resourceGroupId?: string): string {
  const [only = "", ...others] = ids;
  if (only !== "" && others.length === 0) return only;
  const where = resourceGroupId === undefined ? "" : ` in resource group ${resourceGroupId}`;
  throw new pulumi.RunError(
    only === ""
      ? `There is no primary ENI of instance ${instanceId}${where}: check instanceId, resourceGroupId and alicloud:region.`
      : `There are ${ids.length} ENIs of instance ${instanceId}${where} (${ids.join(", ")}): look for fewer.`,
  );
}
