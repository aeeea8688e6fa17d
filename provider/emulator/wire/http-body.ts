import type { IncomingMessage } from "node:http";

/** Far above any documented call: 32 addresses are under 2 kB. */
export const maxBodyBytes = 1024 * 1024;

/** The body, or undefined if it is longer than `maxBodyBytes`; then the rest of it is not kept. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  return length <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}
