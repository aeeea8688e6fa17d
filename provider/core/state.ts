import { z } from "zod";
import { UserError } from "./errors";
import { FIELD_ENTRIES, FIELDS, type Inputs } from "./fields";
import type { AddressMark, AddressSet, NetworkInterface } from "./model";
import { list, reportOf } from "./report";
import type { StaleSecurityGroupRule } from "./stale-rules";

/**
 * The shape that is written today. Versions so far:
 * 1. (0.1.0-dev) without `stateVersion` and `ownerId`, and without the mark `left`;
 * 2. with them; the inputs `adopt`, `maxUnassign`, `allowUnassignWithEip` and `staleSecurityGroupRules` came later: where one is not there, it has its default.
 */
export const STATE_VERSION = 2;

/** What the state holds: everything `read` and `delete` need, since they get nothing else. */
export interface State extends Omit<Inputs, "privateIpAddresses"> {
  readonly stateVersion: number;
  readonly privateIpAddresses: AddressSet;
  readonly primaryPrivateIpAddress: string;
  readonly foreignPrivateIpAddresses: readonly string[];
  /** The addresses that the last change unassigned, in numeric order. */
  readonly lastUnassigned: readonly string[];
  readonly vSwitchId: string;
  readonly securityGroupIds: readonly string[];
  /** What still names an address that the last change unassigned. */
  readonly staleRules: readonly StaleSecurityGroupRule[];
  /** The account that owns the ENI: only with its keys is an ENI that is not found believed to be gone. */
  readonly ownerId?: string;
  /** Set while the last change is half done: the next one then adds to `lastUnassigned`, so that nothing is lost. */
  readonly interrupted?: true;
}

/** What is known of an ENI without a look at it. */
export type KnownEni = Pick<
  NetworkInterface,
  "ownerId" | "vSwitchId" | "primaryPrivateIpAddress" | "securityGroupIds"
>;

/** What a state knows of its ENI. */
export const eniIn = ({
  ownerId = "",
  vSwitchId,
  primaryPrivateIpAddress,
  securityGroupIds,
}: State): KnownEni => ({ ownerId, vSwitchId, primaryPrivateIpAddress, securityGroupIds });

/** Values as Pulumi hands them over, of a program or a state; in a preview, any of them may be unknown. */
export type Properties = Readonly<Record<string, unknown>>;

const marks = ["declared", "foreign", "unrecorded", "left"] as const satisfies readonly AddressMark[];

const stateSchema = z.object({
  ...schemasOfFields(),
  stateVersion: z.number().default(1),
  privateIpAddresses: z.record(z.string(), z.enum(marks)),
  // older than these inputs
  adopt: FIELDS.adopt.schema.default(true),
  allowUnassignWithEip: FIELDS.allowUnassignWithEip.schema.default(false),
  staleSecurityGroupRules: FIELDS.staleSecurityGroupRules.schema.default("off"),
  primaryPrivateIpAddress: z.string(),
  foreignPrivateIpAddresses: z.array(z.string()).default([]),
  lastUnassigned: z.array(z.string()).default([]),
  vSwitchId: z.string().default(""),
  securityGroupIds: z.array(z.string()).default([]),
  staleRules: z.array(z.custom<StaleSecurityGroupRule>((rule) => typeof rule === "object")).default([]),
  ownerId: z.string().exactOptional(),
  interrupted: z.literal(true).exactOptional(),
});

/**
 * Reads a state of any version that was ever written.
 * @throws UserError when a later version of the package wrote it, or when somebody edited it out of shape.
 */
export function parseState(properties: Properties): State {
  const { networkInterfaceId, stateVersion } = properties;
  const id = typeof networkInterfaceId === "string" ? networkInterfaceId : undefined;
  if (typeof stateVersion === "number" && stateVersion > STATE_VERSION) {
    throw new UserError(
      reportOf(id, [
        `its state was written by a later version of pulumi-alicloud-secondary-ips (shape ${stateVersion}, this one reads up to ${STATE_VERSION}); install that version`,
      ]),
    );
  }
  const parsed = stateSchema.safeParse(read(properties));
  if (parsed.success) return parsed.data;
  const places = new Set(
    parsed.error.issues.map(({ path: [field = "", ...rest] }) =>
      [NAMES_IN_STATE[field] ?? field, ...rest].join("."),
    ),
  );
  throw new UserError(
    reportOf(id, [
      `its state cannot be read (${list([...places])}); take it out with \`pulumi state delete\` and run \`pulumi up\`, which adopts what is there`,
    ]),
  );
}

/**
 * The outputs that stand for a state. One input and one output have the same name, `staleSecurityGroupRules`: where to look,
 * and what was found. The output has the name, and the input stands beside it as `staleSecurityGroupRulesScope`.
 */
export function outputsOf({ staleRules, staleSecurityGroupRules, ...rest }: State): Properties {
  return {
    ...rest,
    staleSecurityGroupRules: staleRules,
    staleSecurityGroupRulesScope: staleSecurityGroupRules,
  };
}

const NAMES_IN_STATE: Readonly<Record<PropertyKey, string>> = {
  staleRules: "staleSecurityGroupRules",
  staleSecurityGroupRules: "staleSecurityGroupRulesScope",
};

function read({ staleSecurityGroupRules, staleSecurityGroupRulesScope, ...rest }: Properties): Properties {
  return {
    ...rest,
    staleRules: staleSecurityGroupRules,
    staleSecurityGroupRules: staleSecurityGroupRulesScope,
  };
}

const inputsSchema = z.object(schemasOfFields());

/**
 * Reads inputs that went through check, as create and update get them.
 * @throws UserError when they did not.
 */
export function parseInputs(properties: Properties): Inputs {
  const parsed = inputsSchema.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new UserError(
    reportOf(
      undefined,
      parsed.error.issues.map(({ message }) => message),
    ),
  );
}

/** Whether these are outputs of the resource, and not the inputs of a lookup by `id`. */
export function isState(properties: Properties): boolean {
  return "primaryPrivateIpAddress" in properties;
}

type Schemas = { [Name in keyof typeof FIELDS]: (typeof FIELDS)[Name]["schema"] };

function schemasOfFields(): Schemas {
  return Object.fromEntries(FIELD_ENTRIES.map(([name, { schema }]) => [name, schema])) as Schemas;
}
