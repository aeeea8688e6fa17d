import { createEmulator, type Emulator, type EmulatorOptions } from "../../provider/emulator";
import { call, listOf, type Parameters, type WireReply } from "./client";

export const region = { RegionId: "cn-hangzhou" };

/** Gives each test an emulator of its own, and closes it after the test. */
export function emulatorPerTest(): (options?: EmulatorOptions) => Promise<Emulator> {
  const started: Emulator[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((emulator) => emulator.close()));
  });
  return async (options) => {
    const emulator = createEmulator(options);
    started.push(emulator);
    await emulator.listen();
    return emulator;
  };
}

/** An error in the documented envelope. */
export function expectRefusal(reply: WireReply, httpStatus: number, code: string, message?: string): void {
  expect({ status: reply.status, Code: reply.json["Code"] }).toEqual({ status: httpStatus, Code: code });
  expect(reply.headers["content-type"]).toBe("application/json;charset=utf-8");
  expect(reply.json).toEqual({
    RequestId: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/) as unknown,
    HostId: expect.any(String) as unknown,
    Code: code,
    Message: message ?? (expect.any(String) as unknown),
    Recommend: expect.any(String) as unknown,
  });
}

export const assign = (emulator: Emulator, id: string, addresses: readonly string[], more: Parameters = {}) =>
  call(emulator, "AssignPrivateIpAddresses", {
    ...region,
    NetworkInterfaceId: id,
    ...listOf("PrivateIpAddress", addresses),
    ...more,
  });

export const unassign = (
  emulator: Emulator,
  id: string,
  addresses: readonly string[],
  more: Parameters = {},
) =>
  call(emulator, "UnassignPrivateIpAddresses", {
    ...region,
    NetworkInterfaceId: id,
    ...listOf("PrivateIpAddress", addresses),
    ...more,
  });

export interface DescribedInterface {
  readonly NetworkInterfaceId: string;
  readonly Status: string;
  readonly PrivateIpSets: {
    readonly PrivateIpSet: readonly { PrivateIpAddress: string; Primary: boolean }[];
  };
  readonly [field: string]: unknown;
}

export async function describeInterfaces(
  emulator: Emulator,
  filters: Parameters = {},
): Promise<readonly DescribedInterface[]> {
  const reply = await call(emulator, "DescribeNetworkInterfaces", {
    ...region,
    MaxResults: "100",
    ...filters,
  });
  const sets = reply.json["NetworkInterfaceSets"] as { NetworkInterfaceSet: DescribedInterface[] };
  return sets.NetworkInterfaceSet;
}

/** The secondary addresses that Describe shows. */
export async function shownAddresses(emulator: Emulator, id: string): Promise<readonly string[]> {
  const [item] = await describeInterfaces(emulator, { "NetworkInterfaceId.1": id });
  return (item?.PrivateIpSets.PrivateIpSet ?? [])
    .filter(({ Primary }) => !Primary)
    .map((set) => set.PrivateIpAddress);
}

/** `count` addresses of the demo vSwitch from 10.0.0.100 on, none of them taken. */
export const freeAddresses = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `10.0.0.${100 + index}`);
