import { createHash, createHmac, randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { defaultAccessKey, type AccessKey, type Emulator } from "../../provider/emulator";

// Signed requests made from the documents of the two schemes, with none of the emulator's own code.

export type Parameters = Readonly<Record<string, string>>;

/** Where a client puts what: every layout seen in use. */
export const layouts = [
  "ACS3 POST query",
  "V1 POST query",
  "V1 GET query",
  "V1 POST form",
  "V1 POST signature in query, parameters in form",
] as const;
export type Layout = (typeof layouts)[number];

export interface Signing {
  readonly key?: AccessKey;
  readonly date?: Date;
  readonly nonce?: string;
  readonly version?: string;
  /** Changes protocol parameters (V1) or headers (ACS3) before they are signed. */
  readonly overrides?: Readonly<Record<string, string | undefined>>;
}

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

const rfc3986 = (text: string): string =>
  Array.from(Buffer.from(text, "utf8"), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9\-_.~]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");

const joined = (parameters: Parameters): string =>
  Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1)) // by name alone: "A.1=" must not come after "A.10="
    .map(([name, value]) => `${rfc3986(name)}=${rfc3986(value)}`)
    .join("&");

const seconds = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, "Z");

const defined = (record: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

function signV1(method: string, action: string, parameters: Parameters, signing: Signing) {
  const { key = defaultAccessKey, date = new Date(), nonce = randomUUID(), version = "2014-05-26" } = signing;
  const common = defined({
    Action: action,
    Version: version,
    Format: "JSON",
    AccessKeyId: key.accessKeyId,
    SecurityToken: key.securityToken,
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: nonce,
    Timestamp: seconds(date),
    ...signing.overrides,
  });
  const text = `${method}&${rfc3986("/")}&${rfc3986(joined({ ...common, ...parameters }))}`;
  const signature = createHmac("sha1", `${key.accessKeySecret}&`).update(text).digest("base64");
  return { ...common, Signature: signature };
}

function signAcs3(
  host: string,
  action: string,
  parameters: Parameters,
  signing: Signing,
  body = "",
): WireRequest {
  const { key = defaultAccessKey, date = new Date(), nonce = randomUUID(), version = "2014-05-26" } = signing;
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const headers = defined({
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": hash(body),
    "x-acs-date": seconds(date),
    "x-acs-security-token": key.securityToken,
    "x-acs-signature-nonce": nonce,
    "x-acs-version": version,
    ...signing.overrides,
  });
  const names = Object.keys(headers).sort();
  const canonical = [
    "POST",
    "/",
    joined(parameters),
    ...names.map((name) => `${name}:${headers[name] ?? ""}`),
    "",
    names.join(";"),
    headers["x-acs-content-sha256"] ?? "",
  ].join("\n");
  const signature = createHmac("sha256", key.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${hash(canonical)}`)
    .digest("hex");
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return { method: "POST", path: `/?${joined(parameters)}`, headers: { ...headers, authorization }, body };
}

const form = { "content-type": "application/x-www-form-urlencoded" };

export function signedRequest(
  layout: Layout,
  host: string,
  action: string,
  parameters: Parameters,
  signing: Signing = {},
): WireRequest {
  const headers = { host };
  switch (layout) {
    case "ACS3 POST query":
      return signAcs3(host, action, parameters, signing);
    case "V1 POST query": {
      const common = signV1("POST", action, parameters, signing);
      return { method: "POST", path: `/?${joined({ ...common, ...parameters })}`, headers, body: "" };
    }
    case "V1 GET query": {
      const common = signV1("GET", action, parameters, signing);
      return { method: "GET", path: `/?${joined({ ...common, ...parameters })}`, headers, body: "" };
    }
    case "V1 POST form": {
      const common = signV1("POST", action, parameters, signing);
      return {
        method: "POST",
        path: "/",
        headers: { ...headers, ...form },
        body: joined({ ...common, ...parameters }),
      };
    }
    case "V1 POST signature in query, parameters in form": {
      const common = signV1("POST", action, parameters, signing);
      return {
        method: "POST",
        path: `/?${joined(common)}`,
        headers: { ...headers, ...form },
        body: joined(parameters),
      };
    }
  }
}

/**
 * Sends a request as it is and gives the reply; a body that is no JSON gives an empty `json`. Fails where nothing is heard
 * for so long.
 */
export function send(
  url: string,
  { method, path, headers, body }: WireRequest,
  timeout = 60_000,
): Promise<WireReply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const outgoing = httpRequest(
      {
        hostname,
        port,
        method,
        path,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        agent: false,
        timeout,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
          const json = (isJson && text !== "" ? JSON.parse(text) : {}) as Record<string, unknown>;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.on("timeout", () =>
      outgoing.destroy(new Error(`no answer in ${timeout} ms to ${method} ${path}`)),
    );
    outgoing.end(body);
  });
}

/** One signed call; V1 over POST unless told otherwise. */
export function call(
  emulator: Pick<Emulator, "url" | "endpoint">,
  action: string,
  parameters: Parameters = {},
  signing: Signing & { readonly layout?: Layout } = {},
): Promise<WireReply> {
  const { layout = "V1 POST query", ...rest } = signing;
  return send(emulator.url, signedRequest(layout, emulator.endpoint, action, parameters, rest));
}

/** `{"PrivateIpAddress.1": …, "PrivateIpAddress.2": …}` */
export const listOf = (name: string, values: readonly string[]): Parameters =>
  Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}`, value]));

/** Sends a request of the emulator's own door. */
export function control(
  emulator: Emulator,
  method: string,
  path: string,
  body = "",
  host?: string,
): Promise<WireReply> {
  return send(emulator.url, { method, path, headers: { host: host ?? emulator.endpoint }, body });
}
