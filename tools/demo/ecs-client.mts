import RpcClient from "@alicloud/pop-core";

/** The keys that every emulator accepts, in public; they open nothing else. */
const emulatorKeys = {
  accessKeyId: "emulator-access-key-id",
  accessKeySecret: "emulator-access-key-secret",
};

/** Calls one action of the ECS API. */
export type EcsCall = (action: string, parameters: Readonly<Record<string, string>>) => Promise<unknown>;

/** A client that is not ours: Alibaba Cloud's older SDK, which shares no code with the one the package uses. */
export function openEcs(url: string): EcsCall {
  const client = new RpcClient({ ...emulatorKeys, endpoint: url, apiVersion: "2014-05-26" });
  return (action, parameters) =>
    client.request(action, { RegionId: "cn-hangzhou", ...parameters }, { method: "POST", timeout: 20_000 });
}
