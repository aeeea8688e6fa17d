import {
  addresses,
  ASSIGN,
  declared,
  DESCRIBE,
  failureOf,
  UNASSIGN,
  withoutRequestId,
  withProvider,
} from "../helpers/provider";

const spare = { networkInterfaceId: "eni-spare" };
const holding = (list: readonly string[]): Record<string, unknown> => ({
  ...spare,
  privateIpAddresses: declared(list),
});

describe("a failed change", () => {
  it("does not list as foreign, without a look, what it unassigned", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const before = await create(holding(addresses(3)));
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 99, code: "Forbidden.RAM" });
      const error = await failureOf(update(before, holding(["10.0.0.101"])));
      expect(error.properties?.foreignPrivateIpAddresses).toEqual([]);
    });
  });

  it("records what it assigned, though one look after it does not show the ENI, which was there a moment ago", async () => {
    await withProvider(async ({ create, emulator, held }) => {
      emulator.addFault({ action: ASSIGN, skip: 1, code: "Forbidden.RAM" });
      const nothing = { RequestId: "R", NetworkInterfaceSets: { NetworkInterfaceSet: [] } };
      emulator.addFault({ action: DESCRIBE, skip: 1, httpStatus: 200, body: JSON.stringify(nothing) });
      const error = await failureOf(create(holding(addresses(40))));
      expect(error.properties?.privateIpAddresses).toEqual(declared(addresses(32)));
      expect(held("eni-spare")).toEqual(addresses(32));
    });
  });

  it("tells what was assigned, unassigned and not, and lists what it does not own", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const before = await create(holding(addresses(40)));
      emulator.updateNetworkInterface("eni-spare", {
        privateIpAddresses: ["10.0.0.100", "10.0.0.99", ...addresses(40)],
      });
      emulator.addFault({ action: UNASSIGN, skip: 1, code: "Forbidden.RAM" });
      const error = await failureOf(update(before, holding(["10.0.0.201", "10.0.0.202"])));
      expect(withoutRequestId(error.reasons?.[0] ?? "")).toMatch(
        /^ENI eni-spare: UnassignPrivateIpAddresses of 10\.0\.0\.133, .*10\.0\.0\.140 was refused: .* \[Forbidden\.RAM, request id R\]\.$/,
      );
      expect(error.reasons?.slice(1)).toEqual([
        "ENI eni-spare: the change is half done: assigned 10.0.0.201, 10.0.0.202; " +
          `unassigned ${addresses(32).join(", ")}; not unassigned ${addresses(8, 133).join(", ")}. ` +
          "The state records what the ENI holds now; `pulumi up` does the rest.",
      ]);
      expect(error.properties).toEqual({
        ...before,
        privateIpAddresses: {
          ...declared(addresses(8, 133)),
          "10.0.0.201": "unrecorded",
          "10.0.0.202": "unrecorded",
        },
        foreignPrivateIpAddresses: ["10.0.0.99", "10.0.0.100"],
        lastUnassigned: addresses(32),
        interrupted: true,
        __provider: "shim",
      });
    });
  });

  it("records what a refused call unassigned all the same", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const before = await create(holding(addresses(2)));
      emulator.addFault({ action: UNASSIGN, hold: true, code: "Forbidden.RAM" });
      const received = emulator.waitForCall(UNASSIGN);
      const failing = failureOf(update(before, holding([])));
      await received;
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.102"] });
      emulator.release();
      const { properties, reasons } = await failing;
      expect(properties?.privateIpAddresses).toEqual(declared(["10.0.0.102"]));
      expect(properties?.lastUnassigned).toEqual(["10.0.0.101"]);
      expect(reasons?.[1]).toContain("is half done: unassigned 10.0.0.101; not unassigned 10.0.0.102. ");
    });
  });

  it("keeps, without a look, what was kept and what was assigned, and not what was unassigned", async () => {
    await withProvider(async ({ create, update, held, emulator }) => {
      const before = await create(holding(addresses(3)));
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 99, code: "Forbidden.RAM" });
      const error = await failureOf(update(before, holding(["10.0.0.101", "10.0.0.104"])));
      expect(held("eni-spare")).toEqual(["10.0.0.101", "10.0.0.104"]);
      expect(error.properties).toMatchObject({ lastUnassigned: ["10.0.0.102", "10.0.0.103"] });
      expect(error.properties?.privateIpAddresses).toEqual({
        "10.0.0.101": "declared",
        "10.0.0.104": "unrecorded",
      });
      expect(error.reasons?.[1]).toBe(
        "ENI eni-spare: the change is half done: assigned 10.0.0.104; unassigned 10.0.0.102, 10.0.0.103. " +
          "The ENI could not be looked at; the state records what was done; `pulumi up` does the rest.",
      );
    });
  });
});

