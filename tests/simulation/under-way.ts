import { AsyncLocalStorage } from "node:async_hooks";

// What is under way where a call comes to the cloud, or a line to the terminal. It is ambient: the hooks learn neither the name of their
// resource nor what it is replaced by, and so pass on neither.

export type Operation = "create" | "update" | "delete" | "read";

export interface UnderWay {
  /** The hook that a call to the cloud is made for. */
  readonly operation?: Operation;
  /** The name of the resource that is created, updated or deleted by that. */
  readonly resource?: string;
  /** Whether what is checked takes the place of another resource, or what is deleted has one that does. */
  readonly isReplacing?: true;
}

const ambient = new AsyncLocalStorage<UnderWay>();

export const underWay = (): UnderWay => ambient.getStore() ?? {};

/** Does the work with this under way, besides what is. */
export const withUnderWay = <T>(what: UnderWay, work: () => T): T =>
  ambient.run({ ...underWay(), ...what }, work);

/** Whether this is the deletion of a resource that another one takes the place of. */
export function isOfReplaced(): boolean {
  const { operation, isReplacing } = underWay();
  return operation === "delete" && isReplacing === true;
}
