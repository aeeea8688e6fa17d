import { parseSeed } from "../../provider/emulator/seed/parse-seed";
import type { Measurement } from "../../tools/bench/measure.mts" with { "resolution-mode": "import" };

// ES modules, which a CommonJS test loads this way only
const load = async () => ({
  ...(await import("../../tools/bench/fleet.mts")),
  ...(await import("../../tools/bench/options.mts")),
  ...(await import("../../tools/bench/report.mts")),
  ...(await import("../../tools/bench/steps.mts")),
});
let bench: Awaited<ReturnType<typeof load>>;

beforeAll(async () => {
  bench = await load();
});

describe("the options of the bench", () => {
  it("are 20, 200 and 1,000 ENIs, all steps and 80 ms a call, unless told otherwise", () => {
    expect(bench.parseOptions([])).toEqual({
      enis: [20, 200, 1000],
      steps: ["create", "unchanged", "replace", "unassign", "refresh", "destroy"],
      parallel: ["default", 200],
      latencyMs: 80,
      json: false,
    });
  });

  it("take single ones beside --quick", () => {
    expect(bench.parseOptions(["--quick", "--latency", "0", "--json"])).toMatchObject({
      enis: [20],
      parallel: ["default"],
      latencyMs: 0,
      json: true,
    });
  });

  it("name steps in any order, which are then played in theirs", () => {
    expect(bench.parseOptions(["--steps", "destroy, unassign,destroy"])?.steps).toEqual([
      "unassign",
      "destroy",
    ]);
  });

  it("are explained with --help", () => {
    expect(bench.parseOptions(["--quick", "--help"])).toBeUndefined();
  });

  it.each([
    [["--enis", "20,1001"], '--enis: "1001" is not a whole number from 1 to 1000'],
    [["--enis", ""], '--enis: "" is not a whole number'],
    [["--steps", "up"], '--steps: "up" is not one of create, unchanged'],
    [["--parallel", "none"], '--parallel: "none" is not a whole number'],
    [["--latency", "-1"], "--latency"],
    [["--fast"], "--fast"],
  ])("refuse %j", (args, reason) => {
    expect(() => bench.parseOptions(args)).toThrow(reason);
  });
});

describe("the fleet", () => {
  it("fits into four vSwitches, with all that the steps assign", () => {
    const { seedOf, declare, placesFrom, MAX_ENIS } = bench;
    const declared = Object.values(declare(MAX_ENIS, placesFrom(1, 20)));
    const seed = seedOf(MAX_ENIS);
    const networkInterfaces = (seed.networkInterfaces ?? []).map((eni, index) => ({
      ...eni,
      privateIpAddresses: declared[index]?.privateIpAddresses ?? [],
    }));

    // it refuses an address outside its vSwitch, one that is there twice, and an unknown vSwitch
    const model = parseSeed({ ...seed, networkInterfaces }, "the fleet");

    expect(model.networkInterfaces.map(({ networkInterfaceId }) => networkInterfaceId)).toEqual(
      declared.map(({ networkInterfaceId }) => networkInterfaceId),
    );
    expect(model.vSwitches).toHaveLength(4);
  });
});

describe("the steps", () => {
  const places = (name: "create" | "unchanged" | "replace" | "unassign" | "destroy", before: number[]) =>
    bench.steps[name].after(before);

  it("do what their titles say", () => {
    const ten = [...places("create", [])];
    expect(ten).toHaveLength(10);
    expect(places("unchanged", ten)).toEqual(ten);
    expect(places("replace", ten)).toHaveLength(10);
    expect(places("replace", ten).filter((place) => ten.includes(place))).toEqual([]);
    expect(places("unassign", ten)).toEqual(ten.slice(3));
    expect(places("destroy", ten)).toEqual([]);
  });

  it.each([
    ["create", 1, 3],
    ["create", 200, 204],
    ["unchanged", 200, 0],
    ["replace", 200, 404],
    ["unassign", 101, 105],
    ["refresh", 1000, 10],
    ["destroy", 20, 22],
  ] as const)("%s of %i ENIs takes %i calls at the least", (name, enis, calls) => {
    expect(bench.leastCalls(bench.steps[name], enis)).toBe(calls);
  });

  it.each([
    ["unchanged", 0],
    ["refresh", 80],
    ["create", 240],
    ["replace", 320],
  ] as const)("%s waits %i ms in a hook that does nothing else", (name, ms) => {
    expect(bench.waitMs(bench.steps[name], 80)).toBe(ms);
  });
});

describe("the table", () => {
  const MB = 2 ** 20;
  const row: Measurement = {
    enis: 200,
    parallel: "default",
    step: "unassign 3 of 10",
    calls: { UnassignPrivateIpAddresses: 200, DescribeNetworkInterfaces: 281 },
    leastCalls: 204,
    ours: { seconds: 13.14, provider: { cpuSeconds: 3.06, peakMemory: 277 * MB } },
    floor: { seconds: 8.8, provider: { cpuSeconds: 1.2, peakMemory: 158 * MB } },
    stateBytes: 2094,
    emulatorCpuSeconds: 0.56,
  };
  const cellsOf = (measurement: Measurement) =>
    bench
      .tableOf([measurement])
      .split("\n")
      .find((line) => line.includes(measurement.step))
      ?.split("│")
      .map((cell) => cell.trim())
      .slice(1, -1);

  it("has the calls by action, and each figure beside that of the floor", () => {
    expect(cellsOf(row)).toEqual([
      "unassign 3 of 10",
      "481: 281 Describe, 200 Unassign",
      "204",
      "13.1",
      "8.8",
      "1.49",
      "2094",
      "3.1 (1.2)",
      "277 (158)",
    ]);
    expect(bench.tableOf([row, { ...row, emulatorCpuSeconds: 0.1 }])).toContain("used 0.6 s of CPU");
  });

  it("has dashes where nothing is left in state, or the system does not tell about processes", () => {
    const unknown = { ...row, calls: {}, stateBytes: undefined, emulatorCpuSeconds: undefined };
    const cells = cellsOf({
      ...unknown,
      ours: { seconds: 2, provider: undefined },
      floor: { seconds: 2, provider: undefined },
    });
    expect(cells).toEqual(["unassign 3 of 10", "0", "204", "2.0", "2.0", "1.00", "–", "–", "–"]);
    expect(bench.tableOf([unknown])).not.toContain("CPU in a step");
  });
});
