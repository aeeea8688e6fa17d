import type { z } from "zod";
import { UserError } from "../../core/errors";

/** Reads one config key, or one environment variable. */
export type Read = (name: string) => string | undefined;

/** A value that is set, and the config key or variable that sets it. */
export interface Setting {
  readonly value: string;
  readonly source: string;
}

/**
 * The first of the names that has a value.
 *
 * White space around a value is not part of it: a key that was copied or read from a file often ends with a line break.
 * What is empty then counts as not set.
 */
export function firstSet(read: Read, ...names: readonly string[]): Setting | undefined {
  for (const source of names) {
    const value = read(source)?.trim() ?? "";
    if (value !== "") return { value, source };
  }
  return undefined;
}

/**
 * The setting itself, if its value is valid.
 * @param shape What the value must be; follows "must be".
 * @throws UserError that names the source, and never shows the value: that may be a secret.
 */
export function checked<T extends Setting | undefined>(
  setting: T,
  isValid: (value: string) => boolean,
  shape: string,
): T {
  if (setting !== undefined && !isValid(setting.value))
    throw new UserError(`${setting.source} must be ${shape}.`);
  return setting;
}

/**
 * What a key of structured config holds, which Pulumi hands over as JSON.
 * @throws UserError as `checked` does.
 */
export function readStructure<T>(
  config: Read,
  key: string,
  schema: z.ZodType<T>,
  shape: string,
): T | undefined {
  const setting = firstSet(config, key);
  if (setting === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(setting.value));
  if (!parsed.success) throw new UserError(`${key} cannot be read: it must be ${shape}.`);
  return parsed.data;
}

/** What the JSON says, or undefined where the text is none: the message of `JSON.parse` repeats a part of it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
