import { z } from "zod";
import { isIpv4, isIpv6 } from "./address";
import { UNKNOWN } from "./unknown";

export interface CheckedInputs {
  /** The inputs with defaults filled in; unknown values are untouched. */
  readonly inputs: Record<string, unknown>;
  /** All that is wrong, each as a clause that can follow "ENI eni-x: ". */
  readonly problems: readonly string[];
}

const inputSchema = z.strictObject({
  networkInterfaceId: known(
    z
      .string({
        error: "networkInterfaceId is missing; give the id of an ENI, for example eni-bp125p95hhdhn3ot0000",
      })
      .min(1, {
        error: "networkInterfaceId is empty; give the id of an ENI, for example eni-bp125p95hhdhn3ot0000",
        abort: true,
      })
      .refine(isEniId, {
        error: ({ input }) =>
          `networkInterfaceId "${String(input)}" is not the id of an ENI; it looks like eni-bp125p95hhdhn3ot0000`,
      }),
  ),
  privateIpAddresses: known(
    z
      .record(z.string(), z.unknown(), {
        error: "privateIpAddresses must be a list of IPv4 addresses; use [] to hold none",
      })
      .superRefine((set, context) => {
        for (const [address, mark] of Object.entries(set)) {
          const problem = addressProblem(address) ?? markProblem(address, mark);
          if (problem !== undefined) context.addIssue(problem);
        }
      }),
  ),
  ownership: known(
    z.enum(["exclusive", "additive"], {
      error: ({ input }) => `ownership "${String(input)}" is unknown; use "exclusive" or "additive"`,
    }),
  ).default("exclusive"),
  regionId: known(
    z
      .string({
        error:
          "no region: set regionId, alicloud:region (`pulumi config set alicloud:region cn-hangzhou`) or ALICLOUD_REGION",
      })
      .min(1, { error: "regionId is empty; give a region, for example cn-hangzhou" }),
  ),
  timeoutSeconds: known(
    z
      .number({ error: "timeoutSeconds must be a whole number from 1 to 3600" })
      .int({ error: "timeoutSeconds must be a whole number from 1 to 3600", abort: true })
      .min(1, { error: "timeoutSeconds must be a whole number from 1 to 3600" })
      .max(3600, { error: "timeoutSeconds must be a whole number from 1 to 3600" }),
  ).default(120),
});

/**
 * Checks what the program declares and fills in defaults, without asking the cloud anything.
 *
 * `declared` is what the resource class sends: the addresses are a map, whose values are `declared`, or
 * `declared N times` for a duplicate.
 */
export function checkInputs(
  declared: Record<string, unknown>,
  defaultRegionId: string | undefined,
): CheckedInputs {
  const present = Object.fromEntries(Object.entries(declared).filter(([, value]) => value !== null));
  const result = inputSchema.safeParse({ regionId: defaultRegionId, ...present }, { reportInput: true });
  if (!result.success) return { inputs: declared, problems: result.error.issues.flatMap(problemsOf) };

  return { inputs: result.data, problems: [] };
}

/** Whether the value has the form of an ENI's id, as every id in the documents has it. */
export function isEniId(value: unknown): value is string {
  return typeof value === "string" && /^eni-[a-z0-9]+$/.test(value);
}

function known<T extends z.ZodType>(schema: T): z.ZodUnion<[z.ZodLiteral<typeof UNKNOWN>, T]> {
  return z.union([z.literal(UNKNOWN), schema]);
}

function addressProblem(address: string): string | undefined {
  if (isIpv4(address)) return undefined;
  return isIpv6(address)
    ? `${address} is an IPv6 address; privateIpAddresses holds IPv4 addresses only`
    : `"${address}" is not an IPv4 address; write four numbers from 0 to 255 without leading zeros, for example 10.0.0.11`;
}

function markProblem(address: string, mark: unknown): string | undefined {
  // with ignoreChanges, what a refresh recorded comes back as an input
  return mark === "declared" || mark === "foreign"
    ? undefined
    : `${address} is ${String(mark)}; list it once`;
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map(
      (key) => `"${key}" is not an input; the inputs are ${Object.keys(inputSchema.shape).join(", ")}`,
    );
  }
  // of a union that is "unknown or a real value", only the second half says something to a user
  if (issue.code === "invalid_union") return issue.errors.at(-1)?.flatMap(problemsOf) ?? [issue.message];
  return [issue.message];
}
