import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { executableName, repositoryRoot } from "./cache.mts";
import type { PulumiCli } from "./cli.mts";
import { execute } from "../processes/run.mts";
import { provideGo } from "./go.mts";
import { withLock } from "./lock.mts";
import { type Report, withProgress } from "./progress.mts";

/** The version that cli/go.mod pins. */
export const builtVersion = "3.259.0";

interface GoProgram {
  readonly name: string;
  readonly title: string;
  readonly moduleFolder: string;
  readonly package: string;
  readonly linkerFlags: string;
}

const cli: GoProgram = {
  name: executableName("pulumi"),
  title: `the Pulumi CLI ${builtVersion}`,
  moduleFolder: join(import.meta.dirname, "cli"),
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  linkerFlags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${builtVersion}`,
};

const languageHost: GoProgram = {
  name: executableName("pulumi-language-nodejs"),
  title: "Pulumi's language host for Node.js",
  moduleFolder: join(import.meta.dirname, "language-host"),
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  linkerFlags: "-s -w",
};

/** Builds the CLI from its published Go modules into the downloaders' cache. Takes minutes, once. */
export async function build(versionsFolder: string, report: Report): Promise<PulumiCli> {
  const binFolder = join(versionsFolder, builtVersion, "bin");
  const result = { binFolder, version: builtVersion };
  await withLock(join(versionsFolder, ".build.lock"), report, async () => {
    // another process may have built it while this one waited
    if (existsSync(join(binFolder, cli.name))) return;
    const go = await provideGo(cli.moduleFolder, report);
    await removeLeftovers(versionsFolder);
    const unfinished = await mkdtemp(join(versionsFolder, ".building-"));
    try {
      await buildGoProgram(go, languageHost, unfinished, report);
      await buildGoProgram(go, cli, unfinished, report);
      await mkdir(binFolder, { recursive: true });
      // the CLI last: where it is, the rest is
      for (const { name } of [languageHost, cli]) await rename(join(unfinished, name), join(binFolder, name));
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
  return result;
}

async function buildGoProgram(go: string, program: GoProgram, folder: string, report: Report): Promise<void> {
  const options = { cwd: program.moduleFolder, env: { ...process.env, CGO_ENABLED: "0" } };
  // not `go mod download`: it would fetch modules that no package here needs, and not all of them are published
  const packages = await withProgress(
    report,
    () => `fetching the Go modules of ${program.title}`,
    () => execute(go, ["list", "-deps", program.package], { ...options, timeoutMs: 900_000 }),
  );
  const total = packages.trim().split("\n").length;
  let compiled = 0;
  const output = join(folder, program.name);
  const buildFlags = ["-v", "-mod=readonly", "-trimpath", "-ldflags", program.linkerFlags, "-o", output];
  await withProgress(
    report,
    // those of an earlier build count too: Go has them in its cache and does not name them
    () => `compiling ${program.title} (${compiled} of at most ${total} packages)`,
    () =>
      execute(go, ["build", ...buildFlags, program.package], {
        ...options,
        timeoutMs: 1_800_000,
        // one for each package, on stderr; stdout stays empty
        onLine: () => (compiled += 1),
      }),
  );
}

/** What a build that was killed left behind. */
async function removeLeftovers(versionsFolder: string): Promise<void> {
  for (const name of await readdir(versionsFolder)) {
    if (name.startsWith(".building-")) await rm(join(versionsFolder, name), { recursive: true, force: true });
  }
}

/**
 * The distribution has the host of dynamic providers beside the CLI; the engine looks there. It is a script that
 * finds the `@pulumi/pulumi` of the program it is started for, so any version of it will do.
 */
export async function addDynamicProviderHost(binFolder: string): Promise<void> {
  const name =
    process.platform === "win32" ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";
  const destination = join(binFolder, name);
  if (existsSync(destination)) return;
  const unfinished = `${destination}.${process.pid}`;
  await copyFile(join(repositoryRoot, "node_modules", "@pulumi", "pulumi", name), unfinished);
  await rename(unfinished, destination);
}
