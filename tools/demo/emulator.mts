import { Agent, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import { ProgramFailure, start } from "../processes/start.mts";
import { repositoryRoot } from "../pulumi-cli/cache.mts";
import type { Call } from "./calls.mts";
import { UserError } from "./user-error.mts";

/** The addresses that an ENI holds now, from the emulator itself and not from the API. */
export interface Actual {
  readonly primary: string;
  readonly secondary: readonly string[];
}

/** The emulator of the ECS API, as a process of its own. */
export interface Emulator {
  readonly url: string;
  /** `127.0.0.1:PORT` */
  readonly endpoint: string;
  actual(networkInterfaceId: string): Promise<Actual>;
  /** The API calls since the last time this was asked. */
  takeCalls(): Promise<readonly Call[]>;
}

interface State {
  readonly networkInterfaces: readonly {
    readonly networkInterfaceId: string;
    readonly primaryIpAddress: string;
    readonly privateIpAddresses: readonly string[];
  }[];
}

const startMs = 30_000;

export async function startEmulator(env: NodeJS.ProcessEnv, seed: string | undefined): Promise<Emulator> {
  const program = join(repositoryRoot, "dist", "emulator", "cli.js");
  const seedArguments = seed === undefined ? [] : ["--seed", seed];
  const server = start(process.execPath, [program, "--port", "0", ...seedArguments], { env, ownGroup: true });
  const [, url = ""] = await server.waitForOutput(/^\{"url":"(.+)"\}$/m, startMs).catch((error: unknown) => {
    if (!(error instanceof ProgramFailure)) throw error;
    throw new UserError(`The emulator did not start:\n${error.output || error.reason}`.trimEnd());
  });

  return {
    url,
    endpoint: new URL(url).host,
    async actual(id) {
      const { networkInterfaces } = (await ask("GET", `${url}/emulator/state`)) as State;
      const eni = networkInterfaces.find(({ networkInterfaceId }) => networkInterfaceId === id);
      if (eni === undefined) throw new UserError(`The emulator has no ENI ${id}: the demo needs one.`);
      return { primary: eni.primaryIpAddress, secondary: eni.privateIpAddresses };
    },
    async takeCalls() {
      const calls = (await ask("GET", `${url}/emulator/calls`)) as Call[];
      await ask("DELETE", `${url}/emulator/calls`);
      return calls;
    },
  };
}

/** Not `fetch`: it would go by the proxy of the environment, if Node.js is told to use that. */
async function ask(method: "GET" | "DELETE", url: string): Promise<unknown> {
  const outgoing = request(url, { method, agent: new Agent(), timeout: 10_000 });
  outgoing.once("timeout", () => outgoing.destroy(new Error(`${url}: no answer in 10 s`)));
  const answer = once(outgoing, "response") as Promise<[NodeJS.ReadableStream]>;
  outgoing.end();
  const [response] = await answer;
  return JSON.parse(await text(response));
}
