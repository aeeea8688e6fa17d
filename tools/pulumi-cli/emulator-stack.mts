import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { repositoryRoot } from "./cache.mts";

/** The stack for `npm run emulator`, selected where no other one is. */
export const emulatorStack = "emulator";

const configFile = (folder: string): string => join(folder, `Pulumi.${emulatorStack}.yaml`);

/** What an emulator on its default port has, and the README's first steps declare. */
const byDefault = {
  endpoint: "127.0.0.1:8190",
  networkInterfaceId: "eni-demo",
  privateIpAddresses: [101, 102, 103, 104, 105, 106].map((last) => `10.0.0.${last}`),
};

/** Writes the stack's config, unless it is there. Git ignores it, because it is made to be edited. */
export async function writeEmulatorConfig(folder = repositoryRoot): Promise<void> {
  try {
    await writeFile(configFile(folder), emulatorConfig(byDefault), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** @throws Error that says how to start it, when nothing listens where the stack's config has the emulator. */
export async function expectEmulator(folder = repositoryRoot): Promise<void> {
  const [, host, port] =
    /- ecs: (127\.0\.0\.1|localhost):(\d+)$/m.exec(await readFile(configFile(folder), "utf8")) ?? [];
  if (host === undefined) return; // edited to lead elsewhere
  const isThere = await new Promise<boolean>((resolve) => {
    const socket = connect(Number(port), host);
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
  if (!isThere)
    throw new Error(
      `No emulator answers at ${host}:${port ?? ""}: run \`npm run emulator\` in another terminal first; if it is starting, wait until it prints its url.`,
    );
}

/** The config of a stack, as YAML, whose program runs against an emulator. */
export const emulatorConfig = ({
  endpoint,
  networkInterfaceId,
  privateIpAddresses,
}: {
  readonly endpoint: string;
  readonly networkInterfaceId: string;
  readonly privateIpAddresses: readonly string[];
}): string =>
  [
    "# The emulator's own keys, in plain text for that reason; keys of a real account never go here: they belong in the",
    "# environment or in a profile.",
    "config:",
    "  alicloud:region: cn-hangzhou",
    "  alicloud:protocol: HTTP",
    "  alicloud:endpoints:",
    `    - ecs: ${endpoint}`,
    `      sts: ${endpoint}`,
    "  alicloud:accessKey: emulator-access-key-id",
    "  alicloud:secretKey: emulator-access-key-secret",
    `  secondary-private-ips:networkInterfaceId: ${networkInterfaceId}`,
    "  # lines come and go; a list without any is written [] behind the colon",
    "  secondary-private-ips:privateIpAddresses:",
    ...privateIpAddresses.map((address) => `    - ${address}`),
    "",
  ].join("\n");
