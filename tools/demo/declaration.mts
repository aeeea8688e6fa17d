import { readFile, writeFile } from "node:fs/promises";

/** The stack's config file: what the program declares. Edited as text, the way a person would. */
export interface Declaration {
  /** The addresses declared in it now. */
  desired(): Promise<string[]>;
  /** Deletes the lines of these addresses, and answers the list as a diff shows it. */
  remove(addresses: readonly string[]): Promise<DiffLine[]>;
}

export interface DiffLine {
  readonly text: string;
  readonly isRemoved: boolean;
}

const addressLine = /^\s*- (\d+\.\d+\.\d+\.\d+)$/;
const addressOf = (line: string): string | undefined => addressLine.exec(line)?.[1];

export function openDeclaration(file: string): Declaration {
  const lines = async (): Promise<string[]> => (await readFile(file, "utf8")).split("\n");
  return {
    desired: async () => (await lines()).map(addressOf).filter((address) => address !== undefined),
    async remove(addresses) {
      const before = await lines();
      const isRemoved = (line: string): boolean => addresses.includes(addressOf(line) ?? "");
      await writeFile(file, before.filter((line) => !isRemoved(line)).join("\n"));
      return before
        .filter((line) => addressOf(line) !== undefined)
        .map((line) => ({ text: line, isRemoved: isRemoved(line) }));
    },
  };
}
