import type { z } from "zod";
import { EmulatorError } from "../errors/emulator-error";

/**
 * What a test or another process asks of the emulator, checked: a misspelt key would make a test pass for the
 * wrong reason.
 *
 * @throws EmulatorError that names every problem with its place.
 */
export function parseAs<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "the whole"}: ${message}`,
  );
  throw new EmulatorError(`not a ${what}: ${problems.join("; ")}`);
}
