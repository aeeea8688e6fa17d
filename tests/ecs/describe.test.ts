import { type Client, openClient } from "../../provider/ecs/client";
import { describeWhere } from "../../provider/ecs/describe";
import { openEniApi } from "../../provider/ecs/eni-api";
import { readSettings, type Settings } from "../../provider/ecs/settings/settings";
import type { EniApi } from "../../provider/core/ports";
import { defaultSeed, type Emulator } from "../../provider/emulator";
import { aCloud } from "../helpers/cloud";
import { ample } from "../helpers/deadline";
import { anEni } from "../helpers/eni";
import { addresses, DESCRIBE, failureOf, keysFor, withProvider } from "../helpers/provider";

const pace = { initialDelay: 5, maxDelay: 20 };

function settingsFor(emulator: Emulator): Settings {
  return readSettings(() => undefined, keysFor(emulator));
}

const apiFor = (emulator: Emulator): Promise<EniApi> =>
  openEniApi("cn-hangzhou", settingsFor(emulator), pace);
const clientFor = (emulator: Emulator): Promise<Client> =>
  openClient("cn-hangzhou", settingsFor(emulator), pace);

const ids = Array.from({ length: 111 }, (_, i) => `eni-${i + 1}`);

/** All `ids` in vsw-demo, with primary addresses of their own. */
const manyEnis = {
  ...defaultSeed,
  networkInterfaces: ids.map((networkInterfaceId, i) => ({
    networkInterfaceId,
    vSwitchId: "vsw-demo",
    primaryIpAddress: `10.0.0.${i + 1}`,
  })),
};

/** A second vSwitch with the same block, in a VPC of its own. */
const twins = {
  ...defaultSeed,
  vpcs: [...defaultSeed.vpcs, { vpcId: "vpc-twin", regionId: "cn-hangzhou", cidrBlock: "10.0.0.0/16" }],
  vSwitches: [
    ...defaultSeed.vSwitches,
    { vSwitchId: "vsw-twin", vpcId: "vpc-twin", zoneId: "cn-hangzhou-h", cidrBlock: "10.0.0.0/24" },
  ],
  networkInterfaces: [
    ...(defaultSeed.networkInterfaces ?? []),
    {
      networkInterfaceId: "eni-twin",
      vSwitchId: "vsw-twin",
      primaryIpAddress: "10.0.0.40",
      privateIpAddresses: ["10.0.0.101"],
    },
  ],
};

/** How many ids each Describe named, and how many results it asked for. */
function sizes(emulator: Emulator): unknown[] {
  return emulator
    .calls(DESCRIBE)
    .map(({ parameters }) => [
      Object.keys(parameters).filter((key) => key.startsWith("NetworkInterfaceId.")).length,
      parameters["MaxResults"],
    ]);
}

const deadline = ample();

describe("ENIs of one moment", () => {
  it.each([
    [1, [[1, "10"]]],
    [10, [[10, "10"]]],
    [11, [[11, "11"]]],
    [100, [[100, "100"]]],
    [
      101,
      [
        [100, "100"],
        [1, "10"],
      ],
    ],
  ])("%d of them come in requests of a hundred at most, each with room for all", async (count, requests) => {
    await withProvider(
      async ({ emulator }) => {
        const api = await apiFor(emulator);
        const asked = ids.slice(0, count);
        const answers = await Promise.all(asked.map((id) => api.reader.look(id, { deadline })));
        expect(answers.map((eni) => eni?.networkInterfaceId)).toEqual(asked);
        expect(sizes(emulator)).toEqual(expect.arrayContaining(requests));
        expect(emulator.calls(DESCRIBE)).toHaveLength(requests.length);
      },
      { seed: manyEnis },
    );
  });

  it("share one id when they are the same, and each gets the answer", async () => {
    await withProvider(async ({ emulator }) => {
      const api = await apiFor(emulator);
      const [one, two, gone] = await Promise.all(
        ["eni-demo", "eni-demo", "eni-gone"].map((id) => api.reader.look(id, { deadline })),
      );
      expect([one?.networkInterfaceId, two, gone]).toEqual(["eni-demo", one, undefined]);
      expect(sizes(emulator)).toEqual([[2, "10"]]);
    });
  });

  it.each([{ dropReply: true }, { code: "Throttling" }, { code: "InvalidRegionId.NotFound" }])(
    "are not asked for one by one after %j, which concerns no single one",
    async (fault) => {
      await withProvider(async ({ emulator }) => {
        const api = await apiFor(emulator);
        emulator.addFault({ action: DESCRIBE, times: 999, ...fault });
        await Promise.all(
          ["eni-demo", "eni-spare"].map((id) => failureOf(api.reader.look(id, { deadline }))),
        );
        expect(new Set(sizes(emulator).map(String))).toEqual(new Set(["2,10"]));
      });
    },
  );

  it.each(["InvalidEniId.NotFound", "Forbidden.RAM"])(
    "are asked for one by one after %s, once each",
    async (code) => {
      await withProvider(async ({ emulator }) => {
        const api = await apiFor(emulator);
        emulator.addFault({ action: DESCRIBE, code });
        const answers = await Promise.all(
          ["eni-demo", "eni-spare"].map((id) => api.reader.look(id, { deadline })),
        );
        expect(answers.map((eni) => eni?.networkInterfaceId)).toEqual(["eni-demo", "eni-spare"]);
        expect(sizes(emulator)).toEqual([
          [2, "10"],
          [1, "10"],
          [1, "10"],
        ]);
      });
    },
  );
});

