import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { run } from "../processes/run.mts";
import { executableName, repositoryRoot } from "../pulumi-cli/cache.mts";
import type { PulumiCli } from "../pulumi-cli/cli.mts";
import { pulumiEnvironment } from "../pulumi-cli/environment.mts";
import { dim, hasColours, type Screen } from "./screen.mts";
import { Deviation } from "./verify.mts";

/** How much of the output is shown: all, the lines that change, or what was done to which resource. */
type Detail = "whole" | "changes" | "brief";

/** The real CLI on the repository's own project, with a state, a home and a stack of its own. */
export interface Pulumi {
  /** Rejects unless it ends with exit code 0; answers the lines of the output, without colours. */
  run(args: string, detail: Detail): Promise<readonly string[]>;
}

export interface PulumiParts {
  readonly cli: PulumiCli;
  readonly screen: Screen;
  readonly env: NodeJS.ProcessEnv;
  /** an existing folder for the state, and what else Pulumi keeps */
  readonly folder: string;
  readonly stackFile: string;
}

const stack = "emulator";
/** That of `npm run pulumi`; nothing of the demo is secret. */
const passphrase = "emulator";
const timeoutMs = 180_000;

/** The name that Pulumi gives to the config file of the stack. */
export const stackFileName = `Pulumi.${stack}.yaml`;

export async function openPulumi(parts: PulumiParts): Promise<Pulumi> {
  const { cli, screen, folder, stackFile } = parts;
  const env = pulumiEnvironment(cli, {
    ...parts.env,
    // an interrupted Pulumi leaves its pipes there
    TMPDIR: folder,
    TEMP: folder,
    TMP: folder,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: pathToFileURL(folder).href,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_DISABLE_CHECKPOINT_BACKUPS: "true",
  });
  const program = join(cli.binFolder, executableName("pulumi"));

  async function runCli(
    args: string,
    options: { readonly cwd: string; readonly more?: readonly string[]; onLine?: (line: string) => void },
  ): Promise<void> {
    const { cwd, more = [], onLine } = options;
    const color = hasColours() ? "always" : "never";
    const { exitCode, output } = await screen.during(`pulumi ${args}`, () =>
      run(program, [...args.split(" "), ...more, "--non-interactive", "--color", color], {
        cwd,
        env,
        timeoutMs,
        ...(onLine && { onLine }),
        // Ctrl-C is passed on once: the second one makes Pulumi drop its work half-way
        ownGroup: true,
      }),
    );
    if (exitCode === 0) return;
    if (onLine === undefined) screen.line(output.trimEnd());
    throw new Deviation(`the end of pulumi ${args}`, "exit code 0", `exit code ${exitCode ?? "none"}`);
  }

  // `stack init` knows no --config-file, and would write one beside the repository's Pulumi.yaml
  await copyFile(join(repositoryRoot, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  await runCli(`stack init ${stack}`, { cwd: folder });

  return {
    async run(args, detail) {
      screen.line(dim(`  $ npm run pulumi -- ${args}`));
      const output: string[] = [];
      const isShown = filters[detail]();
      await runCli(args, {
        cwd: repositoryRoot,
        more: ["--stack", stack, "--config-file", stackFile],
        onLine: (line) => {
          const plain = stripVTControlCharacters(line).trim();
          output.push(plain);
          if (isShown(plain)) screen.line(`    ${line.trimEnd()}`);
        },
      });
      return output;
    },
  };
}

const noise = [
  /^$/,
  /^@ /, // progress dots
  /\b(creating|updating|deleting|refreshing) \(/, // the line that says "created" follows
  /^pulumi:pulumi:Stack \S+( running)?$/, // the stack, unchanged
  /^Duration: /,
  /^The resources in the stack have been deleted/,
  /^If you want to remove the stack completely/,
];

type Filter = (line: string) => boolean;

const filters: Readonly<Record<Detail, () => Filter>> = {
  whole: () => () => true,
  changes: changesOnly,
  brief: () => (line) => !noise.some((pattern) => pattern.test(line)),
};

/** A bracket is closed where the line that opened it is shown. */
function changesOnly(): Filter {
  const opened: boolean[] = [];
  return (line) => {
    const isShown = /^[\]}]/.test(line)
      ? (opened.pop() ?? false)
      : /^([-+~] |Refreshing |Resources:)/.test(line);
    if (/[[{]$/.test(line)) opened.push(isShown);
    return isShown;
  };
}
