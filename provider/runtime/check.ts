import { declaredIn, toAddressSet } from "../core/address-set";
import { checkInputs } from "../core/check";
import { UserError } from "../core/errors";
import { isEniId } from "../core/fields";
import { reportOf } from "../core/report";
import type { Properties } from "../core/state";
import type { ProviderProcess } from "./process";

export interface Checked {
  /** With defaults filled in. */
  readonly inputs: Record<string, unknown>;
  readonly failures?: { readonly property: string; readonly reason: string }[];
}

/**
 * Checks what a resource of the program declares, and notes it for the others.
 * @param olds The inputs in state; none of a resource that is new, or takes the place of another one.
 */
export function check(olds: Properties, news: Properties, process: ProviderProcess): Checked {
  const { claims } = process;
  process.noteProgram();
  // what was decided stays: a shell with another default region must not move a resource that names none
  const isSameEni = olds["networkInterfaceId"] === news["networkInterfaceId"];
  const decided = isSameEni && typeof olds["regionId"] === "string" ? olds["regionId"] : undefined;
  const isOpen = decided === undefined && (news["regionId"] ?? undefined) === undefined;
  const { value: defaultRegionId, mistake } = attempt(() => {
    process.checkSettings();
    return isOpen ? process.defaultRegionId() : decided;
  });
  const { inputs, problems } = checkInputs(news, defaultRegionId);
  const id = isEniId(news["networkInterfaceId"]) ? news["networkInterfaceId"] : undefined;
  const reason = mistake ?? (problems.length > 0 ? reportOf(id, problems) : undefined);
  const isRefused = reason !== undefined;
  if (id !== undefined) {
    const declared = declaredIn(toAddressSet(news["privateIpAddresses"]));
    claims.declare(id, declared);
    // it is in the code all the same, so that nobody else may unassign it
    if (isRefused) claims.settle(id, declared, []);
  }
  if (isRefused) return { inputs, failures: [{ property: "", reason }] };

  const isNew = Object.keys(olds).length === 0;
  if (isNew) process.expectLookAt(inputs);
  return { inputs };
}

/** A setting that cannot be used is a mistake of the user's like any other, and no exception. */
function attempt<T>(read: () => T): { readonly value?: T; readonly mistake?: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof UserError) return { mistake: error.message };
    throw error;
  }
}
