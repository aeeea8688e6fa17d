import type { EniApi } from "../core/ports";
import { callerAccountId } from "./caller";
import { type Client, openClient } from "./client";
import { createEniReader } from "./eni-reader";
import { createEniWriter } from "./eni-writer";
import type { Pace } from "./retry";
import { createSecurityGroupReader } from "./security-groups";
import type { Settings } from "./settings/settings";

/**
 * Opens the API of one region for the settings given.
 * @throws UserError when there are no credentials.
 */
export async function openEniApi(regionId: string, settings: Settings, pace: Pace): Promise<EniApi> {
  return eniApiOf(await openClient(regionId, settings, pace));
}

export function eniApiOf(client: Client): EniApi {
  const reader = createEniReader(client);
  return {
    regionId: client.regionId,
    reader,
    writer: createEniWriter(client, (id) => {
      reader.forget(id);
    }),
    securityGroups: createSecurityGroupReader(client),
    callerAccountId: (deadline) => callerAccountId(client, deadline),
  };
}
