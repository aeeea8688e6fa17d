// What the SDK makes of a reply that is no success.

/** What the cloud's errors repeat, and nothing of ours may show. */
export const SECRET = "the-secret";

/** An error as the SDK throws it. */
export const sdkError = (statusCode: number, code: string, why: string, retryAfter?: number): Error =>
  Object.assign(new Error(`${code}: ${why} ${SECRET}`), {
    ...{ statusCode, code, data: { Message: `${why} ${SECRET}`, RequestId: "R" } },
    ...(retryAfter !== undefined && { retryAfter }),
  });

export const noSuchEni = (id: string): Error => sdkError(404, "InvalidEniId.NotFound", `There is no ${id}.`);

/** HTML in place of JSON. The SDK reads the body before it looks at the status, so that this is all it throws, of a 502 too. */
export const notJson = (): Error =>
  new SyntaxError(`Unexpected token '<', "<html>502 ${SECRET}" is not valid JSON`);

export const noReply = (): Error => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

export const noReplyInTime = (readTimeout: number): Error => new Error(`ReadTimeout(${readTimeout})`);

/** What the work came to, whether anybody learns it or not. */
export function answerLater<T>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
