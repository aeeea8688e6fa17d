import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import semver from "semver";
import { executableName } from "./cache.mts";
import { isRecentEnough, minimumVersion, type PulumiCli, readVersion } from "./cli.mts";

/** Why a place has no usable CLI, in words for the user. */
export class NotFound extends Error {}

/** The first `pulumi` on PATH that is recent enough. */
export async function findOnPath(env: NodeJS.ProcessEnv): Promise<PulumiCli> {
  const tooOld: string[] = [];
  for (const binFolder of (env["PATH"] ?? "").split(delimiter)) {
    if (binFolder === "" || !existsSync(join(binFolder, executableName("pulumi")))) continue;
    const version = await readVersion(binFolder);
    if (version !== undefined && isRecentEnough(version)) return { binFolder, version };
    tooOld.push(`${binFolder} has ${version ?? "one that does not run"}`);
  }
  throw new NotFound(tooOld.length > 0 ? `${tooOld.join("; ")}, ${minimumVersion} is needed` : "none");
}

/** The newest complete version in the cache of the official downloaders. */
export async function findInCache(versionsFolder: string): Promise<PulumiCli> {
  const names = await readdir(versionsFolder).catch(() => []);
  const versions = names.filter((name) => semver.valid(name) !== null && isRecentEnough(name));
  for (const name of semver.rsort(versions)) {
    const binFolder = join(versionsFolder, name, "bin");
    // without the language host no program of ours runs
    if (!existsSync(join(binFolder, executableName("pulumi-language-nodejs")))) continue;
    const version = await readVersion(binFolder);
    if (version !== undefined && isRecentEnough(version)) return { binFolder, version };
  }
  throw new NotFound(`no version from ${minimumVersion} on in ${versionsFolder}`);
}
