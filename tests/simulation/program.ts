// What a program declares, as Pulumi comes to know it.

/** The default provider and the one beside it; each has a process. */
export type Provider = "default" | "other";

/** Pulumi's options of a resource. */
export interface Options {
  /** Resources that are declared before. */
  readonly dependsOn?: readonly string[];
  /** Names that it had before. */
  readonly aliases?: readonly string[];
  readonly ignoreChanges?: readonly "privateIpAddresses"[];
  readonly retainOnDelete?: boolean;
  readonly provider?: Provider;
}

export interface Declared {
  readonly networkInterfaceId: string;
  readonly ownership: "exclusive" | "additive";
  readonly privateIpAddresses: readonly string[];
  readonly timeoutSeconds?: number;
  readonly options?: Options;
}

/** What a program declares, by the names of the resources, in the order of their registration. */
export type Program = Readonly<Record<string, Declared>>;

/** Whether Pulumi comes to each resource, whatever steps that are under way wait for: it checks one more than it has at a time. */
export const isAllChecked = (program: Program, { parallel }: { readonly parallel: number }): boolean =>
  Object.keys(program).length <= parallel + 1;
