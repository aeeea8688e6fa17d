import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import RpcClient from "@alicloud/pop-core";
import type { AccessKey } from "../../../provider/emulator";

// Clients of the vendor, each of which signs and writes requests by code of its own. All play the same stories.

export type Answer = Readonly<Record<string, unknown>>;

export interface Client {
  /** What the service answers; of a refusal its `Code` and `HttpStatus`. A list is a repeat list, one of objects a list of structures. */
  readonly call: (action: string, parameters?: Readonly<Record<string, unknown>>) => Promise<Answer>;
  readonly close: () => void;
}

/** A client that is led to an emulator. */
export type Open = (endpoint: string, key: AccessKey) => Client;

const popCore =
  (method: "GET" | "POST"): Open =>
  (endpoint, key) => {
    const client = new RpcClient({ ...key, endpoint: `http://${endpoint}`, apiVersion: "2014-05-26" });
    return {
      async call(action, parameters) {
        try {
          return await client.request<Answer>(action, { RegionId: "cn-hangzhou", ...parameters }, { method });
        } catch (error) {
          const { code, entry } = error as { code?: string; entry?: { response: { statusCode: number } } };
          if (entry === undefined) throw error;
          return { Code: code, HttpStatus: entry.response.statusCode };
        }
      },
      close: () => undefined,
    };
  };

/** One process that answers a line of JSON for each it is given. */
const python =
  (script: string): Open =>
  (endpoint, { accessKeyId, accessKeySecret, securityToken = "" }) => {
    const args = [join(__dirname, script), endpoint, accessKeyId, accessKeySecret, securityToken];
    const child: ChildProcessWithoutNullStreams = spawn(process.env["TEST_PYTHON"] ?? "", args);
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    const ended = new Promise<never>((_, reject) => {
      child.on("error", reject).on("close", () => {
        reject(new Error(`${script} ended: ${complaint}`));
      });
    });
    ended.catch(() => undefined);
    const lines = createInterface(child.stdout);
    return {
      async call(action, parameters = {}) {
        const line = new Promise<string>((resolve) => lines.once("line", resolve));
        child.stdin.write(`${JSON.stringify({ action, parameters })}\n`);
        return JSON.parse(await Promise.race([line, ended])) as Answer;
      },
      close: () => {
        child.kill("SIGKILL");
      },
    };
  };

export const clients: readonly (readonly [name: string, open: Open])[] = [
  ["@alicloud/pop-core over GET", popCore("GET")],
  ["@alicloud/pop-core over POST", popCore("POST")],
  ["the legacy Python SDK", python("legacy_sdk.py")],
  ["the Python SDK", python("sdk.py")],
];
