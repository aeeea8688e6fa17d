import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import RpcClient from "@alicloud/pop-core";
import { emulatorPerTest } from "./helpers";
import { type AccessKey, defaultAccessKey, defaultSeed, type Emulator } from "../../provider/emulator";

// Clients of the vendor that share no code with ours: what the emulator takes for a valid request must be
// what they send.

const start = emulatorPerTest();
const temporaryKey: AccessKey = { accessKeyId: "STS.k", accessKeySecret: "s/+&=", securityToken: "t/+& =" };
const keys: readonly [string, AccessKey][] = [
  ["a key", defaultAccessKey],
  ["a temporary key", temporaryKey],
];
const accessKeys = keys.map(([, key]) => key);

const interfaceWith = (...secondary: readonly string[]) => ({
  NetworkInterfaceSets: {
    NetworkInterfaceSet: [
      {
        NetworkInterfaceId: "eni-demo",
        PrivateIpSets: {
          PrivateIpSet: [
            { PrivateIpAddress: "10.0.0.20", Primary: true },
            ...secondary.map((PrivateIpAddress) => ({ PrivateIpAddress, Primary: false })),
          ],
        },
      },
    ],
  },
});

describe.each(["GET", "POST"] as const)("@alicloud/pop-core over %s", (method) => {
  test.each(keys)("assigns, describes and unassigns with %s", async (_, key) => {
    const emulator = await start({ accessKeys });
    const client = new RpcClient({ ...key, endpoint: emulator.url, apiVersion: "2014-05-26" });
    const request = (action: string, parameters: object): Promise<unknown> =>
      client.request(action, { RegionId: "cn-hangzhou", ...parameters }, { method });
    const addresses = { NetworkInterfaceId: "eni-demo", PrivateIpAddress: ["10.0.0.100", "10.0.0.101"] };

    expect(
      await request("AssignPrivateIpAddresses", { ...addresses, ClientToken: "a!'()*~b" }),
    ).toMatchObject({
      AssignedPrivateIpAddressesSet: { PrivateIpSet: { PrivateIpAddress: addresses.PrivateIpAddress } },
    });
    expect(await request("DescribeNetworkInterfaces", { NetworkInterfaceId: ["eni-demo"] })).toMatchObject(
      interfaceWith("10.0.0.100", "10.0.0.101"),
    );
    await request("UnassignPrivateIpAddresses", addresses);
    await expect(request("UnassignPrivateIpAddresses", addresses)).rejects.toMatchObject({
      code: "InvalidIp.IpUnassigned",
    });
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
  });
});

async function callFromPython(python: string, { endpoint }: Emulator, key: AccessKey): Promise<unknown> {
  const script = join(__dirname, "python_client.py");
  const { accessKeyId, accessKeySecret, securityToken = "" } = key;
  const args = [
    script,
    endpoint,
    accessKeyId,
    accessKeySecret,
    "eni-demo",
    securityToken,
    "10.0.0.100",
    "10.0.0.101",
  ];
  const { stdout } = await promisify(execFile)(python, args);
  return JSON.parse(stdout);
}

test.each(keys)(
  "the Python SDK assigns, describes and unassigns with %s",
  async (_, key) => {
    const python = process.env["TEST_PYTHON"];
    if (!python) {
      console.info("TEST_PYTHON is empty: no Python with the SDK, so it is not tried against the emulator");
      expect(python).toBeFalsy();
      return;
    }
    const emulator = await start({ accessKeys });
    expect(await callFromPython(python, emulator, key)).toMatchObject([
      { AssignedPrivateIpAddressesSet: { PrivateIpSet: { PrivateIpAddress: ["10.0.0.100", "10.0.0.101"] } } },
      interfaceWith("10.0.0.100", "10.0.0.101"),
      { RequestId: expect.any(String) as unknown },
      { Code: "InvalidIp.IpUnassigned", HttpStatus: 403 },
    ]);
  },
  // an interpreter and an SDK of that size take seconds to load on a busy machine
  60_000,
);

test("the Python SDK says that the secret is wrong, and not the signing", async () => {
  const python = process.env["TEST_PYTHON"];
  if (!python) {
    expect(python).toBeFalsy();
    return;
  }
  const emulator = await start();
  const answers = await callFromPython(python, emulator, { ...defaultAccessKey, accessKeySecret: "wrong" });
  // it cuts the string to sign out of the message, and compares it with its own
  expect(answers).toEqual(Array(4).fill({ Code: "InvalidAccessKeySecret", HttpStatus: 400 }));
}, 60_000);

test("@alicloud/pop-core walks over 250 interfaces by tokens while those that it has seen are deleted", async () => {
  const all = Array.from({ length: 250 }, (_, i) => `eni-walk${String(i).padStart(3, "0")}`);
  const seed = {
    ...defaultSeed,
    vSwitches: [
      { vSwitchId: "vsw-demo", vpcId: "vpc-demo", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/20" },
    ],
    networkInterfaces: all.map((networkInterfaceId, i) => ({
      ...{
        networkInterfaceId,
        vSwitchId: "vsw-demo",
        primaryIpAddress: `10.0.${1 + Math.floor(i / 200)}.${1 + (i % 200)}`,
      },
    })),
  };
  const emulator = await start({ seed });
  const client = new RpcClient({ ...defaultAccessKey, endpoint: emulator.url, apiVersion: "2014-05-26" });
  const request = <T>(action: string, parameters: object): Promise<T> =>
    client.request<T>(action, { RegionId: "cn-hangzhou", ...parameters }, { method: "POST" });
  const seen: string[] = [];
  let NextToken = "";
  do {
    const page = await request<{
      readonly NextToken: string;
      readonly NetworkInterfaceSets: {
        readonly NetworkInterfaceSet: { readonly NetworkInterfaceId: string }[];
      };
    }>("DescribeNetworkInterfaces", { MaxResults: 60, ...(NextToken !== "" && { NextToken }) });
    const ids = page.NetworkInterfaceSets.NetworkInterfaceSet.map((item) => item.NetworkInterfaceId);
    await Promise.all(
      ids.slice(0, 20).map((id) => request("DeleteNetworkInterface", { NetworkInterfaceId: id })),
    );
    seen.push(...ids);
    ({ NextToken } = page);
  } while (NextToken !== "");
  expect(seen).toEqual(all);
});
