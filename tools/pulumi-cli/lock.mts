import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning } from "../processes/tree.mts";
import { type Report, withProgress } from "./progress.mts";

export interface LockOptions {
  /** how long to wait for the process that holds it */
  readonly waitMs?: number;
  readonly pollMs?: number;
}

// The holder touches the file more often than this. It covers what the pid cannot: one used again by another
// program, or one of another machine on a shared home.
const untouchedMs = 120_000;

/**
 * Runs the work while no other process runs it under the same file.
 * Two takers of one stale lock may both go on in rare cases, so the work itself must put its result in place
 * by a rename: then the worst is that it is done twice.
 */
export async function withLock<T>(
  file: string,
  report: Report,
  work: () => Promise<T>,
  { waitMs = 30 * 60_000, pollMs = 500 }: LockOptions = {},
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  if (!(await take(file))) {
    await withProgress(
      report,
      () => `waiting for another process (${file})`,
      async () => {
        const deadline = performance.now() + waitMs;
        while (!(await take(file))) {
          if (performance.now() >= deadline)
            throw new Error(`${file} is held by another process. If none is at work, delete that file.`);
          await delay(pollMs);
        }
      },
    );
  }
  const touch = setInterval(
    () => void utimes(file, new Date(), new Date()).catch(() => undefined),
    untouchedMs / 4,
  );
  touch.unref();
  try {
    return await work();
  } finally {
    clearInterval(touch);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  if (await isStale(file)) await rm(file, { force: true });
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(file, "utf8"));
    const { mtimeMs } = await stat(file);
    return Date.now() - mtimeMs > untouchedMs || (pid > 0 && !isRunning(pid));
  } catch {
    return false; // gone: its holder has just finished
  }
}