describe("lastUnassigned", () => {
  it("has only what the last change removed, where none failed", async () => {
    await withProvider(async ({ create, update }) => {
      const first = await update(await create(holding(addresses(3))), holding(addresses(2, 102)));
      expect(first.lastUnassigned).toEqual(["10.0.0.101"]);
      const second = await update(first, holding(["10.0.0.103"]));
      expect(second.lastUnassigned).toEqual(["10.0.0.102"]);
      expect((await update(second, holding(["10.0.0.103"]))).lastUnassigned).toEqual([]);
    });
  });

  it("has what a failed change removed and what the one that healed it removed besides", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const before = await create(holding(addresses(49)));
      emulator.addFault({ action: ASSIGN, code: "InvalidVSwitchId.IpNotEnough" });
      const error = await failureOf(update(before, holding(addresses(49, 102))));
      expect(error.properties?.lastUnassigned).toEqual(["10.0.0.101"]);
      const healed = await update(error.properties as never, holding(addresses(47, 104)));
      expect(healed.lastUnassigned).toEqual(addresses(3));
      expect((await update(healed, holding(addresses(46, 105)))).lastUnassigned).toEqual(["10.0.0.104"]);
    });
  });

  it("loses nothing over two failures in a row", async () => {
    await withProvider(async ({ create, update, emulator }) => {
      const before = await create(holding(addresses(40)));
      emulator.addFault({ action: UNASSIGN, skip: 1, code: "Forbidden.RAM" });
      const first = await failureOf(update(before, holding([])));
      expect(first.properties?.lastUnassigned).toEqual(addresses(32));

      emulator.addFault({ action: ASSIGN, times: 2, code: "InvalidVSwitchId.IpNotEnough" });
      const wanted = holding([...addresses(4, 133), "10.0.0.201"]);
      const gone = [...addresses(32), ...addresses(4, 137)];
      const second = await failureOf(update(first.properties as never, wanted));
      expect(second.properties).toMatchObject({
        lastUnassigned: gone,
        interrupted: true,
      });

      const healed = await update(second.properties as never, wanted);
      expect(healed.lastUnassigned).toEqual(gone);
      expect(healed.interrupted).toBeUndefined();
    });
  });
});

describe("a delete", () => {
  it("that was refused does not pass for done because the look after it failed", async () => {
    await withProvider(async ({ create, held, emulator, destroy }) => {
      const outputs = await create(holding(["10.0.0.101"]));
      emulator.addFault({ action: UNASSIGN, code: "Forbidden.RAM" });
      emulator.addFault({ action: DESCRIBE, skip: 1, times: 99, code: "Forbidden.RAM" });
      const { message } = await failureOf(destroy(outputs));
      expect(message).toMatch(/^ENI eni-spare: UnassignPrivateIpAddresses of 10\.0\.0\.101 was refused/);
      expect(held("eni-spare")).toEqual(["10.0.0.101"]);
    });
  });
});

describe("a refresh", () => {
  it("finds the addresses of a failed update to be the resource's own", async () => {
    await withProvider(async ({ create, update, hooks, emulator }) => {
      const before = await create(holding(["10.0.0.101"]));
      emulator.addFault({ action: ASSIGN, skip: 1, code: "InvalidVSwitchId.IpNotEnough" });
      const error = await failureOf(update(before, holding(addresses(34))));
      expect(error.properties?.privateIpAddresses).toHaveProperty(["10.0.0.102"], "unrecorded");
      const { props, inputs } = await hooks.read("eni-spare", error.properties ?? {});
      expect(props).toMatchObject({ foreignPrivateIpAddresses: [] });
      const { privateIpAddresses } = inputs as typeof before;
      expect(privateIpAddresses).toEqual(declared(addresses(33)));
      expect((props as typeof before).privateIpAddresses).toEqual(privateIpAddresses);
    });
  });

  it("lists foreign addresses in numeric order", async () => {
    await withProvider(async ({ create, hooks, emulator }) => {
      const outputs = await create(holding(["10.0.0.101"]));
      emulator.updateNetworkInterface("eni-spare", {
        privateIpAddresses: ["10.0.0.110", "10.0.0.101", "10.0.0.9", "10.0.0.100"],
      });
      const { props } = await hooks.read("eni-spare", outputs);
      expect((props as typeof outputs).foreignPrivateIpAddresses).toEqual([
        "10.0.0.9",
        "10.0.0.100",
        "10.0.0.110",
      ]);
    });
  });
});
