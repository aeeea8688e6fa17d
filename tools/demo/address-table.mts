import Table from "cli-table3";
import type { Actual } from "./emulator.mts";
import { bold, dim, green, red, yellow } from "./screen.mts";

interface Addresses {
  readonly networkInterfaceId: string;
  readonly actual: Actual;
  readonly desired: readonly string[];
  /** shown too, wherever they are now */
  readonly mentioned: readonly string[];
}

/** The addresses of an ENI, one a row: where each is, and whether the code declares it. */
export function addressTable({ networkInterfaceId, actual, desired, mentioned }: Addresses): string[] {
  const table = new Table({
    head: ["address", `on ${networkInterfaceId}`, "declared", ""].map(bold),
    // cli-table3 would colour by itself, NO_COLOR or not
    style: { head: [], border: [], compact: true },
  });
  table.push([actual.primary, "primary", "", dim("never touched")]);
  const { compare } = new Intl.Collator("en", { numeric: true });
  const addresses = new Set([...actual.secondary, ...desired, ...mentioned]);
  for (const address of [...addresses].sort(compare)) {
    const isActual = actual.secondary.includes(address);
    const isDesired = desired.includes(address);
    table.push([address, yesOrNo(isActual), yesOrNo(isDesired), meaning(isActual, isDesired)]);
  }
  return table.toString().split("\n");
}

const yesOrNo = (value: boolean): string => (value ? "yes" : "no");

function meaning(isActual: boolean, isDesired: boolean): string {
  if (isActual) return isDesired ? green("as declared") : yellow("foreign");
  return isDesired ? red("not assigned") : dim("gone");
}
