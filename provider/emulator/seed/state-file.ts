import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Model } from "../cloud/model";
import { EmulatorError } from "../errors/emulator-error";
import { parseSeed } from "./parse-seed";

// on one line: what JSON.parse says quotes the text around the fault, line ends included
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");

/** The JSON of a file that the user named, or an error that says which file and why. */
export function readJson(path: string, what: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new EmulatorError(`cannot read the ${what} ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * The model of a state file, or undefined if there is no such file yet. A file that cannot be used is left as
 * it is.
 */
export function loadState(path: string): Model | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return parseSeed(readJson(path, "state file"), `the state file ${path}`);
  } catch (error) {
    throw new EmulatorError(
      `${reasonOf(error)}. It was left unchanged: repair it, or move it away to start afresh`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Writes beside the file and renames, so that a kill leaves the old state or the new one, never half of it.
 */
export function saveState(path: string, model: Model): void {
  // a name that nobody can foresee, and no file that is there already: it is not followed if it is a link
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(model, undefined, 2)}\n`, { flag: "wx", mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new EmulatorError(`cannot write the state file ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
