import { isIpv4 } from "../cloud/addresses";
import { instanceIdPattern, networkInterfaceIdPattern } from "../cloud/model";
import { apiError, type ErrorCode } from "../errors/api-error";
import type { RawParameters } from "../wire/protocol";

/**
 * Declarative rules for parameters. An action lists its parameters with a rule each, and gets back typed
 * values.
 *
 * @example
 * const parameters = { RegionId: required(text()), MaxResults: integer() };
 */
export type Rule<T> = (raw: RawParameters, name: string) => T;
export type RulesFor<Values> = { readonly [Name in keyof Values]: Rule<Values[Name]> };

/** Reads each parameter by its rule; `prefix` stands before the names of a structure's fields: `Tag.1.`. */
export function readParameters<Values>(rules: RulesFor<Values>, raw: RawParameters, prefix = ""): Values {
  const entries = Object.entries<Rule<unknown>>(rules);
  return Object.fromEntries(entries.map(([name, rule]) => [name, rule(raw, `${prefix}${name}`)])) as Values;
}

const invalid = (name: string, why: string, code: ErrorCode = "InvalidParameter"): Error =>
  apiError(code, [name], `${name}: ${why}`);

// "empty = all" in the documents of Type and Status: an empty value is no value
const valueOf = (raw: RawParameters, name: string): string | undefined => raw[name] || undefined;

export const required =
  <T>(rule: Rule<T | undefined>): Rule<T> =>
  (raw, name) => {
    const value = rule(raw, name);
    if (value === undefined) throw apiError("MissingParameter", [name]);
    return value;
  };

export interface TextRule {
  readonly pattern?: RegExp;
  readonly length?: readonly [number, number];
  /** The code for a value that does not fit, where the documents name one. */
  readonly code?: ErrorCode;
}

export const text =
  ({ pattern, length, code = "InvalidParameter" }: TextRule = {}): Rule<string | undefined> =>
  (raw, name) => {
    const value = valueOf(raw, name);
    if (value === undefined) return undefined;
    const fits = length === undefined || (value.length >= length[0] && value.length <= length[1]);
    if (!fits || pattern?.test(value) === false) throw apiError(code, [name]);
    return value;
  };

export const oneOf =
  <const T extends string>(values: readonly T[], code?: ErrorCode): Rule<T | undefined> =>
  (raw, name) => {
    const value = valueOf(raw, name);
    const known = values.find((candidate) => candidate === value);
    if (value !== undefined && known === undefined) throw invalid(name, `one of ${values.join(", ")}`, code);
    return known;
  };

/** The same, written in capitals or not `[ECS SDK 7.11.6]`. */
export const oneOfAnyCase =
  <const T extends string>(values: readonly T[], code?: ErrorCode): Rule<T | undefined> =>
  (raw, name) => {
    const wanted = valueOf(raw, name)?.toLowerCase();
    const value = values.find((candidate) => candidate.toLowerCase() === wanted);
    if (wanted !== undefined && value === undefined) throw invalid(name, `one of ${values.join(", ")}`, code);
    return value;
  };

export const integer =
  (
    min = Number.MIN_SAFE_INTEGER,
    max = Number.MAX_SAFE_INTEGER,
    code?: ErrorCode,
  ): Rule<number | undefined> =>
  (raw, name) => {
    const value = valueOf(raw, name);
    if (value === undefined) return undefined;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw invalid(name, `an integer from ${min} to ${max}`, code);
    return number;
  };

export const flag = (): Rule<boolean | undefined> => (raw, name) => {
  const value = valueOf(raw, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value !== "true" && value !== "false") throw invalid(name, "true or false");
  return value === "true";
};

/** `Name.1`, `Name.2`, …: the numbers may have gaps. */
export const list =
  (max: number, item: TextRule = {}): Rule<readonly string[]> =>
  (raw, name) => {
    const prefix = `${name}.`;
    const keys = Object.keys(raw).filter(
      (key) => key.startsWith(prefix) && /^[1-9]\d{0,4}$/.test(key.slice(prefix.length)),
    );
    if (keys.length > max) throw invalid(name, `${name}.N: N is 1 to ${max}`);
    const position = (key: string): number => Number(key.slice(prefix.length));
    return keys.sort((a, b) => position(a) - position(b)).map((key) => required(text(item))(raw, key));
  };

