import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute } from "../processes/run.mts";
import { withLock } from "./lock.mts";
import { type Report, withProgress } from "./progress.mts";

/** The command of a Python 3, or undefined where there is none. */
export async function findPython(): Promise<string | undefined> {
  for (const command of ["python3", "python"]) {
    const version = await execute(command, ["--version"], { timeoutMs: 20_000 }).catch(() => "");
    if (version.startsWith("Python 3.")) return command;
  }
  return undefined;
}

/** The folder of the programs in a virtual environment that has exactly these packages; made once. */
export async function providePythonPackages(
  python: string,
  folder: string,
  packages: readonly string[],
  report: Report,
): Promise<string> {
  const programs = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  // names what is installed, and is written last: an interrupted installation starts anew
  const ready = join(folder, `ready-${packages.join("-").replaceAll(/[^\w.-]/g, "_")}`);
  if (existsSync(ready)) return programs;
  await withLock(`${folder}.lock`, report, async () => {
    if (existsSync(ready)) return;
    await withProgress(
      report,
      () => `installing the Python packages ${packages.join(", ")}`,
      async () => {
        await rm(folder, { recursive: true, force: true });
        await mkdir(folder, { recursive: true });
        await execute(python, ["-m", "venv", folder], { timeoutMs: 120_000 });
        const pip = ["-m", "pip", "install", "--disable-pip-version-check", ...packages];
        await execute(join(programs, "python"), pip, { timeoutMs: 600_000 });
        await writeFile(ready, "");
      },
    );
  });
  return programs;
}
