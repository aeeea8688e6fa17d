/** One message for all problems found, with the ENI's name in front. */
export function reportOf(networkInterfaceId: string | undefined, problems: readonly string[]): string {
  const subject =
    networkInterfaceId === undefined || networkInterfaceId === "" ? "" : `ENI ${networkInterfaceId}: `;
  const [only] = problems;
  if (problems.length === 1 && only !== undefined) return `${subject}${only}.`;
  return [`${subject}${problems.length} problems:`, ...problems.map((problem) => `  - ${problem}.`)].join(
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
