import { header, type HttpRequest } from "./protocol";

/**
 * Whether the caller is on this machine, and no web page: another name could point here by DNS, and a page in a browser sends an
 * Origin. The keys of an emulator are public, so that a page could sign.
 */
export function isLocalCaller({ headers }: Pick<HttpRequest, "headers">): boolean {
  const host = header(headers, "host")?.replace(/:\d+$/, "");
  return (host === "127.0.0.1" || host === "localhost" || host === "[::1]") && headers.origin === undefined;
}
