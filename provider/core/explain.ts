import { isInside, isReserved } from "./address";
import { isThrottled, liesInSettings, remedyFor } from "./answers";
import { type ApiError, UserError } from "./errors";
import { list, reportOf } from "./report";

/** What the sentence is about. */
export interface Subject {
  readonly networkInterfaceId: string;
  readonly regionId: string;
  readonly vSwitchId?: string | undefined;
  /** The addresses of the refused call. */
  readonly addresses: readonly string[];
  /** Who holds an address that is taken, where that could be found out. */
  readonly holders?: ReadonlyMap<string, Holder> | undefined;
  /** For how long the answer was the same, where all of the time went by; in seconds. */
  readonly seconds?: number | undefined;
}

/** The ENI that holds an address which another one shall get. */
export interface Holder {
  readonly networkInterfaceId: string;
  /** Whether a resource of this program declares the address there, so that it stays. */
  readonly isDeclaredThere: boolean;
}

/**
 * The clauses that say why the cloud refused, for whom, and what to do; each can follow "ENI eni-x: ".
 * The cloud's code and request id come last, for a support ticket.
 */
export function explainRefusal(error: ApiError, subject: Subject): string[] {
  const reference =
    error.requestId === undefined ? error.code : `${error.code}, request id ${error.requestId}`;
  const remedy = uncapitalize(remedyFor(error).replace(/\.$/, ""));
  const sentence = (what: string, todo = remedy): string =>
    `${what}${todo === "" ? "" : `; ${todo}`} [${reference}]`;

  switch (error.code) {
    case "NoReply":
    case "TimeIsUp":
      return [`no answer to ${error.action}: ${error.message}; ${remedy}`];
    case "InvalidEniId.NotFound":
      return [sentence(`it was not found in region ${subject.regionId}`)];
    case "InvalidVSwitchId.IpInvalid":
      return explainOutside(error, subject, sentence);
    case "InvalidIp.IpAssigned":
    case "InvalidPrivateIpAddress.Duplicated":
      return explainTaken(error, subject, sentence);
    default: {
      const what =
        subject.addresses.length === 0 ? error.action : `${error.action} of ${list(subject.addresses)}`;
      const refused = isThrottled(error) ? "throttled" : "refused";
      const time = subject.seconds === undefined ? "" : ` for ${subject.seconds} s`;
      return [sentence(`${what} was ${refused}${time}: ${error.message.replace(/\.$/, "")}`)];
    }
  }
}

/** The same as the one error that the user reads. */
export function refusalOf(error: ApiError, subject: Subject): UserError {
  const text = reportOf(subject.networkInterfaceId, explainRefusal(error, subject));
  return liesInSettings(error) ? new UserError(text, "in settings") : new UserError(text);
}

type Sentence = (what: string, todo?: string) => string;

/** The cloud names one address and the CIDR block; with the block, the other wrong ones can be named too. */
function explainOutside(error: ApiError, subject: Subject, sentence: Sentence): string[] {
  const vSwitch = `vSwitch ${subject.vSwitchId ?? "of the ENI"}`;
  const cidrBlock = /\d+\.\d+\.\d+\.\d+\/\d+/.exec(error.message)?.[0];
  if (cidrBlock === undefined)
    return [sentence(`${list(namedIn(error, subject.addresses))} cannot be used in ${vSwitch}`)];

  const outside = subject.addresses.filter((address) => !isInside(address, cidrBlock));
  const inside = subject.addresses.filter((address) => isInside(address, cidrBlock));
  const clauses = [...outside, ...inside].flatMap(
    (address) => misplacement(address, cidrBlock, vSwitch) ?? [],
  );
  return clauses.length > 0
    ? clauses.map((clause) => sentence(clause))
    : [sentence(`${list(namedIn(error, subject.addresses))} cannot be used in ${vSwitch}`)];
}

/** Why an ENI of the vSwitch cannot have the address; undefined when it can. */
export function misplacement(address: string, cidrBlock: string, vSwitch: string): string | undefined {
  if (!isInside(address, cidrBlock))
    return `${address} is outside ${cidrBlock}, the CIDR block of ${vSwitch}`;
  if (isReserved(address, cidrBlock))
    return `${address} is reserved: the first and the last three addresses of ${cidrBlock} (${vSwitch}) are the system's`;
  return undefined;
}

function explainTaken(error: ApiError, subject: Subject, sentence: Sentence): string[] {
  const holders = subject.holders ?? new Map<string, Holder>();
  if (holders.size > 0)
    return [...holders].map(([address, holder]) => {
      const { what, remedy } = heldElsewhere(address, holder);
      return sentence(what, remedy);
    });
  return [sentence(`${list(namedIn(error, subject.addresses))} is already in use in the vSwitch`)];
}

/** That another ENI holds an address, and what to do. */
export function heldElsewhere(
  address: string,
  { networkInterfaceId, isDeclaredThere }: Holder,
): { readonly what: string; readonly remedy: string } {
  const what = `${address} is held by ENI ${networkInterfaceId}`;
  if (isDeclaredThere)
    return { what: `${what}, where this program declares it too`, remedy: "declare it on one of the two" };
  const remedy =
    "declare another address, or unassign it there first; if a resource of this stack gives it up, apply that first: " +
    "run `pulumi up` without the address here, then with it, or let this one `dependsOn` that one";
  return { what, remedy };
}

/** The addresses of the call that the cloud's message names. */
export function mentionedIn(error: ApiError, addresses: readonly string[]): readonly string[] {
  const texts = new Set(error.message.match(/\d+\.\d+\.\d+\.\d+(?!\/)/g));
  return addresses.filter((address) => texts.has(address));
}

/** The addresses of the call that the cloud's message names, or all of them where it names none. */
export function namedIn(error: ApiError, addresses: readonly string[]): readonly string[] {
  const mentioned = mentionedIn(error, addresses);
  return mentioned.length > 0 ? mentioned : addresses;
}

function uncapitalize(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
