import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../tools/processes/run.mts";
import { packInto } from "../helpers/packed";
import { expectSuccess, withProject } from "../helpers/project";

const repository = join(__dirname, "..", "..");
const NAME = "pulumi-alicloud-secondary-ips";

let root: string;
/** A folder far from the repository in which the packed tarball is installed, as a user would. */
let installed: string;
/** A folder that links to the repository, as `npm install file:…` does, with a Pulumi SDK of its own. */
let linked: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "installed-"));
  installed = join(root, "installed");
  linked = join(root, "linked");
  mkdirSync(installed);
  mkdirSync(join(linked, "node_modules"), { recursive: true });
  const tarball = await packInto(root);
  writeFileSync(join(installed, "package.json"), '{ "private": true }\n');
  const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball];
  await execute("npm", install, { cwd: installed, timeoutMs: 240_000 });

  symlinkSync(repository, join(linked, "node_modules", NAME), "dir");
  symlinkSync(join(installed, "node_modules", "@pulumi"), join(linked, "node_modules", "@pulumi"), "dir");
}, 300_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Runs a line of JavaScript where the package is installed. */
async function evaluate(line: string): Promise<string> {
  return (await execute(process.execPath, ["-e", line], { cwd: installed, timeoutMs: 30_000 })).trim();
}

it("holds the built code, the licence and the docs, and neither sources nor tests", () => {
  const files = readFileSync(join(installed, "node_modules", ".package-lock.json"), "utf8");
  expect(files).toContain(NAME);
  const folder = join(installed, "node_modules", NAME);
  const held = ["README.md", "LICENSE", "CHANGELOG.md", "docs/credentials.md", "docs/hand-overs.md"];
  for (const file of [...held, "dist/index.js", "dist/index.d.ts", "dist/runtime/index.js"]) {
    expect(readFileSync(join(folder, file), "utf8")).not.toBe("");
  }
  expect(() => readFileSync(join(folder, "provider", "index.ts"))).toThrow("ENOENT");
  expect(() => readFileSync(join(folder, "tests", "package", "installed.test.ts"))).toThrow("ENOENT");
});

it("installs no @pulumi/alicloud, which the components alone need, and say so", async () => {
  expect(existsSync(join(installed, "node_modules", "@pulumi", "alicloud"))).toBe(false);
  const line = `try { require("${NAME}/components") } catch (error) { console.log(error.message.split("\\n")[0]) }`;
  expect(await evaluate(line)).toBe("Cannot find module '@pulumi/alicloud'");
});

it("opens its doors, and no other", async () => {
  expect(await evaluate(`console.log(Object.keys(require("${NAME}")))`)).toBe(
    "[ 'Provider', 'SecondaryPrivateIps' ]",
  );
  expect(await evaluate(`console.log(Object.keys(require("${NAME}/runtime")))`)).toBe("[ 'hooks' ]");
  expect(await evaluate(`console.log(typeof require("${NAME}/emulator").createEmulator)`)).toBe("function");
  await expect(evaluate(`require("${NAME}/dist/core/plan")`)).rejects.toThrow(
    "ERR_PACKAGE_PATH_NOT_EXPORTED",
  );
  const folder = join(installed, "node_modules", NAME);
  const { exports: doors, typesVersions } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as {
    exports: Record<string, unknown>;
    typesVersions: Record<"*", Record<string, string[]>>;
  };
  expect(Object.keys(doors).sort()).toEqual([
    ".",
    "./components",
    "./emulator",
    "./package.json",
    "./runtime",
  ]);
  const typed = Object.entries(typesVersions["*"]);
  expect(typed.map(([door]) => door).sort()).toEqual(["components", "emulator", "runtime"]);
  for (const [, [file = ""]] of typed) expect(existsSync(join(folder, file))).toBe(true);
});

it("compiles with the settings of `pulumi new typescript`, from each of its doors that need no @pulumi/alicloud", async () => {
  writeFileSync(
    join(installed, "index.ts"),
    `import "${NAME}/runtime";
import { Provider, SecondaryPrivateIps } from "${NAME}";
import { createEmulator, type EmulatorOptions } from "${NAME}/emulator";
const addresses = ["10.0.0.101", "10.0.0.102"] as const;
const provider = new Provider("shared", { region: "cn-hangzhou", assumeRole: { roleArn: "acs:ram::1:role/r" } });
const web = new SecondaryPrivateIps("web", { networkInterfaceId: "eni-demo", privateIpAddresses: addresses }, { provider });
const options: EmulatorOptions = {};
export const gone = web.lastUnassigned.apply((list: string[]) => list.length);
export const emulator = createEmulator(options);
`,
  );
  const compilerOptions = {
    ...{ strict: true, noEmit: true, target: "es2020", module: "commonjs", moduleResolution: "node" },
    ...{ noImplicitReturns: true, noFallthroughCasesInSwitch: true, forceConsistentCasingInFileNames: true },
    typeRoots: [join(repository, "node_modules", "@types")],
    types: ["node"],
  };
  writeFileSync(join(installed, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  await expect(execute("tsc", ["--project", installed], { timeoutMs: 60_000 })).resolves.toBe("");
});

it("loads the SDK only when the cloud is called, so that an unchanged up does not pay for it", async () => {
  const line = `require("${NAME}/runtime"); console.log(Object.keys(require.cache).filter((file) => file.includes("ecs20140526")).length)`;
  expect(await evaluate(line)).toBe("0");
});

it("starts the emulator by its command", async () => {
  const command = join(installed, "node_modules", ".bin", "alicloud-eni-emulator");
  expect(await execute(command, ["--help"], { timeoutMs: 30_000 })).toContain("--port");
});

it.each([
  ["the repository itself", () => undefined],
  ["an installed tarball", () => installed],
  ["a file: link with a Pulumi SDK of its own", () => linked],
])("assigns, refreshes and unassigns from %s", async (_where, folder) => {
  const place = folder();
  await withProject(
    async (project) => {
      project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] } });
      expectSuccess(await project.pulumi("up --yes"));
      expect(project.emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual(["10.0.0.101"]);
      expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
      const { web } = await project.state();
      expect(web?.outputs["__provider"]).toBe(`exports.handler = () => require("${NAME}/runtime").hooks;`);
      expectSuccess(await project.pulumi("destroy --yes"));
      expect(project.emulator.networkInterface("eni-demo")?.privateIpAddresses).toEqual([]);
    },
    place === undefined ? {} : { root: place },
  );
});
