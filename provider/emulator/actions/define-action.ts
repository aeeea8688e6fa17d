import type { ActionContext } from "../cloud/action-context";
import type { ReplyBody } from "../cloud/model";
import type { RawParameters } from "../wire/protocol";
import {
  readParameters,
  refuse,
  type Rule,
  type RulesFor,
  type Standing,
  standingsOf,
} from "./parameter-rules";

/** An action ready to be called: its rules and its function bound together. */
export interface Action {
  readonly name: string;
  /** Where its rules were learned: docs/emulator-coverage.md. */
  readonly source: string;
  /** What its parameters do not say, and what of it no document says: UNVERIFIED. */
  readonly about: string;
  /** The API versions that have it: one action can belong to two products. */
  readonly versions: readonly string[];
  /** True if the action takes a ClientToken. */
  readonly idempotent: boolean;
  /** True if it changes anything, so that the state must be saved. */
  readonly changesState: boolean;
  /** True if it changes the interface that NetworkInterfaceId names, which does one task at a time. */
  readonly changesInterface: boolean;
  /** Reads the parameters, and gives the function that does the work. */
  readonly prepare: (raw: RawParameters, context: ActionContext) => () => ReplyBody;
  /** The parameters that it knows, and whether it does what they say or refuses them: docs/emulator-coverage.md. */
  readonly parameters: Readonly<Record<string, Standing>>;
}

/** Old parameters of all models: another account's resources are not emulated. */
const ownership = refuse("OwnerId", "OwnerAccount", "ResourceOwnerId", "ResourceOwnerAccount");

interface ActionDefinition<Values> {
  readonly name: string;
  readonly source: string;
  readonly about: string;
  readonly versions: readonly string[];
  readonly idempotent?: boolean;
  readonly changes?: "nothing" | "the interface" | "something else";
  readonly parameters: RulesFor<Values>;
  /** Checks the whole request first and changes the store last, so that a refused call changes nothing. */
  readonly run: (parameters: Values, context: ActionContext) => ReplyBody;
}

export const ecs = "2014-05-26";
export const vpc = "2016-04-28";
export const sts = "2015-04-01";

/**
 * Declares one action of the API. No rule of any was confirmed on a real account.
 *
 * @example
 * export const startInstance = defineAction({
 *   name: "StartInstance",
 *   source: "StartInstance, error table",
 *   about: "Only while Stopped; asynchronous.",
 *   versions: [ecs],
 *   parameters: { InstanceId: required(instanceId()) },
 *   run: ({ InstanceId }, { store }) => ({}),
 * });
 */
export function defineAction<Values>(definition: ActionDefinition<Values>): Action {
  const {
    idempotent = false,
    changes = "nothing",
    parameters,
    run,
    name,
    source,
    about,
    versions,
  } = definition;
  const rules: Readonly<Record<string, Rule<unknown>>> = { ...ownership, ...parameters };
  return {
    name,
    source,
    about,
    versions,
    parameters: Object.fromEntries(standingsOf(rules)),
    idempotent,
    changesState: changes !== "nothing",
    changesInterface: changes === "the interface",
    prepare(raw, context) {
      readParameters(ownership, raw);
      const values = readParameters(parameters, raw);
      return () => run(values, context);
    },
  };
}
