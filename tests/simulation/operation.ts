import { AsyncLocalStorage } from "node:async_hooks";

/** The hook that a call to the cloud is made for. */
export const operation = new AsyncLocalStorage<"create" | "update" | "delete" | "read">();
