import { z } from "zod";
import { ApiError, fillMessage, findError } from "../errors/api-error";
import { errorReply, type Reply } from "../wire/protocol";
import { parseAs } from "./parse";

/** Makes the next calls of one action go wrong. With nothing but `action` it answers InternalError. */
export interface Fault {
  /** The action, or `*` for any. */
  readonly action: string;
  /** How many calls go wrong; default 1; Infinity for all. */
  readonly times?: number;
  /** How many calls of the action pass first; default 0. */
  readonly skip?: number;
  /** The code to answer; status and message come from the error table, 400 for a code that is not in it. */
  readonly code?: string;
  readonly message?: string;
  readonly httpStatus?: number;
  /**
   * How long the client should wait, in milliseconds, as the header `x-acs-retry-after` of what this fault
   * answers; default: no such header. The SDK has it as `retryAfter` of an error whose code is one of
   * throttling `[openapi-core 1.0.8]`; whether the real service ever sends it is UNVERIFIED.
   */
  readonly retryAfterMs?: number;
  /** Before the action changes anything (default), or after. */
  readonly when?: "before" | "after";
  /** Closes the connection in place of a reply; with `when: "after"` a lost reply. */
  readonly dropReply?: boolean;
  /**
   * Answers this text as it is, such as the HTML of a proxy; status 502 unless `httpStatus` says otherwise.
   */
  readonly body?: string;
  readonly contentType?: string;
  /**
   * Does not answer until `release()`. A held call whose client has gone still goes on when released, as a
   * server would; with `when: "before"` that is a late change.
   */
  readonly hold?: boolean;
}

const faultSchema = z.strictObject({
  action: z.string().min(1),
  times: z.int().min(1).or(z.literal(Infinity)).exactOptional(),
  skip: z.int().min(0).exactOptional(),
  code: z.string().exactOptional(),
  message: z.string().exactOptional(),
  httpStatus: z.int().min(200).max(599).exactOptional(),
  retryAfterMs: z.int().min(0).exactOptional(),
  when: z.enum(["before", "after"]).exactOptional(),
  dropReply: z.boolean().exactOptional(),
  body: z.string().exactOptional(),
  contentType: z.string().exactOptional(),
  hold: z.boolean().exactOptional(),
});

/** @throws EmulatorError for what is no fault. */
export const parseFault = (value: unknown): Fault => parseAs("fault", faultSchema, value);

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /**
   * The fault that the next call of this action meets, if any. Each fault counts every call from its start.
   */
  take(action: string): Fault | undefined;
}

export function createFaults(): Faults {
  let armed: { readonly fault: Fault; skip: number; times: number }[] = [];
  return {
    add: (fault) => void armed.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 }),
    clear() {
      armed = [];
    },
    take(action) {
      const concerned = armed.filter(({ fault }) => fault.action === action || fault.action === "*");
      const next = concerned.find(({ skip, times }) => skip === 0 && times > 0);
      for (const waiting of concerned) waiting.skip = Math.max(0, waiting.skip - 1);
      if (next !== undefined) next.times -= 1;
      armed = armed.filter(({ times }) => times > 0);
      return next?.fault;
    },
  };
}

/** What a fault answers in place of the action's own reply; undefined if it only holds or drops the call. */
export function replyOfFault(fault: Fault, requestId: string, hostId: string): Reply | undefined {
  const reply = bareReplyOfFault(fault, requestId, hostId);
  if (reply === undefined || fault.retryAfterMs === undefined) return reply;
  return { ...reply, headers: { "x-acs-retry-after": String(fault.retryAfterMs) } };
}

function bareReplyOfFault(fault: Fault, requestId: string, hostId: string): Reply | undefined {
  if (fault.body !== undefined) {
    return {
      httpStatus: fault.httpStatus ?? 502,
      contentType: fault.contentType ?? "text/html",
      body: fault.body,
    };
  }
  if (fault.code === undefined && (fault.hold === true || fault.dropReply === true)) return undefined;
  const code = fault.code ?? "InternalError";
  const known = findError(code);
  const error = new ApiError(
    code,
    fault.httpStatus ?? known?.httpStatus ?? 400,
    fault.message ?? fillMessage(known?.message ?? code, []),
    "answered by a fault of the emulator",
  );
  return errorReply(error, requestId, hostId);
}
