/** One message for all problems found, or for what else `kind` says, with the ENI's name in front. */
export function reportOf(
  networkInterfaceId: string | undefined,
  problems: readonly string[],
  kind: "problems" | "notes" = "problems",
): string {
  const subject =
    networkInterfaceId === undefined || networkInterfaceId === "" ? "" : `ENI ${networkInterfaceId}: `;
  const [only] = problems;
  if (problems.length === 1 && only !== undefined) return `${subject}${only}.`;
  return [`${subject}${problems.length} ${kind}:`, ...problems.map((problem) => `  - ${problem}.`)].join(
    "\n",
  );
}

/** How a sentence goes on about addresses that it has named: "it" or "them". */
export function them(addresses: readonly string[]): string {
  return addresses.length === 1 ? "it" : "them";
}

/** The addresses as prose: "10.0.0.1, 10.0.0.2". */
export function list(addresses: readonly string[]): string {
  return addresses.join(", ");
}

/** How much of a value a text shows. */
const SHOWN = 60;

/** A value that a program gave, as it may stand in a line. */
export function told(value: unknown): string {
  const text = textOf(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function textOf(value: unknown): string {
  // what JSON leaves out; what it refuses, it throws for
  if (["undefined", "function", "symbol"].includes(typeof value)) return `a ${typeof value}`;
  try {
    return JSON.stringify(value);
  } catch {
    return `a ${typeof value}`;
  }
}
