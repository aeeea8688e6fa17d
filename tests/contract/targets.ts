import { createEmulator, defaultAccessKey } from "../../provider/emulator";

/** Where the contract suite runs, and which of the things there it may use. */
export interface Target {
  readonly name: string;
  readonly regionId: string;
  /** An interface for these tests alone: every secondary address on it is unassigned. */
  readonly networkInterfaceId: string;
  /** Addresses of its vSwitch that nothing uses, at least three. */
  readonly freeAddresses: readonly string[];
  /** The reserved first address of the vSwitch. */
  readonly reservedAddress: string;
  /** How many secondary addresses the interface can hold. */
  readonly maxSecondaryAddresses: number;
  readonly connection: Readonly<{
    endpoint?: string;
    protocol: string;
    accessKeyId: string;
    accessKeySecret: string;
    securityToken?: string;
  }>;
  readonly close: () => Promise<void>;
}

async function emulatorTarget(): Promise<Target> {
  const emulator = createEmulator();
  await emulator.listen();
  return {
    name: "the emulator",
    regionId: "cn-hangzhou",
    networkInterfaceId: "eni-demo",
    freeAddresses: ["10.0.0.100", "10.0.0.101", "10.0.0.102"],
    reservedAddress: "10.0.0.0",
    maxSecondaryAddresses: 14,
    connection: { endpoint: emulator.endpoint, protocol: "HTTP", ...defaultAccessKey },
    close: () => emulator.close(),
  };
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `REMOTE=1 needs ${name}. All of: REMOTE_REGION, REMOTE_ENI (an interface for tests alone: its secondary addresses ` +
        "are unassigned), REMOTE_FREE_ADDRESSES (three or more, with commas), REMOTE_RESERVED_ADDRESS (the first of the " +
        "vSwitch), REMOTE_MAX_SECONDARY, ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET; optional: " +
        "ALIBABA_CLOUD_SECURITY_TOKEN",
    );
  }
  return value;
}

/** A real account. Calls cost nothing, but they change the interface they are given. */
function cloudTarget(): Target {
  const securityToken = process.env["ALIBABA_CLOUD_SECURITY_TOKEN"];
  return {
    name: "a real account",
    regionId: needed("REMOTE_REGION"),
    networkInterfaceId: needed("REMOTE_ENI"),
    freeAddresses: needed("REMOTE_FREE_ADDRESSES").split(","),
    reservedAddress: needed("REMOTE_RESERVED_ADDRESS"),
    maxSecondaryAddresses: Number(needed("REMOTE_MAX_SECONDARY")),
    connection: {
      protocol: "HTTPS",
      accessKeyId: needed("ALIBABA_CLOUD_ACCESS_KEY_ID"),
      accessKeySecret: needed("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
      ...(securityToken && { securityToken }),
    },
    close: () => Promise.resolve(),
  };
}

export const isRemote = process.env["REMOTE"] === "1";
export const openTarget = (): Promise<Target> =>
  isRemote ? Promise.resolve(cloudTarget()) : emulatorTarget();
