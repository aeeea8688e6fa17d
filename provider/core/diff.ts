import { FIELD_ENTRIES, type FieldName } from "./fields";
import { type AddressMark, type AddressSet, withMark } from "./model";
import { list } from "./report";
import type { Properties, State } from "./state";
import { isUnknown } from "./unknown";

export interface Difference {
  readonly changes: boolean;
  readonly replaces: FieldName[];
  readonly deleteBeforeReplace: boolean;
}

/**
 * Compares what the state says of the cloud (the old outputs) with what the program declares (the new inputs, of which
 * any may be unknown in a preview).
 *
 * The old outputs, not the old inputs: only they tell the truth after a failed update. An address that was left to another
 * resource is always a change, whoever declares it by now, since an update alone finds out whether it is held. `__provider`
 * is left out, because every text of the shim does the same: it calls the installed package.
 */
export function compare(olds: State, news: Properties): Difference {
  const differs = (name: FieldName): boolean =>
    isUnknown(news[name]) ||
    (name === "privateIpAddresses"
      ? !isSameSet(olds.privateIpAddresses, setOf(news))
      : olds[name] !== news[name]);

  const changed = FIELD_ENTRIES.filter(([name]) => differs(name));
  const replaces = changed.filter(([, field]) => field.replaces).map(([name]) => name);
  return {
    changes: changed.length > 0 || olds.interrupted === true,
    replaces,
    // one address cannot be on two ENIs, so the old ENI must let go before the new one takes it
    deleteBeforeReplace: replaces.length > 0,
  };
}

/**
 * What the next update unassigns although Pulumi's own diff cannot show it: it is in the outputs, but not among the
 * inputs that Pulumi compares, or goes because the resource moves, of which Pulumi shows the new id alone. Each is a clause that can
 * follow "ENI eni-x: ".
 */
export function hiddenRemovals(
  olds: State,
  news: Properties,
  isClaimed: (address: string) => boolean,
): string[] {
  // on another ENI, or one that is not known yet, it declares nothing of this one
  const isMoved = news["networkInterfaceId"] !== olds.networkInterfaceId;
  if (!isMoved && isUnknown(news["privateIpAddresses"])) return [];
  const declared = isMoved ? {} : setOf(news);
  const hidden = (mark: AddressMark): string[] =>
    withMark(olds.privateIpAddresses, mark).filter((a) => !(a in declared) && !isClaimed(a));
  const [unrecorded, left] = [hidden("unrecorded"), hidden("left")];
  const moved = isMoved ? hidden("declared") : [];
  // Pulumi's own diff shows it too, unless an `up --refresh` found it, and changed nothing else
  const foreign = isMoved || news["ownership"] !== "exclusive" ? [] : hidden("foreign");
  const id = news["networkInterfaceId"];
  const to = typeof id !== "string" || isUnknown(id) ? "another ENI" : `ENI ${id}`;
  return [
    ...(moved.length === 0
      ? []
      : [
          `will unassign ${list(moved)}, since the resource moves to ${to}, but for what another one declares here by then, and what \`retainOnDelete\` keeps`,
        ]),
    ...(foreign.length === 0
      ? []
      : [`will unassign ${list(foreign)}, which a refresh found, and the code does not declare`]),
    ...(unrecorded.length === 0
      ? []
      : [`will unassign ${list(unrecorded)}, which an update that failed had assigned`]),
    ...(left.length === 0
      ? []
      : [
          `will unassign ${list(left)}, which it had left to another resource of the program, unless one declares it`,
        ]),
  ];
}

/** The addresses that inputs declare; none where they are not known yet. */
export function setOf(properties: Properties): AddressSet {
  const set = properties["privateIpAddresses"];
  return typeof set === "object" && set !== null ? (set as AddressSet) : {};
}

function isSameSet(a: AddressSet, b: AddressSet): boolean {
  const addresses = Object.keys(a);
  return (
    addresses.length === Object.keys(b).length && addresses.every((address) => a[address] === b[address])
  );
}
