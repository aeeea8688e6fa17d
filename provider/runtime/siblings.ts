import { appendFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ClaimEvent } from "./claim-book";

/**
 * The other provider processes of one run of the engine: Pulumi starts one for each provider that the program or the state
 * has, so that a resource under an explicit provider and one under the default provider are not in one process.
 */
export interface Siblings {
  /** Lets the others know that this process is there. */
  join(): void;
  /** Whether another process of the run is there by now. */
  areThere(): boolean;
  tell(event: ClaimEvent): void;
  /** What the others have told since the last time. */
  heard(): readonly ClaimEvent[];
  /** Resolves when the others may have told something; rejects when the signal is aborted. */
  mayHaveTold(signal: AbortSignal): Promise<unknown>;
}

/** Of a process that knows of no others. */
export const ALONE: Siblings = {
  join: () => undefined,
  areThere: () => false,
  tell: () => undefined,
  heard: () => [],
  mayHaveTold: (signal) => pause(2 ** 31 - 1, undefined, { signal, ref: false }),
};

/** How long it takes until somebody who waits looks again at what the others tell. In milliseconds. */
const POLL_MS = 50;

const DIRECTORY = join(tmpdir(), `pulumi-alicloud-secondary-ips-${process.getuid?.() ?? "user"}`);

/**
 * The processes that were started with the same address of the engine, which talk through files: each appends to one of its
 * own, in a directory that is this user's alone. In it are private addresses, regions, limits, ownership, timeoutSeconds, and ids
 * of ENIs and of their accounts, vSwitches and security groups, nothing else; a file is named by the engine's address and the process.
 *
 * A process that is gone does not count, since the engine's port may be another run's by now. Nothing is read or written
 * before the first call.
 * @param engine The engine's address, as host:port.
 * @param tellUnusable Is told once why the directory cannot be used; the process is alone then.
 */
export function siblingsOf(
  engine: string,
  tellUnusable: (reason: string) => void,
  { directory = DIRECTORY, pid = process.pid }: { readonly directory?: string; readonly pid?: number } = {},
): Siblings {
  let opened: Siblings | undefined;
  const use = <T>(work: (siblings: Siblings) => T): T => {
    try {
      opened ??= openFiles(directory, engine.replace(/\W/g, "_"), pid);
      return work(opened);
    } catch (error) {
      tellUnusable(error instanceof Error ? error.message : String(error));
      opened = ALONE;
      return work(opened);
    }
  };
  return {
    join: () => {
      use((siblings) => {
        siblings.join();
      });
    },
    areThere: () => use((siblings) => siblings.areThere()),
    tell: (event) => {
      use((siblings) => {
        siblings.tell(event);
      });
    },
    heard: () => use((siblings) => siblings.heard()),
    mayHaveTold: (signal) => use((siblings) => siblings.mayHaveTold(signal)),
  };
}

function openFiles(directory: string, run: string, pid: number): Siblings {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  refuseForeign(directory);
  const own = `${run}~${pid}`;
  const ownFile = join(directory, own);
  const forget = (name: string): void => {
    rmSync(join(directory, name), { force: true });
  };
  readdirSync(directory)
    .filter((name) => name === own || !isAlive(name))
    .forEach(forget);
  process.once("exit", () => {
    forget(own);
  });

  const consumed = new Map<string, number>();
  const newLinesOf = (name: string): string[] => {
    const text = textOf(join(directory, name));
    // a line that is being written is taken when it is whole
    const end = text.lastIndexOf("\n") + 1;
    const lines = text.slice(consumed.get(name) ?? 0, end).split("\n");
    consumed.set(name, end);
    return lines.filter((line) => line !== "");
  };
  const others = (): readonly string[] =>
    readdirSync(directory).filter((name) => name.startsWith(`${run}~`) && name !== own && isAlive(name));
  let hasJustHeard = false;
  return {
    join: () => {
      appendFileSync(ownFile, "", { mode: 0o600 });
    },
    areThere: () => others().length > 0,
    tell: (event) => {
      appendFileSync(ownFile, `${JSON.stringify(event)}\n`, { mode: 0o600 });
    },
    heard: () => {
      // a plan asks for each address
      if (hasJustHeard) return [];
      hasJustHeard = true;
      setImmediate(() => {
        hasJustHeard = false;
      });
      return others()
        .flatMap(newLinesOf)
        .map((line) => JSON.parse(line) as ClaimEvent);
    },
    mayHaveTold: (signal) => pause(POLL_MS, undefined, { signal }),
  };
}

/** In a directory that everybody may write to, another user may have been first. */
function refuseForeign(directory: string): void {
  const stat = lstatSync(directory);
  const isOwn = process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o077) === 0);
  if (!stat.isDirectory() || !isOwn) throw new Error(`${directory} is not a directory of this user alone`);
}

/** The text, or none where its process has just ended. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function isAlive(name: string): boolean {
  const pid = Number(name.split("~")[1]);
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
