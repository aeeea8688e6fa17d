import { UserError } from "../core/errors";
import { PartialFailure } from "../core/record";
import { outputsOf, type Properties } from "../core/state";

/**
 * Wraps a hook so that nothing it returns or throws can hang or mislead the engine. What the engine does otherwise
 * (measured with pulumi 3.259, @pulumi/pulumi 3.270):
 * - `undefined` anywhere in a result fails the call after the cloud has acted, and nothing is saved;
 * - a frozen result fails, because `__provider` is written into it;
 * - `throw undefined`, or an error whose properties hold `undefined`, is never answered: `pulumi up` hangs;
 * - any error with a truthy `id`, as SDK errors may have, counts as "created, but not initialized".
 */
export function guarded<A extends unknown[], R>(
  hook: (...args: A) => R | Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return asPlainData(await hook(...(args.map(withoutProvider) as A)));
    } catch (error) {
      throw asEngineError(error, args.at(-1));
    }
  };
}

/** `__provider` is Pulumi's: hooks neither see it nor answer it, except in a partial failure. */
function withoutProvider(arg: unknown): unknown {
  if (typeof arg !== "object" || arg === null) return arg;
  const { __provider, ...rest } = arg as Properties;
  return rest;
}

function asPlainData<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

interface EngineError extends Error {
  id?: string;
  properties?: Properties;
  reasons?: string[];
}

function asEngineError(thrown: unknown, properties: unknown): EngineError {
  const engineError: EngineError = new Error(messageOf(thrown));
  // beside the message, which stands at the resource, Pulumi prints this of check, diff, read and delete at the stack
  engineError.toString = () => "SecondaryPrivateIps";
  engineError.stack = "failed, for the reason that stands at the resource.";
  if (thrown instanceof PartialFailure) {
    const { __provider } = (properties ?? {}) as Properties;
    engineError.id = thrown.state.networkInterfaceId;
    // without __provider, every later refresh and destroy would fail
    engineError.properties = asPlainData({ ...outputsOf(thrown.state), __provider });
    engineError.reasons = [...thrown.reasons];
  }
  return engineError;
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof UserError || thrown instanceof PartialFailure) return thrown.message;
  const { message, stack } = thrown instanceof Error ? thrown : new Error(`a hook threw ${String(thrown)}`);
  return `This is a defect of pulumi-alicloud-secondary-ips, please report it: ${message}\n${stack ?? ""}`;
}
