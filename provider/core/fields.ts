import { z } from "zod";
import { isInside, isIpv4, isIpv6 } from "./address";
import { LARGEST_V_SWITCH } from "./limits";
import type { InputSet } from "./model";
import { isRegionId } from "./region";
import { list, told } from "./report";

/** One input of the resource: everything that check, diff, the types and the documents need to know of it. */
interface Field<S extends z.ZodType = z.ZodType> {
  /** What it may be. Each message is a clause that can follow "ENI eni-x: ". */
  readonly schema: S;
  /** What it is where the program does not say; undefined where it must, or where the settings do. */
  readonly default?: z.output<S>;
  /** Whether another value is another resource: the old one lets go before the new one takes. */
  readonly replaces: boolean;
}

const anEniId = "give the id of an ENI, for example eni-bp125p95hhdhn3ot0000";
const aRegion = "give a region, for example cn-hangzhou";
const limit = "maxUnassign must be a whole number from 0 on";
const seconds = "timeoutSeconds must be a whole number from 1 to 3600";

/** The one table of inputs. A change of a name or a type is a change of what is in users' state. */
export const FIELDS = {
  networkInterfaceId: field({
    schema: z
      .string({ error: `networkInterfaceId is missing; ${anEniId}` })
      .min(1, { error: `networkInterfaceId is empty; ${anEniId}`, abort: true })
      .refine(isEniId, {
        error: ({ input }) =>
          `networkInterfaceId ${told(input)} is not the id of an ENI; it looks like eni-bp125p95hhdhn3ot0000`,
      }),
    // one address cannot be on two ENIs
    replaces: true,
  }),
  privateIpAddresses: field({
    schema: z
      .record(z.string(), z.unknown(), {
        error: "privateIpAddresses must be a list of IPv4 addresses; use [] to hold none",
      })
      .superRefine((set, context) => {
        for (const [address, mark] of Object.entries(set)) {
          const problem = addressProblem(address) ?? markProblem(address, mark);
          if (problem !== undefined) context.addIssue(problem);
        }
        const problem = spreadProblem(Object.keys(set).filter(isIpv4));
        if (problem !== undefined) context.addIssue(problem);
      })
      .transform((set) => set as InputSet),
    replaces: false,
  }),
  ownership: field({
    schema: z.enum(["exclusive", "additive"], {
      error: ({ input }) => `ownership ${told(input)} is unknown; use "exclusive" or "additive"`,
    }),
    default: "exclusive",
    replaces: false,
  }),
  regionId: field({
    schema: z
      .string({
        error:
          "no region: set regionId, alicloud:region (`pulumi config set alicloud:region cn-hangzhou`) or ALICLOUD_REGION",
      })
      .min(1, { error: `regionId is empty; ${aRegion}`, abort: true })
      .refine(isRegionId, {
        error: ({ input }) => `regionId ${told(input)} is not the id of a region; ${aRegion}`,
      }),
    replaces: true,
  }),
  adopt: field({
    schema: z.boolean({ error: ({ input }) => `adopt is ${told(input)}; use true or false` }),
    default: true,
    replaces: false,
  }),
  maxUnassign: field({
    schema: z.int({ error: limit }).min(0, { error: limit }).optional(),
    replaces: false,
  }),
  allowUnassignWithEip: field({
    schema: z.boolean({
      error: ({ input }) => `allowUnassignWithEip is ${told(input)}; use true or false`,
    }),
    default: false,
    replaces: false,
  }),
  staleSecurityGroupRules: field({
    schema: z.enum(["off", "attached", "vpc"], {
      error: ({ input }) =>
        `staleSecurityGroupRules ${told(input)} is unknown; use "off", "attached" or "vpc"`,
    }),
    default: "off",
    replaces: false,
  }),
  timeoutSeconds: field({
    schema: z
      .number({ error: seconds })
      .int({ error: seconds, abort: true })
      .min(1, { error: seconds })
      .max(3600, { error: seconds }),
    default: 120,
    replaces: false,
  }),
} as const;

export type FieldName = keyof typeof FIELDS;

/** The inputs after `check`: complete, valid, defaults filled in. */
export type Inputs = Readonly<
  z.output<z.ZodObject<{ -readonly [Name in FieldName]: (typeof FIELDS)[Name]["schema"] }>>
>;

/** The table's rows, for what treats every input alike. */
export const FIELD_ENTRIES = Object.entries(FIELDS) as readonly (readonly [FieldName, Field])[];

/** The inputs alone, of a value that may have more. */
export function inputsOf(value: Inputs): Inputs {
  const own = FIELD_ENTRIES.flatMap(([name]) =>
    value[name] === undefined ? [] : [[name, value[name]] as const],
  );
  return Object.fromEntries(own) as Inputs;
}

/** Whether the value has the form of an ENI's id, as every id in the documents has it. */
export function isEniId(value: unknown): value is string {
  return typeof value === "string" && /^eni-[a-z0-9]+$/.test(value);
}

function field<S extends z.ZodType>(row: Field<S>): Field<S> {
  return row;
}

function addressProblem(address: string): string | undefined {
  if (isIpv4(address)) return undefined;
  return isIpv6(address)
    ? `${address} is an IPv6 address; privateIpAddresses holds IPv4 addresses only`
    : `${told(address)} is not an IPv4 address; write four numbers from 0 to 255 without leading zeros, for example 10.0.0.11`;
}

/** More addresses than the largest vSwitch has are such a spread too. */
function spreadProblem([first = "", ...others]: readonly string[]): string | undefined {
  const elsewhere = others.filter((address) => !isInside(address, `${first}/${LARGEST_V_SWITCH}`));
  return elsewhere.length === 0
    ? undefined
    : `${list(elsewhere)} cannot be on one ENI with ${first}: a vSwitch is a /${LARGEST_V_SWITCH} at most`;
}

function markProblem(address: string, mark: unknown): string | undefined {
  return mark === "declared" || mark === "foreign"
    ? undefined
    : `${address} is ${typeof mark === "string" ? mark : told(mark)}; list it once`;
}
