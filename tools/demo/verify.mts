import { describeWrites, type Write } from "./calls.mts";

/** A result that is not the expected one. */
export class Deviation extends Error {
  override readonly name = "Deviation";
  readonly subject: string;
  readonly expected: string;
  readonly found: string;

  constructor(subject: string, expected: string, found: string) {
    super(`${subject}: expected ${expected}, found ${found}`);
    this.subject = subject;
    this.expected = expected;
    this.found = found;
  }
}

/** The order says nothing. */
export function expectAddresses(eni: string, expected: readonly string[], found: readonly string[]): void {
  expectSame(`the secondary addresses on ${eni}`, listed(expected), listed(found));
}

export function expectWrites(expected: readonly Write[], found: readonly Write[]): void {
  expectSame("the API calls that change addresses", describeWrites(expected), describeWrites(found));
}

/** The lines of a preview that say that an address comes or goes, such as `- 10.0.0.101: "declared"`. */
export function expectPreviewed(expected: readonly string[], output: readonly string[]): void {
  const found = output.map((line) => /^[-+~] \d+\.\d+\.\d+\.\d+/.exec(line)?.[0]).filter(Boolean);
  expectSame("the addresses that the preview shows", expected.join(", "), found.join(", ") || "none");
}

export function expectSame(subject: string, expected: string, found: string): void {
  if (expected !== found) throw new Deviation(subject, expected, found);
}

const listed = (addresses: readonly string[]): string => [...addresses].sort().join(", ") || "none";
