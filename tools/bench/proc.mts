import { readdirSync, readFileSync, readlinkSync } from "node:fs";

// What Linux tells of other processes, in /proc. Elsewhere these figures are missing.

/** What a process has used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  /** The most memory (RSS) that it has had, in bytes. */
  readonly peakMemory: number;
}

/** Clock ticks in a second: what `getconf CLK_TCK` answers on every Linux of today. */
const TICKS = 100;

/** Undefined for a process that has ended, and where there is no /proc. */
export function usageOf(pid: number): Usage | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const status = read(() => readFileSync(`/proc/${pid}/status`, "utf8"));
  // a process that has ended and that nobody has waited for yet is listed without its memory
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status ?? "")?.[1];
  // user and system time are the fields 14 and 15; the second is a name in brackets, which may hold spaces
  const [user, system] = (stat ?? "")
    .slice((stat ?? "").lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  if (kilobytes === undefined || user === undefined || system === undefined) return undefined;
  return { cpuSeconds: (Number(user) + Number(system)) / TICKS, peakMemory: Number(kilobytes) * 1024 };
}

/** Follows the process of Pulumi's dynamic providers for the project in this folder, from its start to its end. */
export function watchProvider(folder: string, everyMs = 100): { readonly stop: () => Usage | undefined } {
  let pid: number | undefined;
  let last: Usage | undefined;
  const timer = setInterval(() => {
    pid ??= findProvider(folder);
    if (pid !== undefined) last = usageOf(pid) ?? last;
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return last;
    },
  };
}

/** `node …/dynamic-provider/index.js`; not the `node -e` by which the CLI finds that file. */
const PROVIDER = /^[^\0]*node\0[^\0-][^\0]*\bdynamic-provider\b/;

function findProvider(folder: string): number | undefined {
  const pids = (read(() => readdirSync("/proc")) ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.find(
    (pid) =>
      read(() => readlinkSync(`/proc/${pid}/cwd`)) === folder &&
      PROVIDER.test(read(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? ""),
  );
}

function read<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
