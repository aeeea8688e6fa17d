import { existsSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { executableName } from "./cache.mts";
import { execute } from "../processes/run.mts";

export interface PulumiCli {
  readonly binFolder: string;
  readonly version: string;
}

/** The first whose dynamic providers may return new inputs from `read`: drift shows only with it. */
export const minimumVersion = "3.216.0";

export const isRecentEnough = (version: string): boolean => semver.gte(version, minimumVersion);

/** The program's answer to `pulumi version`, or undefined where it cannot be run or prints something else. */
export async function readVersion(binFolder: string): Promise<string | undefined> {
  try {
    const answer = await execute(join(binFolder, executableName("pulumi")), ["version"], {
      timeoutMs: 20_000,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return semver.parse(answer.trim())?.version;
  } catch {
    return undefined;
  }
}

/** The distribution comes with the hosts of all languages; a build of ours has the one for Node.js. */
export const isBuiltFromModules = (cli: PulumiCli): boolean =>
  !existsSync(join(cli.binFolder, executableName("pulumi-language-python")));
