import { addDynamicProviderHost, build } from "./build.mts";
import { versionsFolder } from "./cache.mts";
import { isBuiltFromModules, minimumVersion, type PulumiCli } from "./cli.mts";
import { download } from "./download.mts";
import { findInCache, findOnPath } from "./find.mts";
import { type Report, reportToStderr } from "./progress.mts";

/** One way to a CLI; it throws, with the reason, where it leads to none. */
export interface Way {
  readonly name: string;
  readonly find: () => Promise<PulumiCli>;
}

const found = (env: NodeJS.ProcessEnv): readonly Way[] => [
  { name: "on PATH", find: () => findOnPath(env) },
  { name: "in the cache of the downloaders", find: () => cached(findInCache(versionsFolder(env))) },
];

const fetched = (env: NodeJS.ProcessEnv, report: Report): readonly Way[] => [
  { name: "by download", find: () => download(versionsFolder(env), report) },
  { name: "by a build from the Go modules", find: () => cached(build(versionsFolder(env), report)) },
];

async function cached(finding: Promise<PulumiCli>): Promise<PulumiCli> {
  const cli = await finding;
  if (isBuiltFromModules(cli)) await addDynamicProviderHost(cli.binFolder);
  return cli;
}

/** The CLI that is on this machine, if one is. */
export const findPulumiCli = async (env: NodeJS.ProcessEnv): Promise<PulumiCli | undefined> =>
  takeFirst(found(env)).catch(() => undefined);

/** The CLI that is on this machine, or else one that is downloaded or built, which is then there for the next time. */
export const obtainPulumiCli = (
  env: NodeJS.ProcessEnv,
  report: Report = reportToStderr,
): Promise<PulumiCli> => takeFirst([...found(env), ...fetched(env, report)]);

export async function takeFirst(ways: readonly Way[]): Promise<PulumiCli> {
  const reasons: string[] = [];
  for (const way of ways) {
    try {
      return await way.find();
    } catch (error) {
      reasons.push(`  ${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new PulumiCliMissing(reasons);
}

export class PulumiCliMissing extends Error {
  override readonly name = "PulumiCliMissing";

  constructor(reasons: readonly string[]) {
    super(
      [
        `There is no Pulumi CLI ${minimumVersion} or newer:`,
        ...reasons,
        "Install it (https://www.pulumi.com/docs/install/) so that `pulumi` is on PATH, and run this again.",
      ].join("\n"),
    );
  }
}
