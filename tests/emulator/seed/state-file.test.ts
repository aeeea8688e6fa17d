import crypto from "node:crypto";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator } from "../../../provider/emulator";
import { call } from "../client";
import { assign, emulatorPerTest, expectRefusal, shownAddresses } from "../helpers";

const start = emulatorPerTest();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("the state file", () => {
  test("holds addresses, tokens and transitions over a restart, and no temporary file is left", async () => {
    const stateFile = join(folder, "state.json");
    let now = Date.now();
    const options = { stateFile, transitionMs: 1000, visibilityDelayMs: 500, clock: () => now };
    const first = await start(options);
    await assign(first, "eni-demo", ["10.0.0.100"], { ClientToken: "t" });
    await call(first, "StopInstance", { InstanceId: "i-demo" });
    await first.close();
    expect(readdirSync(folder)).toEqual(["state.json"]);

    const second = await start(options);
    expect(second.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100"]);
    expect(await shownAddresses(second, "eni-demo")).toEqual([]);
    expect(second.instance("i-demo")?.status).toBe("Stopping");
    expectRefusal(
      await assign(second, "eni-demo", ["10.0.0.101"], { ClientToken: "t" }),
      400,
      "IdempotentParameterMismatch",
    );
    expect((await assign(second, "eni-demo", ["10.0.0.100"], { ClientToken: "t" })).status).toBe(200);
    now += 1000;
    expect(await shownAddresses(second, "eni-demo")).toEqual(["10.0.0.100"]);
    expect(second.instance("i-demo")?.status).toBe("Stopped");
  });

  test("is written when a test changes something, and at the start", () => {
    const stateFile = join(folder, "state.json");
    const emulator = createEmulator({ stateFile });
    expect(JSON.parse(readFileSync(stateFile, "utf8"))).toMatchObject({ vpcs: [{ vpcId: "vpc-demo" }] });
    emulator.updateNetworkInterface("eni-demo", { description: "changed" });
    expect(readFileSync(stateFile, "utf8")).toContain('"description": "changed"');
  });

  test("is for its owner alone, and is not written through what lies beside it", async () => {
    const stateFile = join(folder, "state.json");
    const emulator = await start({ stateFile });
    const secret = join(folder, "secret");
    writeFileSync(secret, "untouched");
    // a name that somebody guessed all the same
    const guessed = "00000000-0000-4000-8000-000000000000";
    const names = jest.spyOn(crypto, "randomUUID").mockReturnValue(guessed);
    const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    symlinkSync(secret, `${stateFile}.${guessed}.tmp`);
    expectRefusal(await assign(emulator, "eni-demo", ["10.0.0.100"]), 500, "InternalError");
    names.mockRestore();
    stderr.mockRestore();
    expect(readFileSync(secret, "utf8")).toBe("untouched");
    expect((await assign(emulator, "eni-demo", ["10.0.0.100"])).status).toBe(200);
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  });

  test("that cannot be written refuses the change, which has not happened then, nor its token been used", async () => {
    const stateFile = join(folder, "state.json");
    const emulator = await start({ stateFile });
    const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    const token = { ClientToken: "t" };
    renameSync(folder, `${folder}-moved`);
    try {
      expectRefusal(await assign(emulator, "eni-demo", ["10.0.0.100"], token), 500, "InternalError");
    } finally {
      renameSync(`${folder}-moved`, folder);
      stderr.mockRestore();
    }
    expect(emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
    expect((await assign(emulator, "eni-demo", ["10.0.0.101"], token)).status).toBe(200);
  });

  test("is not touched by reads and refused calls", async () => {
    const stateFile = join(folder, "state.json");
    const emulator = await start({ stateFile });
    writeFileSync(stateFile, "marker");
    await shownAddresses(emulator, "eni-demo");
    await assign(emulator, "eni-demo", ["10.0.0.20"]);
    expect(readFileSync(stateFile, "utf8")).toBe("marker");
  });

  test("goes before the seed", () => {
    const stateFile = join(folder, "state.json");
    createEmulator({ stateFile }).updateNetworkInterface("eni-demo", { description: "kept" });
    const again = createEmulator({ stateFile, seed: { vpcs: [], vSwitches: [] } });
    expect(again.networkInterface("eni-demo")?.description).toBe("kept");
  });

  test.each([
    ["is no JSON", '{"vpcs":'],
    ["is another JSON", '{"hello":1}'],
    ["is empty", ""],
    ["is broken on many lines", '{\n  "vpcs": [\n    }\n]'],
  ])("is refused and left alone if it %s", (_, content) => {
    const stateFile = join(folder, "state.json");
    writeFileSync(stateFile, content);
    expect(() => createEmulator({ stateFile })).toThrow(/state\.json.*It was left unchanged: repair it/);
    expect(readFileSync(stateFile, "utf8")).toBe(content);
  });

  test("is found out at the start if it cannot be written, or is a folder", () => {
    expect(() => createEmulator({ stateFile: join(folder, "no", "such", "folder.json") })).toThrow(
      /^cannot write the state file .*ENOENT/,
    );
    expect(() => createEmulator({ stateFile: folder })).toThrow(/^cannot read the state file/);
  });
});

test("a state file of before there were tags of instances, regions of prefix lists and elastic IPs is loaded", async () => {
  const stateFile = join(folder, "old.json");
  const emulator = await start({ stateFile, visibilityDelayMs: 600_000 });
  await assign(emulator, "eni-demo", ["10.0.0.100"]);
  const old = JSON.parse(readFileSync(stateFile, "utf8")) as Record<string, Record<string, unknown>[]>;
  const without = (list: string, ...keys: readonly string[]): void => {
    for (const record of old[list] ?? []) for (const key of keys) Reflect.deleteProperty(record, key);
  };
  without("instances", "tags", "resourceGroupId");
  without("prefixLists", "regionId", "prefixListName", "description", "creationTime", "maxEntries");
  for (const item of old["networkInterfaces"] ?? [])
    for (const change of item["unseenChanges"] as object[])
      Reflect.deleteProperty(change, "publicIpAddresses");
  writeFileSync(stateFile, JSON.stringify(old));
  const later = await start({ stateFile });
  expect(later.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.100"]);
  expect(later.instance("i-demo")?.tags).toEqual([]);
});
