import { AsyncLocalStorage } from "node:async_hooks";

export type Operation = "create" | "update" | "delete" | "read";

/** The hook that a call to the cloud is made for. */
export const operation = new AsyncLocalStorage<Operation>();

/** The name of the resource that is updated by that. */
export const updated = new AsyncLocalStorage<string>();

/** Whether what is checked takes the place of another resource, or what is deleted has one that does. */
export const replacing = new AsyncLocalStorage<true>();
