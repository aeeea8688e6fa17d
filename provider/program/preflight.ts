import * as pulumi from "@pulumi/pulumi";
import type { NetworkInterface } from "../core/model";
import type { Declared } from "../core/preflight";
import type { Config } from "../ecs/settings/settings";
import { settingsOf } from "./provider";

/** Whether a preview asks the cloud what `up` would be refused for, and whether it fails then; of addresses that are not declared it only warns. */
export type Preflight = boolean | "strict";

/** How long a preview collects resources before it looks, after the last one, in milliseconds. */
const COLLECTING_MS = 100;

/** The resources of one region, with one set of settings, that wait for one look. */
interface Batch {
  readonly declared: Declared[];
  /** What was found, once all have been collected; never rejects. */
  readonly findings: Promise<Found>;
  /** To be called for each that comes: the look is taken a moment after the last one. */
  readonly postpone: () => void;
}

/** The lines to say of each resource that was looked at, if any. */
type Found = ReadonlyMap<Declared, { readonly problems?: string; readonly notes?: string }>;

/** Keyed by the stack of one run, as in rivals.ts. */
const batchesOfRun = new WeakMap<pulumi.Resource, Map<string, Batch>>();

type Inputs = { readonly [Key in keyof Declared]: pulumi.Input<unknown> } & {
  readonly regionId: pulumi.Input<unknown>;
};

/**
 * In a preview, looks for what `up` would be refused for, and warns of it on the resource; `"strict"` fails the preview. It is done here
 * because the hooks are called one resource at a time, and learn no name to warn on.
 *
 * Values that are not known yet, and secret ones, which a warning would show, are passed over; so is what is malformed, for check to refuse.
 */
export function preflight(
  type: string,
  resource: pulumi.Resource,
  wanted: Preflight | undefined,
  inputs: Inputs,
  { provider, parent }: pulumi.CustomResourceOptions = {},
): void {
  // under mocks there is no stack
  const run = pulumi.runtime.getStackResource();
  if (run === undefined || !pulumi.runtime.isDryRun()) return;
  const mode = wanted ?? configured();
  if (mode === false) return;
  const given = pulumi.output(inputs);
  const own = settingsOf(provider ?? parent?.getProvider(type));
  const finding = pulumi
    .output([given, own, pulumi.isSecret(given)])
    .apply(async ([values, settings, isSecret]) => {
      const known = values as Readonly<Record<string, unknown>>;
      const declared = isSecret === true ? undefined : await declaredIn(known);
      if (declared === undefined) return undefined;
      const config: Config = (name) =>
        settings === undefined
          ? pulumi.runtime.getConfig(name)
          : (settings as Readonly<Record<string, string | undefined>>)[name];
      const batch = batchOf(run, config, await regionOf(known["regionId"], config), settings);
      batch.declared.push(declared);
      batch.postpone();
      return (await batch.findings).get(declared);
    });
  finding.apply(async ({ problems, notes } = {}) => {
    if (notes !== undefined) await pulumi.log.warn(`preflight: ${notes}`, resource);
    if (problems === undefined) return;
    if (mode !== "strict") return pulumi.log.warn(`preflight: ${problems}`, resource);
    await pulumi.log.error(`preflight: ${problems}`, resource);
    throw refusal;
  });
}

/** One for all resources, since Pulumi tells each error once; by now the program is over, where it would print the stack. */
const refusal = new pulumi.RunError(
  "preflight is strict, and `up` would be refused for what stands at the resources.",
);
refusal.stack = refusal.message;

/** Those that name the region belong together with those that leave it to the default, or one would not know what the other gives up. */
async function regionOf(regionId: unknown, config: Config): Promise<string | undefined> {
  // by all alike, since the first load may take longer than a batch waits
  const { defaultRegionId } = await import("../ecs/settings/settings.js");
  if (typeof regionId === "string") return regionId;
  try {
    return defaultRegionId(config, process.env);
  } catch {
    // the look says so
    return undefined;
  }
}

