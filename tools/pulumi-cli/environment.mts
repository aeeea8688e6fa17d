import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "./cache.mts";
import { isBuiltFromModules, type PulumiCli } from "./cli.mts";

/** What must come first in PATH: the `node` of package.json, and the CLI with its plugins. */
export const pathPrefix = (cli: PulumiCli): string =>
  [join(repositoryRoot, "node_modules", ".bin"), cli.binFolder].join(delimiter);

/** The folder that holds the state when no backend is set; git ignores it. */
export const localStateFolder = join(repositoryRoot, ".pulumi-local");

export const usesLocalState = (env: NodeJS.ProcessEnv): boolean => (env["PULUMI_BACKEND_URL"] ?? "") === "";

/** The environment to run the CLI in. What the user has set stays. */
export function pulumiEnvironment(cli: PulumiCli, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Windows calls it Path
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  return {
    ...(usesLocalState(env) && localBackend(env)),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // a build of ours has all that it needs; without this a missing plugin is a download that fails late
    ...(isBuiltFromModules(cli) && { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
    ...(usesLocalState(env) ? withoutEmptyBackend(env) : env),
    [pathName]: [pathPrefix(cli), env[pathName] ?? ""].join(delimiter),
  };
}

function localBackend(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const backend = { PULUMI_BACKEND_URL: pathToFileURL(localStateFolder).href };
  // the state holds nothing but what the emulator made up
  return env["PULUMI_CONFIG_PASSPHRASE_FILE"] === undefined
    ? { ...backend, PULUMI_CONFIG_PASSPHRASE: "emulator" }
    : backend;
}

function withoutEmptyBackend({ PULUMI_BACKEND_URL: _empty, ...rest }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest;
}
