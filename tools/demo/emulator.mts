import { Agent, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import { repositoryRoot } from "../pulumi-cli/cache.mts";
import type { Call } from "./calls.mts";
import type { Children } from "./children.mts";
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

export async function startEmulator(
  children: Children,
  env: NodeJS.ProcessEnv,
  seed: string | undefined,
): Promise<Emulator> {
  const program = join(repositoryRoot, "dist", "emulator", "cli.js");
  const seedArguments = seed === undefined ? [] : ["--seed", seed];
  const child = children.start(process.execPath, [program, "--port", "0", ...seedArguments], env);
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the emulator has no stdout");
  const words: string[] = [];
  createInterface(stderr).on("line", (line) => words.push(line));
  const signal = AbortSignal.timeout(startMs);
  const firstLine = once(createInterface(stdout), "line", { signal }) as Promise<[string]>;
  const end = once(child, "close", { signal }).then(() => undefined);
  const first = await Promise.race([firstLine, end]).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    words.push(`no answer in ${startMs / 1000} s`);
    return undefined;
  });
  // the other one of the two never comes, or comes at the end of the demo
  firstLine.catch(() => undefined);
  end.catch(() => undefined);
  if (first === undefined) throw new UserError(["The emulator did not start:", ...words].join("\n"));
  const { url } = JSON.parse(first[0]) as { url: string };

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
