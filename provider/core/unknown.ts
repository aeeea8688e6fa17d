/**
 * What Pulumi sends for a value that is not known until the update, whatever its type.
 * Source: `runtime.unknownValue` of @pulumi/pulumi; core does not import Pulumi.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether the value is known only during the update. */
export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}
