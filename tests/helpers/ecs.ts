import RPCClient from "@alicloud/pop-core";
import { defaultAccessKey, type Emulator } from "../../provider/emulator";

/** Calls the emulator behind Pulumi's back, as somebody in the console would, with a client that is not ours. */
export function ecs(
  emulator: Emulator,
  action: string,
  parameters: Record<string, string>,
): Promise<unknown> {
  const client = new RPCClient({ ...defaultAccessKey, endpoint: emulator.url, apiVersion: "2014-05-26" });
  return client.request(action, { RegionId: "cn-hangzhou", ...parameters });
}
