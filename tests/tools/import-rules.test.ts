import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execute } from "../../tools/processes/run.mts";

const root = join(__dirname, "..", "..");

// those that the files below import, and TypeScript for depcruise
const packages = [
  "@alicloud",
  "@pulumi",
  "async-mutex",
  "cockatiel",
  "dataloader",
  "ipaddr.js",
  "typescript",
  "zod",
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** Lays out these files in a folder of their own and returns what the repository's rules say of them. */
async function violationsIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "import-rules-"));
  try {
    // package by package: our own, built or not as it happens to be, stays out
    mkdirSync(join(folder, "node_modules"));
    for (const name of packages)
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
    for (const name of ["tsconfig.json", "tsconfig.build.json", "package.json"])
      cpSync(join(root, name), join(folder, name));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const args = ["--config", join(root, ".dependency-cruiser.cjs"), "--output-type", "json", "."];
    const depcruise = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
    const report = await execute(process.execPath, [depcruise, ...args], { cwd: folder, timeoutMs: 60_000 });
    const { summary } = JSON.parse(report) as { summary: { violations: Violation[] } };
    return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// each of these folders is as the rules want it, so that a violation is the doing of the file under test
const allowed = {
  "provider/core/model.ts": `import { z } from "zod"; import ip from "ipaddr.js"; export const a = [z, ip];`,
  // one half of a circle, which is reported at the other
  "provider/core/hen.ts": `import { egg } from "./egg"; export const hen = (): unknown => egg;`,
  "provider/core/plan.ts": `import { a } from "./model"; export const plan = a; export type Plan = typeof plan;`,
  "provider/ecs/eni.ts": `import "node:http"; import "cockatiel"; import "dataloader";
    import "@alicloud/openapi-core"; import { plan } from "../core/plan"; export const eni = plan;`,
  "provider/runtime/index.ts": `import "node:path"; import "async-mutex"; import type { dynamic } from "@pulumi/pulumi";
    import { eni } from "../ecs/eni"; import { plan } from "../core/plan";
    export const run: dynamic.CheckFailure[] = [eni, plan] as never;`,
  "provider/program/rivals.ts": `import { log } from "@pulumi/pulumi"; export const claim = log;`,
  "provider/program/shim.ts": `import * as pulumi from "@pulumi/pulumi"; import type * as runtime from "../runtime";
    export type Runtime = typeof runtime;
    export const hook = () => pulumi.log.info(String(
      (require("pulumi-alicloud-secondary-ips/runtime") as typeof import("../runtime")).run));`,
  "provider/program/secondary-private-ips.ts": `import * as pulumi from "@pulumi/pulumi";
    import { hook } from "./shim"; import { claim } from "./rivals"; import type { Plan } from "../core/plan";
    export const r = (p: Plan) => [p, hook, claim, pulumi];`,
  "provider/index.ts": `export * from "./program/secondary-private-ips";`,
  "provider/components/web.ts": `import * as alicloud from "@pulumi/alicloud";
    import { r } from "../program/secondary-private-ips"; export const web = [r, alicloud];`,
  "provider/emulator/server.ts": `import "node:http"; import "ipaddr.js"; import "zod";`,
  "examples/basic/index.ts": `import * as pulumi from "@pulumi/pulumi";
    import * as ips from "pulumi-alicloud-secondary-ips"; export const x = [pulumi, ips];`,
};

// rule -> the files that break it, each in its own way
const forbidden: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "core-is-pure": {
    "provider/core/with-pulumi.ts": `import type { Input } from "@pulumi/pulumi"; export type T = Input<string>;`,
    "provider/core/with-sdk.ts": `import "@alicloud/ecs20140526";`,
    "provider/core/with-node.ts": `import "node:fs";`,
    "provider/core/with-ecs.ts": `import { eni } from "../ecs/eni"; export const a = eni;`,
  },
  "ecs-speaks-to-the-cloud-only": {
    "provider/ecs/with-pulumi.ts": `import type { Input } from "@pulumi/pulumi"; export type T = Input<string>;`,
    "provider/ecs/with-runtime.ts": `import { run } from "../runtime"; export const a = run;`,
    "provider/ecs/with-emulator.ts": `import "../emulator/server";`,
  },
  "runtime-joins-core-and-ecs": {
    "provider/runtime/with-sdk.ts": `import "@alicloud/ecs20140526";`,
    "provider/runtime/with-emulator.ts": `import "../emulator/server";`,
    "provider/runtime/with-resource.ts": `import { r } from "../program/secondary-private-ips"; export const a = r;`,
  },
  "runtime-has-types-of-pulumi-only": {
    "provider/runtime/with-pulumi.ts": `import { log } from "@pulumi/pulumi"; export const a = log;`,
  },
  "program-is-thin": {
    "provider/components/with-node.ts": `import "node:fs";`,
    "provider/components/with-sdk.ts": `import "@alicloud/ecs20140526";`,
    "provider/components/with-emulator.ts": `import "../emulator/server";`,
  },
  "only-components-know-alicloud": {
    "provider/program/with-alicloud.ts": `import * as alicloud from "@pulumi/alicloud"; export const a = alicloud;`,
  },
  "program-has-types-of-core-only": {
    "provider/components/with-core.ts": `import { plan } from "../core/plan"; export const a = plan;`,
  },
  "program-does-not-import-the-implementation": {
    "provider/components/with-ecs.ts": `import { eni } from "../ecs/eni"; export const a = eni;`,
    "provider/components/with-runtime.ts": `import { run } from "../runtime"; export const a = run;`,
  },
  "preflight-loads-late": {
    "provider/program/preflight.ts": `import { plan } from "../core/plan"; import type { eni } from "../ecs/eni";
      export const look = async (): Promise<typeof eni> => (await import("../ecs/eni.js")).eni ?? plan;`,
  },
  "only-the-shim-names-the-runtime": {
    "provider/components/with-runtime.ts": "",
    "provider/components/by-name.ts": `export const a = () => require("pulumi-alicloud-secondary-ips/runtime") as unknown;`,
  },
  "emulator-stands-alone": {
    "provider/emulator/with-core.ts": `import type { Plan } from "../core/plan"; export type T = Plan;`,
    "provider/emulator/with-ecs.ts": `import { eni } from "../ecs/eni"; export const a = eni;`,
    "provider/emulator/with-runtime.ts": `import { run } from "../runtime"; export const a = run;`,
    "provider/emulator/with-pulumi.ts": `import { log } from "@pulumi/pulumi"; export const a = log;`,
    "provider/emulator/with-sdk.ts": `import "@alicloud/ecs20140526";`,
  },
  "examples-use-the-package-by-name": {
    "examples/basic/by-path.ts": `import { r } from "../../provider"; export const a = r;`,
  },
  "every-folder-has-a-rule": {
    "provider/helpers/text.ts": `import { plan } from "../core/plan"; export const a = plan;`,
  },
  "nothing-circular": {
    "provider/core/egg.ts": `import { hen } from "./hen"; export const egg = (): unknown => hen;`,
  },
  "no-orphans": {
    "provider/core/left-over.ts": `export const leftOver = 1;`,
  },
};

describe("the import rules", () => {
  let found: readonly string[];

  beforeAll(async () => {
    const offenders = Object.values(forbidden).flatMap((files) => Object.entries(files));
    // a file may break two rules and is then listed twice; its text is where it is first listed
    found = await violationsIn({
      ...allowed,
      ...Object.fromEntries(offenders.filter(([, text]) => text !== "")),
    });
  });

  it.each(Object.keys(forbidden))("%s: fails each import that it forbids, and no other", (rule) => {
    const offenders = Object.keys(forbidden[rule] ?? {}).map((file) => `${rule}: ${file}`);

    expect(found.filter((violation) => violation.startsWith(`${rule}: `))).toEqual(offenders.sort());
  });

  it("let the shim require the runtime by name also when the package is built", async () => {
    const { "provider/core/hen.ts": _half, ...files } = allowed;

    await expect(violationsIn({ ...files, "dist/runtime/index.js": "exports.run = [];" })).resolves.toEqual(
      [],
    );
  });

  it("are all tried here", () => {
    const { forbidden: rules } = jest.requireActual<{ forbidden: { name: string }[] }>(
      "../../.dependency-cruiser.cjs",
    );

    expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(forbidden).sort());
  });
});
