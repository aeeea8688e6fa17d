import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../pulumi-cli/cache.mts";
import type { Children } from "./children.mts";
import type { Screen } from "./screen.mts";
import { UserError } from "./user-error.mts";

const sources = join(repositoryRoot, "provider");
const output = join(repositoryRoot, "dist");

/** Builds dist/ if a file of it is missing or older than its source. */
export async function buildIfStale(
  screen: Screen,
  children: Children,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (!isStale()) return;
  screen.line("Building the package (npm run build) …");
  const lines: string[] = [];
  const exitCode = await screen.during("building", () =>
    children.run("npm", ["run", "--silent", "build"], {
      cwd: repositoryRoot,
      env,
      timeoutMs: 180_000,
      onLine: (line) => lines.push(line),
    }),
  );
  if (exitCode !== 0) throw new UserError(["`npm run build` failed:", ...lines].join("\n"));
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
