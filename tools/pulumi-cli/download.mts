import { lookup } from "node:dns/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type PulumiCli, readVersion } from "./cli.mts";
import { execute } from "../processes/run.mts";
import { NotFound } from "./find.mts";
import { type Report, withProgress } from "./progress.mts";

const host = "get.pulumi.com";

/** The official download, by the Automation API, into the downloaders' cache. */
export async function download(versionsFolder: string, report: Report): Promise<PulumiCli> {
  // the installer itself would try for minutes
  if (!(await canResolve(host))) throw new NotFound(`${host} cannot be resolved`);
  const { version } = await import("@pulumi/pulumi/version.js");
  const root = join(versionsFolder, version);
  await withProgress(
    report,
    () => `downloading the Pulumi CLI ${version} from ${host}`,
    () =>
      // a process of its own, so that a download that hangs can be ended
      execute(process.execPath, [join(import.meta.dirname, "install.mts"), root, version], {
        timeoutMs: 300_000,
      }),
  );
  const binFolder = join(root, "bin");
  const installed = await readVersion(binFolder);
  if (installed === undefined) throw new NotFound(`the download left no working CLI in ${binFolder}`);
  return { binFolder, version: installed };
}

async function canResolve(name: string): Promise<boolean> {
  const found = lookup(name).then(
    () => true,
    () => false,
  );
  return Promise.race([found, delay(5_000, false, { ref: false })]);
}
