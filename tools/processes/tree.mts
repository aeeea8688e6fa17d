// What is known of processes by their id alone: who descends from whom, and whether one is still there.
import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly isZombie: boolean;
  /** the program and its arguments */
  readonly command: string;
}

/** All processes of this machine; none on Windows, and in a container image that has no `ps`. */
function processTable(): ProcessRow[] {
  if (process.platform === "win32") return [];
  let table: string;
  try {
    const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
    table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,command="], options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return table.split("\n").flatMap((line) => {
    const [, pid, parent, stat, command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
    if (pid === undefined) return [];
    return { pid: Number(pid), parent: Number(parent), isZombie: stat?.startsWith("Z") ?? false, command };
  });
}

/**
 * What a process has started, and what that has started, parents first. Ask before the process ends: what it leaves
 * gets another parent then, and nothing tells any more whose it was.
 */
export const descendantsOf = (pid: number): ProcessRow[] => below([pid]);

function below(roots: readonly number[]): ProcessRow[] {
  const table = processTable();
  const childrenOf = (pid: number): ProcessRow[] => table.filter(({ parent }) => parent === pid);
  const tree = roots.flatMap(childrenOf);
  for (const { pid } of tree) tree.push(...childrenOf(pid));
  return tree;
}

/** Kills these, their descendants, and the groups that any of them leads. */
export function killTree(...roots: readonly number[]): void {
  for (const pid of [...roots, ...below(roots).map((row) => row.pid)]) {
    if (process.platform === "win32") {
      attempt(() => execFileSync("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" }));
    } else {
      // its group holds also those who have lost their parent
      attempt(() => process.kill(-pid, "SIGKILL"));
      attempt(() => process.kill(pid, "SIGKILL"));
    }
  }
}

function attempt(kill: () => void): void {
  try {
    kill();
  } catch {
    // it has ended already, or leads no group
  }
}

/** Whether a process is there, whoever started it. One that has ended and waits for its parent to notice is not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // there, and somebody else's
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !processTable().some((row) => row.pid === pid && row.isZombie);
}

/**
 * Waits until a process has ended that need not be a child of this one.
 * @throws {Error} if it is still running after `timeoutMs` milliseconds
 */
export async function untilEnded(pid: number, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (isRunning(pid)) {
    if (performance.now() >= deadline)
      throw new Error(`process ${pid} is still running after ${timeoutMs / 1000} s`);
    // only a parent is told of an end: anybody else has to look
    await delay(50);
  }
}
