import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Call } from "../../provider/emulator";
import { expectSuccess, type Project, type Run } from "./project";
import { addressesOf, ASSIGN, UNASSIGN } from "./provider";

// What a history of several commands is judged by: what the ENIs hold, what state says, and what was shown before.

/** What an ENI really holds, in the order of text, whatever Describe shows. */
export function held({ emulator }: Project, networkInterfaceId = "eni-demo"): string[] {
  return [...(emulator.networkInterface(networkInterfaceId)?.privateIpAddresses ?? [])].sort();
}

/** The calls that changed anything since the last time this was asked. */
export function writes({ emulator }: Project): string[] {
  const made = emulator.calls().map(({ action }) => action);
  emulator.clearCalls();
  return made.filter((action) => [ASSIGN, UNASSIGN].includes(action));
}

/** What each resource owns by its state, by name, in the order of text. */
export async function owned(project: Project): Promise<Record<string, string[]>> {
  const state = Object.entries(await project.state());
  return Object.fromEntries(state.map(([name, { outputs }]) => [name, ownedIn(outputs)]));
}

export type Resources = Parameters<Project["declare"]>[0];

/**
 * The same two resources and a third, for which the second waits: Pulumi comes to the first of them first, and does not wait
 * until it is done. Without that the order is chance, for the SDK registers both at once.
 */
export function inOrder(resources: Resources): Resources {
  const [first = "", second = ""] = Object.keys(resources);
  return {
    anchor: { networkInterfaceId: "eni-demoprimary", privateIpAddresses: [] },
    [first]: resources[first] ?? {},
    [second]: { ...resources[second], $options: { dependsOn: "anchor" } },
  };
}

export function urnOf(name: string): string {
  return `urn:pulumi:test::test::pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps::${name}`;
}

/**
 * Runs `up` or `destroy`, with the arguments given, and fails when an address went, be it for a moment, that neither the diff
 * nor a notice of its preview had shown to go from that ENI.
 */
export async function runShown(project: Project, args: string): Promise<Run> {
  const before = everythingHeld(project);
  const earlier = project.emulator.calls(UNASSIGN).length;
  const run = await project.pulumi(`${args} --yes --diff`);
  const now = everythingHeld(project);
  const [preview = ""] = run.output.split(/^(?:Updating|Destroying) \(test\)/m);
  const shown = shownToGo(preview);
  // a call whose reply was lost has no status, and one that came back is there now: neither sees all
  const unassigned = project.emulator.calls(UNASSIGN).slice(earlier).flatMap(unassignedBy);
  // what this very run had assigned may go back
  const gone = before.filter((one) => !now.includes(one) || unassigned.includes(one));
  expect(gone.filter((one) => !shown.includes(one))).toEqual([]);
  return run;
}

/** What an Unassign that was answered took from its ENI, each as `eni address`. */
function unassignedBy(call: Call): string[] {
  if (call.httpStatus !== 200) return [];
  return addressesOf(call).map((address) => `${call.parameters["NetworkInterfaceId"] ?? ""} ${address}`);
}

/** What a preview with `--diff` says to go, each as `eni address`: in a diff, with a resource or its ENI, or in a notice. */
function shownToGo(preview: string): string[] {
  let [step, id] = ["", ""];
  return preview.split("\n").flatMap((line) => {
    const begun = /^\s*\S* ?\S+: \(([a-z-]+)\)/.exec(line)?.[1];
    if (begun !== undefined) [step, id] = [begun, ""];
    id = /^\s*\[id=(.*)\]/.exec(line)?.[1] ?? id;
    const noticed = /ENI (\S+): will unassign/.exec(line)?.[1];
    const goes = /^\s*- +10\./.test(line) || (/^(delete|replace)/.test(step) && /^\s*10\./.test(line));
    if (noticed === undefined && !goes) return [];
    return (line.match(/10\.\d+\.\d+\.\d+/g) ?? []).map((address) => `${noticed ?? id} ${address}`);
  });
}

/**
 * Fails unless what the code declares is on the ENIs and in state, no other resource is in state, and both `up` and
 * `refresh` find nothing to do.
 */
export async function expectConverged(project: Project): Promise<void> {
  project.emulator.clearCalls();
  expectSuccess(await project.pulumi("up --yes --expect-no-changes"));
  expect(project.emulator.calls()).toEqual([]);
  expectSuccess(await project.pulumi("refresh --yes --expect-no-changes"));
  const declared = declaredIn(project);
  const lists = Object.entries(declared).map(([name, { privateIpAddresses: list }]) => [
    name,
    [...list].sort(),
  ]);
  expect(await owned(project)).toEqual(Object.fromEntries(lists));
  for (const { networkInterfaceId, privateIpAddresses } of Object.values(declared))
    expect(held(project, networkInterfaceId)).toEqual(expect.arrayContaining(privateIpAddresses));
}

/** Fails when an ENI holds an address that no resource in state owns: nobody would ever unassign it. */
export async function expectNoOrphans(project: Project): Promise<void> {
  const all = Object.values(await project.state()).flatMap(({ id, outputs }) =>
    ownedIn(outputs).map((address) => `${id} ${address}`),
  );
  expect(everythingHeld(project).filter((one) => !all.includes(one))).toEqual([]);
}

/** Each as `eni address`. */
function everythingHeld({ emulator }: Project): string[] {
  return emulator
    .networkInterfaces()
    .flatMap(({ networkInterfaceId: id, privateIpAddresses }) =>
      privateIpAddresses.map((address) => `${id} ${address}`),
    );
}

function ownedIn(outputs: Record<string, unknown>): string[] {
  return Object.entries(outputs["privateIpAddresses"] as Record<string, string>)
    .filter(([, mark]) => mark !== "foreign")
    .map(([address]) => address)
    .sort();
}

interface Declared {
  readonly networkInterfaceId: string;
  readonly privateIpAddresses: readonly string[];
}

function declaredIn({ directory }: Project): Record<string, Declared> {
  const { resources } = JSON.parse(readFileSync(join(directory, "declared.json"), "utf8")) as {
    resources: Record<string, Declared & { $later?: Partial<Declared> }>;
  };
  return Object.fromEntries(
    Object.entries(resources).map(([name, { $later, ...args }]) => [name, { ...args, ...$later }]),
  );
}
