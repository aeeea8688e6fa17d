import { randomUUID } from "node:crypto";
import { sdkClient, type SdkClient } from "./sdk-client";
import type { Target } from "./targets";

/** How many looks a change may take to show; each look is a call. */
const maxLooks = 100;

const sorted = (addresses: readonly string[]): readonly string[] => [...addresses].sort();

/** Looks until exactly these addresses are shown: a real account shows changes late. */
async function expectAddresses(client: SdkClient, expected: readonly string[]): Promise<void> {
  let shown: readonly string[] = [];
  for (let look = 0; look < maxLooks; look++) {
    shown = sorted(await client.secondaryAddresses());
    if (JSON.stringify(shown) === JSON.stringify(sorted(expected))) break;
  }
  expect(shown).toEqual(sorted(expected));
}

const chunksOf = (size: number, items: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

async function clear(client: SdkClient): Promise<void> {
  for (const chunk of chunksOf(32, await client.secondaryAddresses())) await client.unassign(chunk);
  await expectAddresses(client, []);
}

/**
 * What the API promises, told through the vendor's SDK; the emulator and a real account must both keep it.
 */
// eslint-disable-next-line jest/no-export -- shared: the test file next to it chooses where it runs
export function eniApiContract(openTarget: () => Promise<Target>): void {
  let target: Target;
  let client: SdkClient;
  let primaryAddress: string;
  let addresses: readonly [string, string, string];

  beforeEach(async () => {
    target = await openTarget();
    client = sdkClient(target);
    const [first = "", second = "", third = ""] = target.freeAddresses;
    addresses = [first, second, third];
    primaryAddress = (await client.find(target.networkInterfaceId))?.privateIpAddress ?? "";
    await clear(client);
  });

  afterEach(async () => {
    await clear(client);
    await target.close();
  });

  const refusal = (statusCode: number, ...codes: readonly string[]) => ({
    statusCode,
    code: expect.stringMatching(new RegExp(`^(${codes.join("|").replaceAll(".", "\\.")})$`)) as unknown,
  });

  test("listed addresses are assigned, named in the reply, and shown as not primary", async () => {
    expect(sorted(await client.assign({ privateIpAddress: addresses.slice(0, 2) }))).toEqual(
      sorted(addresses.slice(0, 2)),
    );
    await expectAddresses(client, addresses.slice(0, 2));
  });

  test("a second Assign adds to the first, and names its own addresses only", async () => {
    await client.assign({ privateIpAddress: [addresses[0]] });
    expect(await client.assign({ privateIpAddress: [addresses[1]] })).toEqual([addresses[1]]);
    await expectAddresses(client, addresses.slice(0, 2));
  });

  test("a count is picked from the vSwitch", async () => {
    const picked = await client.assign({ secondaryPrivateIpAddressCount: 2 });
    expect(new Set(picked).size).toBe(2);
    await expectAddresses(client, picked);
  });

  test("Unassign removes the listed addresses and no other", async () => {
    await client.assign({ privateIpAddress: [...addresses] });
    await client.unassign([addresses[0], addresses[2]]);
    await expectAddresses(client, [addresses[1]]);
  });

  test("the primary address is in the set, marked as such", async () => {
    const sets = (await client.find(target.networkInterfaceId))?.privateIpSets?.privateIpSet ?? [];
    expect(sets.filter(({ primary }) => primary).map((set) => set.privateIpAddress)).toEqual([
      primaryAddress,
    ]);
  });

  test("Describe of an unknown id is an empty list; a write to it is not found", async () => {
    const unknown = "eni-bp1000000000000000000";
    expect(await client.find(unknown)).toBeUndefined();
    await expect(client.assign({ privateIpAddress: [addresses[0]] }, unknown)).rejects.toMatchObject(
      refusal(404, "InvalidEniId.NotFound"),
    );
    await expect(client.unassign([addresses[0]], unknown)).rejects.toMatchObject(
      refusal(404, "InvalidEniId.NotFound"),
    );
  });

  test("an address that is not there cannot be unassigned, nor can the primary one", async () => {
    for (const address of [addresses[0], primaryAddress]) {
      await expect(client.unassign([address])).rejects.toMatchObject(refusal(403, "InvalidIp.IpUnassigned"));
    }
  });

  test("a reserved address is not valid in the vSwitch", async () => {
    await expect(client.assign({ privateIpAddress: [target.reservedAddress] })).rejects.toMatchObject(
      refusal(403, "InvalidVSwitchId.IpInvalid"),
    );
  });

  test("a taken address is refused", async () => {
    const taken = await client
      .assign({ privateIpAddress: [primaryAddress] })
      .catch((error: unknown) => error);
    expect(taken).toMatchObject({
      // which of the two is open: one is a 403, the other a 400
      code: expect.stringMatching(/^(InvalidIp\.IpAssigned|InvalidPrivateIpAddress\.Duplicated)$/) as unknown,
    });
  });

  test("an address that is listed twice is refused", async () => {
    await expect(client.assign({ privateIpAddress: [addresses[0], addresses[0]] })).rejects.toMatchObject(
      refusal(403, "InvalidIp.IpRepeated"),
    );
  });

  test("a list together with a count is refused, and so is neither", async () => {
    const both = { privateIpAddress: [addresses[0]], secondaryPrivateIpAddressCount: 1 };
    await expect(client.assign(both)).rejects.toMatchObject({ statusCode: 400 });
    await expect(client.assign({})).rejects.toMatchObject({ code: "MissingParameter" });
  });

  test("more than 32 addresses in one call to unassign are refused, and none is unassigned", async () => {
    await client.assign({ privateIpAddress: [addresses[0]] });
    const [a, b, c] = addresses[0].split(".");
    const tooMany = Array.from({ length: 33 }, (_, index) => `${a ?? ""}.${b ?? ""}.${c ?? ""}.${index + 1}`);
    await expect(client.unassign(tooMany)).rejects.toMatchObject({ statusCode: 400 });
    await expectAddresses(client, [addresses[0]]);
  });

  test("the interface takes no more than its quota", async () => {
    const { maxSecondaryAddresses } = target;
    await client.assign({ secondaryPrivateIpAddressCount: maxSecondaryAddresses });
    await expect(client.assign({ secondaryPrivateIpAddressCount: 1 })).rejects.toMatchObject(
      refusal(403, "InvalidOperation.Ipv4CountExceeded", "MaxEniPrivateIpsCountExceeded"),
    );
  });

  test("a ClientToken gives the same reply without a second effect, and fits no other parameters", async () => {
    const clientToken = randomUUID();
    const picked = await client.assign({ secondaryPrivateIpAddressCount: 1, clientToken });
    expect(await client.assign({ secondaryPrivateIpAddressCount: 1, clientToken })).toEqual(picked);
    await expectAddresses(client, picked);
    await expect(client.assign({ secondaryPrivateIpAddressCount: 2, clientToken })).rejects.toMatchObject({
      code: "IdempotentParameterMismatch",
    });
  });

  test("a wrong secret is refused", async () => {
    const connection = { ...target.connection, accessKeySecret: "wrong" };
    await expect(sdkClient({ ...target, connection }).secondaryAddresses()).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  });
}
