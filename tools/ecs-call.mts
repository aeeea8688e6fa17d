// npm run ecs -- <Action> [Key=Value ...]: one call to the emulator, by hand; see --help below
import { parseArgs } from "node:util";
import { openEcs } from "./demo/ecs-client.mts";
import { UserError } from "./demo/user-error.mts";

const defaultEndpoint = "127.0.0.1:8190";

const help = `Usage: npm run ecs -- [--endpoint <host:port>] <Action> [Key=Value ...]

Calls one action of the ECS API on the emulator that \`npm run emulator\` has started, as somebody else would who does
not use Pulumi, and prints the answer as JSON. RegionId is cn-hangzhou unless it is given.

  --endpoint <host:port>  the emulator, on this machine only (default: ${defaultEndpoint})
  --help                  prints this

Examples:
  npm run ecs -- DescribeNetworkInterfaces NetworkInterfaceId.1=eni-demo
  npm run ecs -- UnassignPrivateIpAddresses NetworkInterfaceId=eni-demo PrivateIpAddress.1=10.0.0.101
  npm run ecs -- AssignPrivateIpAddresses NetworkInterfaceId=eni-demo PrivateIpAddress.1=10.0.0.200
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { endpoint: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [action, ...pairs] = positionals;
  if (action === undefined)
    throw new UserError("which action? For example DescribeNetworkInterfaces; see --help");
  if (!/^[A-Za-z]+$/.test(action))
    throw new UserError(`the action comes first, and "${action}" is none; see --help`);
  const url = loopbackUrl(values.endpoint ?? defaultEndpoint);
  const { answer, isError } = await call(url, action, readParameters(pairs));
  console.log(JSON.stringify(answer, undefined, 2));
  return isError ? 1 : 0;
}

/** This client carries the emulator's keys, which say nothing to anybody else. */
function loopbackUrl(endpoint: string): string {
  const text = /^https?:\/\//.test(endpoint) ? endpoint : `http://${endpoint}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url !== undefined && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  if (!isLoopback || url.protocol !== "http:")
    throw new UserError(
      `--endpoint ${endpoint}: this command is for an emulator on this machine, such as ${defaultEndpoint}`,
    );
  return `http://${url.host}`;
}

function readParameters(pairs: readonly string[]): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      throw new UserError(`"${pair}" must be Key=Value, for example NetworkInterfaceId=eni-demo`);
    if (parameters.has(key))
      throw new UserError(`${key} is given twice; a list is written ${key}.1=… ${key}.2=…`);
    parameters.set(key, value);
  }
  return Object.fromEntries(parameters);
}

interface Outcome {
  readonly answer: unknown;
  readonly isError: boolean;
}

async function call(url: string, action: string, parameters: Record<string, string>): Promise<Outcome> {
  try {
    return { answer: await openEcs(url)(action, parameters), isError: false };
  } catch (error) {
    const { code, data } = error as { readonly code?: unknown; readonly data?: unknown };
    // the answer of the API, an error
    if (data !== undefined) return { answer: data, isError: true };
    if (code === "ECONNREFUSED")
      throw new UserError(`nothing listens at ${url}: start \`npm run emulator\` in another terminal`);
    const why = error instanceof Error ? error.message : "is another program on that port?";
    throw new UserError(`${url} gave no answer of the ECS API: ${why}`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`npm run ecs: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
