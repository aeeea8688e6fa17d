import { createHash, createHmac } from "node:crypto";
import { apiError } from "../errors/api-error";
import { canonicalQuery } from "./percent-encoding";
import { header, type ApiRequest } from "./protocol";
import type { SignedClaim } from "./signed-claim";

// ACS3-HMAC-SHA256, the scheme of the current SDKs `[openapi-core 1.0.8, and captured]`: the parameters are
// in the query, the action and everything about the caller in headers.

export const acs3Algorithm = "ACS3-HMAC-SHA256";

/** Without these in the signature someone on the way could change what the call does, or send it again. */
const mustBeSigned = [
  "host",
  "x-acs-action",
  "x-acs-version",
  "x-acs-date",
  "x-acs-signature-nonce",
  "x-acs-content-sha256",
];

const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

function readAuthorization(value: string): {
  accessKeyId: string;
  signedHeaders: string[];
  signature: string;
} {
  const parts = new Map(
    value
      .slice(acs3Algorithm.length)
      .split(",")
      .map((part): [string, string] => {
        const at = part.indexOf("=");
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
  );
  const accessKeyId = parts.get("Credential");
  const signedHeaders = parts.get("SignedHeaders")?.split(";");
  const signature = parts.get("Signature");
  if (!accessKeyId || !signedHeaders || !signature) throw apiError("IncompleteSignature");
  return { accessKeyId, signedHeaders, signature };
}

export function readAcs3(request: ApiRequest, authorization: string): SignedClaim {
  const { method, url, headers, body } = request.http;
  const { accessKeyId, signedHeaders, signature } = readAuthorization(authorization);
  const required =
    headers["x-acs-security-token"] === undefined ? mustBeSigned : [...mustBeSigned, "x-acs-security-token"];
  for (const name of required) {
    if (header(headers, name) === undefined) throw apiError("MissingParameter", [name]);
    if (!signedHeaders.includes(name)) throw apiError("IncompleteSignature", [], `${name} must be signed`);
  }
  const bodyHash = header(headers, "x-acs-content-sha256") ?? "";
  const canonicalRequest = [
    method,
    url.pathname,
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${(header(headers, name) ?? "").trim()}`),
    "",
    signedHeaders.join(";"),
    bodyHash,
  ].join("\n");
  const stringToSign = `${acs3Algorithm}\n${sha256(canonicalRequest)}`;
  return {
    accessKeyId,
    signature,
    stringToSign,
    securityToken: header(headers, "x-acs-security-token"),
    nonce: header(headers, "x-acs-signature-nonce") ?? "",
    timestamp: header(headers, "x-acs-date") ?? "",
    expectedSignature: (secret) =>
      // a body other than the one signed must not pass
      bodyHash === sha256(body) ? createHmac("sha256", secret).update(stringToSign).digest("hex") : "",
  };
}