it("follows the pages of a filter that finds more than a hundred", async () => {
  await withProvider(
    async ({ emulator }) => {
      const found = await describeWhere(
        await clientFor(emulator),
        { vSwitchId: "vsw-demo", maxResults: 100 },
        { deadline },
      );
      expect(found.map(({ networkInterfaceId }) => networkInterfaceId).sort()).toEqual([...ids].sort());
      const [first, second, ...more] = emulator.calls(DESCRIBE).map(({ parameters }) => parameters);
      expect([first?.["MaxResults"], first?.["NextToken"]]).toEqual(["100", undefined]);
      expect(second).toMatchObject({ MaxResults: "100", VSwitchId: "vsw-demo" });
      expect(second?.["NextToken"]).toMatch(/./);
      expect(more).toEqual([]);
    },
    { seed: manyEnis },
  );
});

describe("pages", () => {
  it("end after a hundred where the tokens go round in circles", async () => {
    const { client, asked } = aCloud((token) => (token === "a" ? "b" : "a"));
    expect(await describeWhere(client, {}, { deadline })).toEqual([]);
    expect(asked.slice(0, 4).map(({ nextToken }) => nextToken)).toEqual([undefined, "a", "b", "a"]);
    expect(asked).toHaveLength(100);
  });

  it("end with an empty token, as the API writes none", async () => {
    const { client, asked } = aCloud(() => "");
    await describeWhere(client, {}, { deadline });
    expect(asked).toHaveLength(1);
  });

  it("are asked for up to as many as are wanted", async () => {
    const { client, asked, put } = aCloud((token) => `${token ?? ""}+`);
    put(anEni());
    expect(await describeWhere(client, {}, { deadline, maxPages: 3 })).toHaveLength(3);
    expect(asked).toHaveLength(3);
  });
});

describe("the holder of an address", () => {
  it("is the ENI of the same vSwitch, whether it is its secondary or its primary one", async () => {
    await withProvider(
      async ({ emulator }) => {
        const api = await apiFor(emulator);
        const asked = ["10.0.0.101", "10.0.0.40", "10.0.0.30"];
        expect([...(await api.reader.findHolders("vsw-demo", asked, deadline))]).toEqual([
          ["10.0.0.30", "eni-spare"],
        ]);
        expect(Object.fromEntries(await api.reader.findHolders("vsw-twin", asked, deadline))).toEqual({
          "10.0.0.101": "eni-twin",
          "10.0.0.40": "eni-twin",
        });
      },
      { seed: twins },
    );
  });

  it("is looked for among primary addresses one by one, five at most", async () => {
    await withProvider(async ({ emulator }) => {
      const api = await apiFor(emulator);
      expect([...(await api.reader.findHolders("vsw-demo", addresses(8), deadline))]).toEqual([]);
      const asked = emulator.calls(DESCRIBE).map(({ parameters }) => parameters["PrimaryIpAddress"]);
      expect(asked).toEqual([undefined, ...addresses(5)]);
    });
  });

  it("is not looked for among primary addresses once it is known", async () => {
    await withProvider(async ({ emulator }) => {
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: addresses(8) });
      const api = await apiFor(emulator);
      expect((await api.reader.findHolders("vsw-demo", addresses(8), deadline)).size).toBe(8);
      expect(emulator.calls(DESCRIBE)).toHaveLength(1);
    });
  });
});