/** One string that holds a JSON array, such as InstanceIds of DescribeInstances. */
export const jsonList =
  (max: number): Rule<readonly string[] | undefined> =>
  (raw, name) => {
    const value = valueOf(raw, name);
    if (value === undefined) return undefined;
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      throw invalid(name, "a JSON array of strings");
    }
    const strings = Array.isArray(parsed)
      ? parsed.filter((item): item is string => typeof item === "string")
      : [];
    if (!Array.isArray(parsed) || strings.length !== parsed.length || strings.length > max) {
      throw invalid(name, `a JSON array of at most ${max} strings`);
    }
    return strings;
  };

/**
 * `Name.1.Field`, `Name.2.Field`, …, such as `Tag.1.Key`: the numbers may have gaps.
 *
 * @example
 * const parameters = { Tag: structures(20, { Key: required(text()), Value: text() }) };
 */
export function structures<Values>(max: number, fields: RulesFor<Values>): Rule<readonly Values[]> {
  const rule: Rule<readonly Values[]> = (raw, name) => {
    const numbers = new Set(
      Object.keys(raw).flatMap((key) => {
        const [, number] = key.startsWith(`${name}.`)
          ? (/^\.([1-9]\d{0,4})\./.exec(key.slice(name.length)) ?? [])
          : [];
        return number === undefined ? [] : [Number(number)];
      }),
    );
    if ([...numbers].some((number) => number > max)) throw invalid(name, `${name}.N: N is 1 to ${max}`);
    return [...numbers]
      .sort((a, b) => a - b)
      .map((number) => readParameters(fields, raw, `${name}.${number}.`));
  };
  structureFields.set(rule, fields);
  return rule;
}

const structureFields = new WeakMap<Rule<unknown>, Readonly<Record<string, Rule<unknown>>>>();
const refusals = new WeakSet<Rule<unknown>>();

export type Standing = "implemented" | "refused";

/** Whether each parameter is done or refused; the fields of structures as `Tag.N.Key`. */
export const standingsOf = (
  rules: Readonly<Record<string, Rule<unknown>>>,
): readonly (readonly [name: string, standing: Standing])[] =>
  Object.entries(rules).flatMap(([name, rule]) => {
    const fields = structureFields.get(rule);
    if (fields === undefined) return [[name, refusals.has(rule) ? "refused" : "implemented"] as const];
    return standingsOf(fields).map(([field, standing]) => [`${name}.N.${field}`, standing] as const);
  });

/** A documented parameter that this emulator cannot do yet: better refused than ignored. */
export const unsupported = (): Rule<undefined> => {
  const rule: Rule<undefined> = (raw, name) => {
    if (Object.keys(raw).some((key) => key === name || key.startsWith(`${name}.`)))
      throw apiError("UnsupportedParameter", [name]);
    return undefined;
  };
  refusals.add(rule);
  return rule;
};

/** The same for several that an action's model has. */
export const refuse = <const Name extends string>(...names: readonly Name[]): Record<Name, Rule<undefined>> =>
  Object.fromEntries(names.map((name) => [name, unsupported()])) as Record<Name, Rule<undefined>>;

export const networkInterfaceId = (code?: ErrorCode): Rule<string | undefined> =>
  text({ pattern: networkInterfaceIdPattern, ...(code !== undefined && { code }) });
/**
 * 2 to 128 characters that begin with a letter, no `http://` or `https://` at the start; then letters of any language, digits,
 * colons, underscores, full stops and hyphens `[ECS SDK 7.11.6]`.
 */
export const interfaceName = (): Rule<string | undefined> =>
  text({ pattern: /^(?!https?:\/\/)\p{L}[\p{L}\p{N}:_.-]{1,127}$/u });

/** 2 to 256 characters, no `http://` or `https://` at the start `[ECS SDK 7.11.6]`. */
export const description = (): Rule<string | undefined> =>
  text({ length: [2, 256], pattern: /^(?!https?:\/\/)/ });

export const instanceId = (): Rule<string | undefined> => text({ pattern: instanceIdPattern });

/** Up to 64 ASCII characters `[How to ensure idempotence]`. */
export const clientToken = (): Rule<string | undefined> => text({ pattern: /^[\x20-\x7e]{1,64}$/ });

/**
 * Addresses. How many one call may name depends on an option, so the action checks that. Malformed ones: code
 * documented for Unassign; for Assign InvalidParameter is our choice. UNVERIFIED
 */
export const addresses =
  (code: ErrorCode = "InvalidParameter"): Rule<readonly string[]> =>
  (raw, name) => {
    const values = list(Number.MAX_SAFE_INTEGER)(raw, name);
    const malformed = values.find((value) => !isIpv4(value));
    if (malformed === undefined) return values;
    throw apiError(code, [code === "InvalidParameter" ? name : malformed]);
  };

/** RegionId; that the region exists is checked for all actions in one place. */
export const region = (): Rule<string | undefined> => text();