function batchOf(
  run: pulumi.Resource,
  config: Config,
  regionId: string | undefined,
  settings: unknown,
): Batch {
  const key = JSON.stringify([settings, regionId]);
  const batches = batchesOfRun.get(run) ?? new Map<string, Batch>();
  batchesOfRun.set(run, batches);
  const open = batches.get(key);
  if (open !== undefined) return open;

  const declared: Declared[] = [];
  let postpone = (): void => undefined;
  const findings = new Promise<Found>((resolve) => {
    const timer = setTimeout(() => {
      batches.delete(key);
      resolve(look(declared, config, regionId));
    }, COLLECTING_MS);
    postpone = () => void timer.refresh();
  });
  const batch = { declared, findings, postpone };
  batches.set(key, batch);
  return batch;
}

/** The default for all resources of the stack. @throws pulumi.RunError */
function configured(): Preflight {
  const key = "alicloud-secondary-ips:preflight";
  const value = pulumi.runtime.getConfig(key) ?? "false";
  if (value === "true" || value === "false") return value === "true";
  if (value === "strict") return value;
  throw new pulumi.RunError(`${key} is "${value}"; use true, false or strict.`);
}

/** Nothing where it is malformed: check refuses that, and no other resource shall suffer from it. */
async function declaredIn(values: Readonly<Record<string, unknown>>): Promise<Declared | undefined> {
  const { isIpv4 } = await import("../core/address.js");
  const { isEniId } = await import("../core/fields.js");
  const { isRegionId } = await import("../core/region.js");
  const { networkInterfaceId, privateIpAddresses, ownership, maxUnassign, allowUnassignWithEip } = values;
  if (!isEniId(networkInterfaceId) || !isTexts(privateIpAddresses)) return undefined;
  if (!privateIpAddresses.every(isIpv4)) return undefined;
  // it becomes part of the host that the look is sent to; null leaves it to the default, as in check
  const regionId = values["regionId"] ?? undefined;
  if (regionId !== undefined && !(typeof regionId === "string" && isRegionId(regionId))) return undefined;
  return {
    networkInterfaceId,
    privateIpAddresses,
    ownership: ownership === "additive" ? ownership : "exclusive",
    maxUnassign: typeof maxUnassign === "number" ? maxUnassign : undefined,
    allowUnassignWithEip: allowUnassignWithEip === true,
  };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

/** Never rejects: what goes wrong is a line, since a preview must not fail for want of advice. */
async function look(
  program: readonly Declared[],
  config: Config,
  regionId: string | undefined,
): Promise<Found> {
  // loaded by a preview that wants it, and by nothing else
  const { findingsOf, planOf } = await import("../core/preflight.js");
  const { reportOf } = await import("../core/report.js");
  const { defaultRegionId, readSettings } = await import("../ecs/settings/settings.js");
  const { survey } = await import("../ecs/survey.js");
  const found = new Map<Declared, { problems?: string; notes?: string }>();
  try {
    const region = regionId ?? defaultRegionId(config, process.env);
    // check says that there is none
    if (region === undefined) return found;
    // several additive resources may share an ENI
    const of = new Map<string, Declared[]>();
    for (const own of program)
      of.set(own.networkInterfaceId, [...(of.get(own.networkInterfaceId) ?? []), own]);
    const assigns = (eni: NetworkInterface): boolean =>
      (of.get(eni.networkInterfaceId) ?? []).some((own) => planOf(own, eni).assign.length > 0);
    const subject = { ids: [...of.keys()], regionId: region, assigns };
    const seen = await survey(subject, readSettings(config, process.env));
    for (const own of program) {
      const { problems, notes } = findingsOf(own, program, seen);
      found.set(own, {
        ...(problems.length > 0 && { problems: reportOf(own.networkInterfaceId, problems) }),
        ...(notes.length > 0 && { notes: reportOf(own.networkInterfaceId, notes, "notes") }),
      });
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await pulumi.log.warn(`preflight was skipped for ${program.length} of the resources: ${why}`);
  }
  return found;
}
