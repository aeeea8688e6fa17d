import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { inspect } from "node:util";
import { ApiError, apiError } from "../errors/api-error";
import { EmulatorError } from "../errors/emulator-error";

/** One HTTP request, as received. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Parameters by their wire name: `PrivateIpAddress.1`, not yet gathered into lists. */
export type RawParameters = Readonly<Record<string, string>>;

/** One call of the API, read from the request but not yet trusted. */
export interface ApiRequest {
  readonly http: HttpRequest;
  /** Query and form parameters together: V1 clients use either, or both `[captured from five clients]`. */
  readonly all: RawParameters;
  readonly query: RawParameters;
  /** `all` without what belongs to the protocol: safe to log, compared for idempotence. */
  readonly parameters: RawParameters;
  readonly repeated: string | undefined;
  /** Whether it has more parameters than any call of the API: then none of them is kept. */
  readonly isTooLong: boolean;
  readonly action: string;
  readonly version: string;
}

/** Parameters that say who calls and how. None of them reaches an action, the log or the state file. */
const protocolParameters: ReadonlySet<string> = new Set([
  "AccessKeyId",
  "Action",
  "Format",
  "SecurityToken",
  "Signature",
  "SignatureMethod",
  "SignatureNonce",
  "SignatureType",
  "SignatureVersion",
  "Timestamp",
  "Version",
]);

export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function formOf({ headers, body }: HttpRequest): URLSearchParams {
  const isForm = header(headers, "content-type")
    ?.toLowerCase()
    .startsWith("application/x-www-form-urlencoded");
  return new URLSearchParams(isForm === true ? body.toString("utf8") : "");
}

const record = (pairs: Iterable<readonly [string, string]>): Record<string, string> =>
  // a plain object would take __proto__ for something else
  Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(pairs));

/** More than the 1,600 of 100 rules of AuthorizeSecurityGroup with all of their 16 fields. */
export const maxParameters = 2_000;

function firstRepeated(pairs: readonly (readonly [string, string])[]): string | undefined {
  const seen = new Set<string>();
  for (const [name] of pairs) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

/** Never throws: whatever is wrong with a request is for a later step to answer. */
export function readApiRequest(http: HttpRequest): ApiRequest {
  const query = [...http.url.searchParams];
  const sent = [...query, ...formOf(http)];
  const isTooLong = sent.length > maxParameters;
  const pairs = isTooLong ? [] : sent;
  const all = record(pairs);
  return {
    http,
    all,
    query: record(query),
    parameters: record(pairs.filter(([name]) => !protocolParameters.has(name))),
    isTooLong,
    repeated: firstRepeated(pairs),
    // ACS3 names the action in a header only; V1 signs the parameter, and some V1 clients send both
    action: all["Action"] ?? header(http.headers, "x-acs-action") ?? "",
    version: all["Version"] ?? header(http.headers, "x-acs-version") ?? "",
  };
}

/** What goes back over the socket. */
export interface Reply {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
  readonly code?: string;
  /** Beside those of type and length. */
  readonly headers?: Readonly<Record<string, string>>;
}

const jsonType = "application/json;charset=utf-8";

export const newRequestId = (): string => randomUUID().toUpperCase();

export function jsonReply(httpStatus: number, body: unknown, code?: string): Reply {
  return {
    httpStatus,
    contentType: jsonType,
    body: JSON.stringify(body),
    ...(code !== undefined && { code }),
  };
}

/** The error envelope `[captured from the v7 SDK's parser]`. */
export function errorReply(error: ApiError, requestId: string, hostId: string): Reply {
  const { code, message, recommend, httpStatus } = error;
  const body = { RequestId: requestId, HostId: hostId, Code: code, Message: message, Recommend: recommend };
  return jsonReply(httpStatus, body, code);
}

/** Any failure as an error of the API; what is not one is a bug here, and said on stderr. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const text = error instanceof EmulatorError ? error.message : inspect(error);
  process.stderr.write(`alicloud-eni-emulator: internal error: ${text}\n`);
  return apiError("InternalError");
}
