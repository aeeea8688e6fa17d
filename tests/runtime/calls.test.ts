import { addresses, ASSIGN, declared, DESCRIBE, UNASSIGN, withProvider } from "../helpers/provider";

// the numbers of the table in docs/api-calls.md

it("assigns 1 address in 3 calls", async () => {
  await withProvider(async ({ create, actions, held }) => {
    await create({ privateIpAddresses: declared(["10.0.0.101"]) });
    expect(actions()).toEqual([DESCRIBE, ASSIGN, DESCRIBE]);
    expect(held()).toEqual(["10.0.0.101"]);
  });
});

it("assigns 32 addresses in 3 calls", async () => {
  await withProvider(async ({ create, actions, held }) => {
    await create({ networkInterfaceId: "eni-spare", privateIpAddresses: declared(addresses(32)) });
    expect(actions()).toEqual([DESCRIBE, ASSIGN, DESCRIBE]);
    expect(held("eni-spare")).toHaveLength(32);
  });
});

it("assigns 49 addresses in 4 calls, each chunk with a token of its own", async () => {
  await withProvider(async ({ create, actions, held, emulator }) => {
    await create({ networkInterfaceId: "eni-spare", privateIpAddresses: declared(addresses(49)) });
    const chunks = emulator.calls(ASSIGN).map(({ parameters }) => parameters);
    expect(actions()).toEqual([DESCRIBE, ASSIGN, ASSIGN, DESCRIBE]);
    expect(held("eni-spare")).toHaveLength(49);
    expect(
      chunks.map((chunk) => Object.keys(chunk).filter((key) => key.startsWith("PrivateIpAddress.")).length),
    ).toEqual([32, 17]);
    expect(new Set(chunks.map((chunk) => chunk["ClientToken"])).size).toBe(2);
  });
});

it("unassigns 3 of 10 addresses in 3 calls, and sends exactly those three", async () => {
  await withProvider(async ({ create, update, actions, held, emulator }) => {
    const before = await create({ privateIpAddresses: declared(addresses(10)) });
    actions();
    const after = await update(before, { privateIpAddresses: declared(addresses(7, 104)) });
    const [call] = emulator.calls(UNASSIGN);
    expect(actions()).toEqual([DESCRIBE, UNASSIGN, DESCRIBE]);
    expect(
      Object.entries(call?.parameters ?? {}).filter(([key]) => key.startsWith("PrivateIpAddress.")),
    ).toEqual([
      ["PrivateIpAddress.1", "10.0.0.101"],
      ["PrivateIpAddress.2", "10.0.0.102"],
      ["PrivateIpAddress.3", "10.0.0.103"],
    ]);
    expect(held()).toEqual(addresses(7, 104));
    expect(after.lastUnassigned).toEqual(["10.0.0.101", "10.0.0.102", "10.0.0.103"]);
  });
});

it("replaces 10 addresses by 10 others in 4 calls, assigning first", async () => {
  await withProvider(async ({ create, update, actions }) => {
    const before = await create({
      networkInterfaceId: "eni-spare",
      privateIpAddresses: declared(addresses(10)),
    });
    actions();
    await update(before, {
      networkInterfaceId: "eni-spare",
      privateIpAddresses: declared(addresses(10, 151)),
    });
    expect(actions()).toEqual([DESCRIBE, ASSIGN, UNASSIGN, DESCRIBE]);
  });
});

it("adopts what is already there with 1 call", async () => {
  await withProvider(async ({ create, actions, emulator }) => {
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: addresses(3) });
    const outputs = await create({ privateIpAddresses: declared(addresses(3)) });
    expect(actions()).toEqual([DESCRIBE]);
    expect(outputs.privateIpAddresses).toEqual(declared(addresses(3)));
  });
});

it("refreshes with 1 call", async () => {
  await withProvider(async ({ create, actions, hooks }) => {
    const outputs = await create({ privateIpAddresses: declared(addresses(3)) });
    actions();
    await hooks.read("eni-demo", outputs);
    expect(actions()).toEqual([DESCRIBE]);
  });
});

it("deletes 10 addresses in 3 calls, and none in 0", async () => {
  await withProvider(async ({ create, actions, held, destroy }) => {
    const outputs = await create({ privateIpAddresses: declared(addresses(10)) });
    actions();
    await destroy(outputs);
    expect(actions()).toEqual([DESCRIBE, UNASSIGN, DESCRIBE]);
    expect(held()).toEqual([]);
    await destroy({ ...outputs, privateIpAddresses: {} });
    expect(actions()).toEqual([]);
  });
});

it("asks for each address alone that is to go and is not there, since not seen is not proven gone", async () => {
  await withProvider(async ({ create, actions, held, destroy, emulator }) => {
    const outputs = await create({ privateIpAddresses: declared(addresses(3)) });
    emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.102"] });
    actions();
    await destroy(outputs);
    expect(actions()).toEqual([DESCRIBE, UNASSIGN, UNASSIGN, UNASSIGN, DESCRIBE]);
    expect(held()).toEqual([]);
  });
});

it("asks the cloud nothing to check and to compare", async () => {
  await withProvider(async ({ create, actions, hooks }) => {
    const outputs = await create({ privateIpAddresses: declared(addresses(3)) });
    actions();
    const { inputs } = await hooks.check(
      {},
      { networkInterfaceId: "eni-demo", privateIpAddresses: declared(addresses(3)), regionId: "cn-hangzhou" },
    );
    expect(await hooks.diff("eni-demo", outputs, inputs ?? {})).toMatchObject({ changes: false });
    expect(actions()).toEqual([]);
  });
});

it("describes the ENIs of one moment in one call", async () => {
  await withProvider(async ({ create, actions, hooks }) => {
    const outputs = [];
    for (const networkInterfaceId of ["eni-demo", "eni-spare", "eni-demoprimary"])
      outputs.push(await create({ networkInterfaceId }));
    actions();
    await Promise.all(outputs.map((outs) => hooks.read(outs.networkInterfaceId, outs)));
    expect(actions()).toEqual([DESCRIBE]);
  });
});
