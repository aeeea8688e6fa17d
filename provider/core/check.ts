import { z } from "zod";
import { toAddressSet } from "./address-set";
import { FIELD_ENTRIES } from "./fields";
import { UNKNOWN } from "./unknown";

export interface CheckedInputs {
  /** The inputs with defaults filled in; unknown values are untouched. */
  readonly inputs: Record<string, unknown>;
  /** All that is wrong, each as a clause that can follow "ENI eni-x: ". */
  readonly problems: readonly string[];
}

const inputSchema = z.strictObject(
  Object.fromEntries(
    FIELD_ENTRIES.map(([name, field]) => {
      const known = z.union([z.literal(UNKNOWN), field.schema]);
      return [name, field.default === undefined ? known : known.default(field.default as never)];
    }),
  ),
);

/**
 * Checks what the program declares and fills in defaults, without asking the cloud anything.
 *
 * The addresses are a list, or, with `ignoreChanges`, the map that it became at an earlier time.
 */
export function checkInputs(
  declared: Record<string, unknown>,
  defaultRegionId: string | undefined,
): CheckedInputs {
  const present = Object.fromEntries(Object.entries(declared).filter(([, value]) => value !== null));
  present["privateIpAddresses"] = toAddressSet(present["privateIpAddresses"]);
  const result = inputSchema.safeParse({ regionId: defaultRegionId, ...present });
  if (!result.success) return { inputs: declared, problems: result.error.issues.flatMap(problemsOf) };

  return { inputs: result.data, problems: [] };
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map(
      (key) => `"${key}" is not an input; the inputs are ${FIELD_ENTRIES.map(([name]) => name).join(", ")}`,
    );
  }
  // of a union that is "unknown or a real value", only the second half says something to a user
  if (issue.code === "invalid_union") return issue.errors.at(-1)?.flatMap(problemsOf) ?? [issue.message];
  return [issue.message];
}
