import { homedir } from "node:os";
import { join } from "node:path";

export const repositoryRoot = join(import.meta.dirname, "..", "..");

/** The program's file name; on Windows a `.cmd` shim cannot be started without a shell, so only `.exe` counts. */
export const executableName = (name: string): string => (process.platform === "win32" ? `${name}.exe` : name);

/** Where the official downloaders keep each version of the CLI, in `<version>/bin`. */
export const versionsFolder = (env: NodeJS.ProcessEnv, home = homedir()): string =>
  join(env["PULUMI_HOME"] ?? join(home, ".pulumi"), "versions");
