import { readdirSync, readFileSync, readlinkSync } from "node:fs";

// What Linux tells of other processes. Elsewhere there is no /proc, and the figures are missing.

/** Clock ticks in a second, which `getconf CLK_TCK` answers on every Linux of today. */
const TICKS = 100;

function read<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    // no /proc, or the process has ended
    return undefined;
  }
}

/** The CPU time that a process has used so far, in seconds. */
export const cpuSeconds = (pid: number): number | undefined =>
  read(() => {
    const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    // the 14th and the 15th field, of which two stand before the bracket
    const [user, system] = fields.split(" ").slice(11, 13).map(Number);
    return ((user ?? NaN) + (system ?? NaN)) / TICKS;
  });

/** The most memory (RSS) that a process has had so far, in bytes. */
const peakMemory = (pid: number): number | undefined =>
  read(() => {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    // a process that has ended, and that nobody has waited for yet, is listed without its memory
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  });

/** Follows the process of Pulumi's dynamic providers that is started in this directory. */
export function watchProvider(directory: string, everyMs = 100): { readonly stop: () => number | undefined } {
  let pid: number | undefined;
  let peak: number | undefined;
  const timer = setInterval(() => {
    pid ??= findProvider(directory);
    // the last reading before its end stands: what it has reached, it keeps
    if (pid !== undefined) peak = peakMemory(pid) ?? peak;
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

const findProvider = (directory: string): number | undefined =>
  (read(() => readdirSync("/proc")) ?? [])
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find(
      (pid) =>
        read(() => readlinkSync(`/proc/${pid}/cwd`)) === directory &&
        /^[^\0]*node\0[^\0-][^\0]*\bdynamic-provider\b/.test(
          read(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "",
        ),
    );
