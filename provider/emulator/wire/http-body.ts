import type { IncomingMessage } from "node:http";

/** Far above any documented call: 32 addresses are under 2 kB. */
export const maxBodyBytes = 1024 * 1024;

/** The body, or undefined as soon as it is longer than `maxBodyBytes`; the rest of it is not kept. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on("end", () => {
      resolve(length <= maxBodyBytes ? Buffer.concat(chunks) : undefined);
    });
    request.on("error", reject);
  });
}
