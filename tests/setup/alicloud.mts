// Before the tests that run the plugin of @pulumi/alicloud: it is on PATH, or the run ends with how it gets there.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../../tools/pulumi-cli/cache.mts";
import { reportToStderr } from "../../tools/pulumi-cli/progress.mts";
import prepareEngineTests from "./engine.mts";

const BINARY = "pulumi-resource-alicloud";
/** How long a download may take, in milliseconds. */
const DOWNLOAD_MS = 300_000;

export default async function prepareAlicloudTests(): Promise<void> {
  await prepareEngineTests();
  const path = process.env["PATH"] ?? "";
  if (path.split(delimiter).some((folder) => existsSync(join(folder, BINARY)))) return;
  process.env["PATH"] = [await downloaded(), path].join(delimiter);
}

/** The folder of the plugin that belongs to the package of the devDependencies. */
async function downloaded(): Promise<string> {
  const manifest = join(repositoryRoot, "node_modules", "@pulumi", "alicloud", "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const folder = join(home, "plugins", `resource-alicloud-v${version}`);
  if (existsSync(join(folder, BINARY))) return folder;
  reportToStderr(`Downloading the alicloud plugin ${version} …`);
  try {
    await promisify(execFile)("pulumi", ["plugin", "install", "resource", "alicloud", version], {
      timeout: DOWNLOAD_MS,
    });
    return folder;
  } catch (error) {
    const [reason = ""] = (error as Error).message.trim().split("\n").slice(-1);
    const missing = new Error(
      `${BINARY} ${version} is neither on PATH nor could it be downloaded, so nothing was tested. Run this where Pulumi can ` +
        `download it, or put it on PATH (https://github.com/pulumi/pulumi-alicloud/releases): ${reason}`,
    );
    missing.stack = missing.message;
    throw missing;
  }
}
