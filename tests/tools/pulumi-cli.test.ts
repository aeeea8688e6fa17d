import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { start } from "../../tools/processes/start.mts";
import { versionsFolder } from "../../tools/pulumi-cli/cache.mts";
import { pulumiEnvironment } from "../../tools/pulumi-cli/environment.mts";
import {
  emulatorConfig,
  expectEmulator,
  writeEmulatorConfig,
} from "../../tools/pulumi-cli/emulator-stack.mts";
import { findOnPath, NotFound } from "../../tools/pulumi-cli/find.mts";
import { withLock } from "../../tools/pulumi-cli/lock.mts";
import { findPulumiCli, takeFirst } from "../../tools/pulumi-cli/obtain.mts";
import { leavesStackOpen } from "../../tools/pulumi-cli/stack.mts";

const silent = () => undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-cli-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A folder with a `pulumi` that prints this version, and the programs that come with it. */
function fakeCli(
  path: string,
  version: string,
  others = ["pulumi-language-nodejs", "pulumi-language-python"],
): string {
  const binFolder = join(folder, path);
  mkdirSync(binFolder, { recursive: true });
  for (const [name, text] of [["pulumi", `echo ${version}`], ...others.map((other) => [other, ""])]) {
    writeFileSync(join(binFolder, String(name)), `#!/bin/sh\n${String(text)}\n`);
    chmodSync(join(binFolder, String(name)), 0o755);
  }
  return binFolder;
}

const searchPath = (...folders: string[]) => ({
  PATH: folders.join(delimiter),
  PULUMI_HOME: join(folder, "home"),
});

describe("the search for the Pulumi CLI", () => {
  it("takes the one on PATH before a newer one of the cache", async () => {
    const binFolder = fakeCli("bin", "v3.216.0");
    fakeCli("home/versions/3.259.0/bin", "v3.259.0");

    await expect(findPulumiCli(searchPath(binFolder))).resolves.toEqual({
      binFolder,
      version: "3.216.0",
    });
  });

  it("passes over one on PATH that is too old, and takes the next", async () => {
    const old = fakeCli("old", "v3.215.9");
    const binFolder = fakeCli("new", "v3.300.0");

    await expect(findPulumiCli(searchPath(old, binFolder))).resolves.toMatchObject({
      version: "3.300.0",
    });
  });

  it("passes over one on PATH that does not run", async () => {
    const broken = fakeCli("broken", "v3.259.0");
    writeFileSync(join(broken, "pulumi"), "#!/bin/sh\nexit 1\n");

    await expect(findOnPath(searchPath(broken))).rejects.toThrow(`${broken} has one that does not run`);
  });

  it("takes the newest version of the cache, by number and not by name", async () => {
    fakeCli("home/versions/3.220.0/bin", "v3.220.0");
    const binFolder = fakeCli("home/versions/3.1000.0/bin", "v3.1000.0");

    await expect(findPulumiCli(searchPath())).resolves.toEqual({ binFolder, version: "3.1000.0" });
  });

  it("passes over versions of the cache that are too old or have no language host", async () => {
    fakeCli("home/versions/3.215.0/bin", "v3.215.0");
    fakeCli("home/versions/3.259.0/bin", "v3.259.0", []);

    await expect(findPulumiCli(searchPath())).resolves.toBeUndefined();
  });

  it("puts the host of dynamic providers beside a CLI that was built from the modules", async () => {
    const binFolder = fakeCli("home/versions/3.259.0/bin", "v3.259.0", ["pulumi-language-nodejs"]);

    await findPulumiCli(searchPath());

    expect(readFileSync(join(binFolder, "pulumi-resource-pulumi-nodejs"), "utf8")).toContain(
      "dynamic-provider",
    );
  });

  it("leaves a CLI of the distribution as it is", async () => {
    const binFolder = fakeCli("home/versions/3.259.0/bin", "v3.259.0");

    await findPulumiCli(searchPath());

    expect(existsSync(join(binFolder, "pulumi-resource-pulumi-nodejs"))).toBe(false);
  });

  it("looks for the cache in the home folder when PULUMI_HOME is not set", () => {
    expect(versionsFolder({}, "/home/me")).toBe(join("/home/me", ".pulumi", "versions"));
  });

  it("tries one way after the other, and none after the first that leads to a CLI", async () => {
    const tried: string[] = [];
    const way = (name: string, version?: string) => ({
      name,
      find: () => {
        tried.push(name);
        return version ? Promise.resolve({ binFolder: name, version }) : Promise.reject(new Error("no"));
      },
    });

    const cli = await takeFirst([way("a"), way("b", "3.300.0"), way("c", "3.301.0")]);

    expect(cli.binFolder).toBe("b");
    expect(tried).toEqual(["a", "b"]);
  });

  it("says of each way why it led to none, and how to install the CLI", async () => {
    const ways = [
      { name: "on PATH", find: () => findOnPath(searchPath(fakeCli("old", "v3.100.0"))) },
      {
        name: "by download",
        find: () => Promise.reject(new NotFound("get.pulumi.com cannot be resolved")),
      },
    ];

    await expect(takeFirst(ways)).rejects.toThrow(
      [
        "There is no Pulumi CLI 3.216.0 or newer:",
        `  on PATH: ${join(folder, "old")} has 3.100.0, 3.216.0 is needed`,
        "  by download: get.pulumi.com cannot be resolved",
        "Install it (https://www.pulumi.com/docs/install/) so that `pulumi` is on PATH, and run this again.",
      ].join("\n"),
    );
  });
});

