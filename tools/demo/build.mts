import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "../processes/run.mts";
import { repositoryRoot } from "../pulumi-cli/cache.mts";
import type { Screen } from "./screen.mts";
import { UserError } from "./user-error.mts";

const sources = join(repositoryRoot, "provider");
const output = join(repositoryRoot, "dist");

/** Builds dist/ if a file of it is missing or older than its source. */
export async function buildIfStale(screen: Screen, env: NodeJS.ProcessEnv): Promise<void> {
  if (!isStale()) return;
  screen.line("Building the package (npm run build) …");
  const { exitCode, output } = await screen.during("building", () =>
    run("npm", ["run", "--silent", "build"], {
      cwd: repositoryRoot,
      env,
      timeoutMs: 180_000,
      ownGroup: true,
    }),
  );
  if (exitCode !== 0) throw new UserError(`\`npm run build\` failed:\n${output}`);
}

function isStale(): boolean {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".d.ts"),
  );
  return files.some((file) => {
    const built = modified(join(output, file.replace(/\.ts$/, ".js")));
    return built === undefined || built < (modified(join(sources, file)) ?? 0);
  });
}

const modified = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs;
