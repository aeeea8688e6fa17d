import { apiError } from "../errors/api-error";
import type { RawParameters } from "../wire/protocol";
import type { RememberedReply, ReplyBody } from "./model";

/**
 * How many answers are kept, the oldest given up first: each of them is in every state file that is written.
 */
const maxRememberedReplies = 1000;

/**
 * Answers for ClientTokens. How long the real service keeps them is UNVERIFIED, and that each account has its
 * own too.
 */
export interface Idempotence {
  /**
   * The reply that this token got before, if any. Throws for the same token with other parameters
   * `[How to ensure idempotence; 400 on one page, 403 on two]`.
   */
  recall(accountId: string, action: string, parameters: RawParameters): ReplyBody | undefined;
  /** Keeps the reply of a call that succeeded; a refused one leaves its token free `[terway token.go]`. */
  remember(accountId: string, action: string, parameters: RawParameters, reply: ReplyBody): void;
  /** Of a call that did not happen after all. */
  forget(accountId: string, action: string, parameters: RawParameters): void;
  all(): readonly RememberedReply[];
}

/** The same whatever the order in which a client wrote its parameters. */
const canonical = (parameters: RawParameters): string =>
  JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));

export function createIdempotence(known: readonly RememberedReply[]): Idempotence {
  const replies = new Map(known.map((item) => [item.key, item]));
  const keyOf = (accountId: string, action: string, { ClientToken }: RawParameters): string | undefined =>
    ClientToken ? `${accountId} ${action} ${ClientToken}` : undefined;
  return {
    recall(accountId, action, parameters) {
      const key = keyOf(accountId, action, parameters);
      const found = key === undefined ? undefined : replies.get(key);
      if (found === undefined) return undefined;
      if (found.parameters !== canonical(parameters)) throw apiError("IdempotentParameterMismatch");
      return found.reply;
    },
    remember(accountId, action, parameters, reply) {
      const key = keyOf(accountId, action, parameters);
      if (key === undefined) return;
      replies.set(key, { key, parameters: canonical(parameters), reply });
      const [oldest] = replies.keys();
      if (oldest !== undefined && replies.size > maxRememberedReplies) replies.delete(oldest);
    },
    forget(accountId, action, parameters) {
      const key = keyOf(accountId, action, parameters);
      if (key !== undefined) replies.delete(key);
    },
    all: () => [...replies.values()],
  };
}