describe("the lock", () => {
  const work = () => Promise.resolve("done");
  let file: string;

  beforeEach(() => {
    file = join(folder, "lock");
  });

  it("is gone after the work, and after work that failed", async () => {
    await expect(withLock(file, silent, work)).resolves.toBe("done");
    await expect(withLock(file, silent, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");

    expect(existsSync(file)).toBe(false);
  });

  it("of a process that is no more is taken over", async () => {
    const { pid, done } = start(process.execPath, ["--version"]);
    await done;
    writeFileSync(file, String(pid));

    await expect(withLock(file, silent, work, { waitMs: 0 })).resolves.toBe("done");
  });

  it("that has not been touched for minutes is taken over, whoever has that process id now", async () => {
    writeFileSync(file, String(process.pid));
    const tenMinutesAgo = Date.now() / 1000 - 600;
    utimesSync(file, tenMinutesAgo, tenMinutesAgo);

    await expect(withLock(file, silent, work, { waitMs: 0 })).resolves.toBe("done");
  });

  it("of a process at work is waited for, and no longer than allowed", async () => {
    writeFileSync(file, String(process.pid));

    await expect(withLock(file, silent, work, { waitMs: 0 })).rejects.toThrow(
      `${file} is held by another process`,
    );
  });

  it("is handed on when the other process is done", async () => {
    const order: string[] = [];
    let second: Promise<unknown> = Promise.resolve();
    const first = () =>
      new Promise<void>((finish) => {
        // its first progress line says that it waits
        const waiting = () => {
          order.push("first");
          finish();
        };
        second = withLock(file, waiting, () => Promise.resolve(order.push("second")), { pollMs: 1 });
      });

    await withLock(file, silent, first);
    await second;

    expect(order.slice(-2)).toEqual(["first", "second"]);
  });
});

describe("npm run pulumi", () => {
  it.each([
    [["up", "--yes"], true],
    [["stack", "output"], true],
    [["up", "-s", "dev"], false],
    [["up", "--stack=dev"], false],
    [["stack", "select", "dev"], false],
    [["stack", "init", "dev"], false],
    [["up", "--help"], false],
    [["up", "-C", "elsewhere"], false],
    [["version"], false],
  ])("of %j needs the stack selected for it: %p", (args, expected) => {
    expect(leavesStackOpen(args, {})).toBe(expected);
  });

  it("leaves the stack alone that PULUMI_STACK names", () => {
    expect(leavesStackOpen(["up"], { PULUMI_STACK: "dev" })).toBe(false);
  });

  it("writes the config of the stack for the emulator where there is none, and keeps one that was edited", async () => {
    const file = join(folder, "Pulumi.emulator.yaml");

    await writeEmulatorConfig(folder);
    expect(readFileSync(file, "utf8")).toContain("- ecs: 127.0.0.1:8190");

    writeFileSync(file, "edited");
    await writeEmulatorConfig(folder);
    expect(readFileSync(file, "utf8")).toBe("edited");
  });

  it("says how to start the emulator when none is there, and nothing when one is", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = emulatorConfig({ endpoint, networkInterfaceId: "eni-demo", privateIpAddresses: [] });
    writeFileSync(join(folder, "Pulumi.emulator.yaml"), config);

    await expect(expectEmulator(folder)).resolves.toBeUndefined();

    server.close();
    await once(server, "close");
    await expect(expectEmulator(folder)).rejects.toThrow(
      `No emulator answers at ${endpoint}: run \`npm run emulator\` in another terminal first; if it is starting, wait until it prints its url.`,
    );
  });

  it("keeps its state in the repository, unless a backend is set", () => {
    const cli = { binFolder: fakeCli("bin", "v3.259.0"), version: "3.259.0" };

    expect(pulumiEnvironment(cli, {})).toMatchObject({
      PULUMI_BACKEND_URL: expect.stringMatching(/^file:.*\.pulumi-local$/) as string,
      PULUMI_CONFIG_PASSPHRASE: "emulator",
    });
    expect(pulumiEnvironment(cli, { PULUMI_BACKEND_URL: "s3://team" })).not.toHaveProperty(
      "PULUMI_CONFIG_PASSPHRASE",
    );
  });

  it("keeps the passphrase that the user has set", () => {
    const cli = { binFolder: fakeCli("bin", "v3.259.0"), version: "3.259.0" };

    expect(pulumiEnvironment(cli, { PULUMI_CONFIG_PASSPHRASE: "mine" })).toMatchObject({
      PULUMI_CONFIG_PASSPHRASE: "mine",
    });
    expect(pulumiEnvironment(cli, { PULUMI_CONFIG_PASSPHRASE_FILE: "mine.txt" })).not.toHaveProperty(
      "PULUMI_CONFIG_PASSPHRASE",
    );
  });

  it("forbids the engine to fetch plugins for a CLI built from the modules only", () => {
    const built = { binFolder: fakeCli("built", "v3.259.0", ["pulumi-language-nodejs"]), version: "3.259.0" };
    const official = { binFolder: fakeCli("official", "v3.259.0"), version: "3.259.0" };
    const name = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";

    expect(pulumiEnvironment(built, {})).toHaveProperty(name, "true");
    expect(pulumiEnvironment(official, {})).not.toHaveProperty(name);
  });

  it("puts the node of package.json and the CLI first in PATH", () => {
    const cli = { binFolder: fakeCli("bin", "v3.259.0"), version: "3.259.0" };

    const [first, second, third] = (pulumiEnvironment(cli, { PATH: "/usr/bin" })["PATH"] ?? "").split(
      delimiter,
    );

    expect(first).toMatch(/node_modules[\\/]\.bin$/);
    expect([second, third]).toEqual([cli.binFolder, "/usr/bin"]);
  });
});
