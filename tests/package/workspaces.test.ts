import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../tools/processes/run.mts";
import { packInto } from "../helpers/packed";
import { expectSuccess, type Project, withProject } from "../helpers/project";

// A workspace of which one package makes the resource, @acme/network, and another one is the Pulumi project, apps/infra.

const NAME = "pulumi-alicloud-secondary-ips";

let root: string;
let tarball: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "workspaces-"));
  tarball = await packInto(root);
}, 120_000);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const pulumi = { "@pulumi/pulumi": "^3.270.0" };

interface Workspace {
  readonly folder: string;
  /** What the package manager wants besides the packages. */
  readonly files: Readonly<Record<string, string>>;
  readonly manager: readonly [command: string, ...args: string[]];
  /** How a package names another one of the workspace. */
  readonly sibling: string;
}

function write(folder: string, file: string, content: string | object): void {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), typeof content === "string" ? content : JSON.stringify(content));
}

async function install({ folder, manager: [command, ...args] }: Workspace): Promise<void> {
  const env = {
    ...process.env,
    CI: "true",
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
  };
  await execute(command, args, { cwd: folder, env, timeoutMs: 240_000 });
}

/** Writes the two packages, and installs them. `ofProject` is what the project's own package.json names besides. */
async function installed(
  workspace: Workspace,
  ofProject: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { folder, files, sibling } = workspace;
  for (const [file, content] of Object.entries(files)) write(folder, file, content);
  write(folder, "packages/network/package.json", {
    name: "@acme/network",
    version: "1.0.0",
    dependencies: { ...pulumi, [NAME]: `file:${tarball}` },
  });
  write(
    folder,
    "packages/network/index.js",
    `const { SecondaryPrivateIps } = require("${NAME}"); exports.ips = (name, args) => new SecondaryPrivateIps(name, args);`,
  );
  write(folder, "apps/infra/package.json", {
    name: "infra",
    private: true,
    dependencies: { ...pulumi, "@acme/network": sibling, ...ofProject },
  });
  await install(workspace);
}

const PROGRAM = `
const { readFileSync } = require("node:fs");
const { ips } = require("@acme/network");
const { resources } = JSON.parse(readFileSync("declared.json", "utf8"));
for (const [name, args] of Object.entries(resources)) ips(name, args);
`;

/** The Pulumi project in a folder of apps/infra, which makes its resources by @acme/network. */
async function withInfra({ folder }: Workspace, work: (project: Project) => Promise<void>): Promise<void> {
  await withProject(
    async (project) => {
      writeFileSync(join(project.directory, "index.js"), PROGRAM);
      project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] } });
      await work(project);
    },
    { root: join(folder, "apps", "infra") },
  );
}

const held = ({ emulator }: Project) => emulator.networkInterface("eni-demo")?.privateIpAddresses;

async function expectLife(project: Project): Promise<void> {
  expectSuccess(await project.pulumi("up --yes"));
  expect(held(project)).toEqual(["10.0.0.101"]);
  expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
  expectSuccess(await project.pulumi("destroy --yes"));
  expect(held(project)).toEqual([]);
}

const workspaces = '{ "private": true, "workspaces": ["apps/*", "packages/*"] }';

it("works in a workspace of npm", async () => {
  const workspace: Workspace = {
    folder: join(root, "npm"),
    files: { "package.json": workspaces },
    manager: ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund"],
    sibling: "1.0.0",
  };
  await installed(workspace);
  await expect(withInfra(workspace, expectLife)).resolves.toBeUndefined();
}, 300_000);

it("works in a workspace of Yarn 4 with nodeLinker: node-modules", async () => {
  const workspace: Workspace = {
    folder: join(root, "yarn"),
    files: { "package.json": workspaces, ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": "" },
    manager: ["yarn", "install"],
    sibling: "workspace:*",
  };
  await installed(workspace);
  await expect(withInfra(workspace, expectLife)).resolves.toBeUndefined();
}, 300_000);

describe("in a workspace of pnpm", () => {
  const workspace = (): Workspace => ({
    folder: join(root, "pnpm"),
    files: {
      "package.json": '{ "private": true }',
      "pnpm-workspace.yaml": [
        "packages: [apps/*, packages/*]",
        'allowBuilds: { "@alicloud/openapi-core": false, protobufjs: false }',
        "",
      ].join("\n"),
    },
    manager: ["pnpm", "install", "--prefer-offline", "--no-frozen-lockfile"],
    sibling: "workspace:*",
  });

  it("refuses in the preview what Pulumi would not find from the project, and works where it is installed there", async () => {
    await installed(workspace());
    await withInfra(workspace(), async (project) => {
      const { exitCode, output } = await project.pulumi("preview");
      expect(exitCode).not.toBe(0);
      expect(output).toContain(
        'error: SecondaryPrivateIps "web": Pulumi loads the provider from the project\'s folder, and does not find ' +
          `pulumi-alicloud-secondary-ips from ${project.directory}. Install it there (npm install, pnpm add or yarn add ` +
          "pulumi-alicloud-secondary-ips), also if only another package of the workspace imports it.",
      );
      expect(output).not.toMatch(/^\s+at /m);
      await installed(workspace(), { [NAME]: `file:${tarball}` });
      await expectLife(project);
    });
  }, 300_000);

  it("is missed by Pulumi where it leaves together with the last resource, and destroys once it is there again", async () => {
    await installed(workspace(), { [NAME]: `file:${tarball}` });
    await withInfra(workspace(), async (project) => {
      expectSuccess(await project.pulumi("up --yes"));
      writeFileSync(join(project.directory, "index.js"), "");
      await installed(workspace());
      for (const command of ["up --yes --skip-preview", "refresh --yes", "destroy --yes"]) {
        const { exitCode, output } = await project.pulumi(command);
        expect([command, exitCode === 0]).toEqual([command, false]);
        expect(output).toContain(`Cannot find module '${NAME}/runtime'`);
      }
      expect(held(project)).toEqual(["10.0.0.101"]);

      await installed(workspace(), { [NAME]: `file:${tarball}` });
      expectSuccess(await project.pulumi("up --yes"));
      expect(held(project)).toEqual([]);
    });
  }, 300_000);
});
