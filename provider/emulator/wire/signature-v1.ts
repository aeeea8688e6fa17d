import { createHmac } from "node:crypto";
import { apiError } from "../errors/api-error";
import { canonicalQuery, percentEncode } from "./percent-encoding";
import type { ApiRequest } from "./protocol";
import type { SignedClaim } from "./signed-claim";

// Signature version 1.0, HMAC-SHA1 `[captured from pop-core, the Go and Python SDKs and tea-rpc]`: over query
// AND form parameters together, wherever each client puts them.

export const isV1 = ({ all }: ApiRequest): boolean =>
  all["Signature"] !== undefined || all["AccessKeyId"] !== undefined;

export function readV1(request: ApiRequest): SignedClaim {
  const { Signature: signature, ...signed } = request.all;
  const need = (name: string): string => {
    const value = request.all[name];
    // text: 2018 documents; not confirmed for the protocol's own parameters
    if (value === undefined || value === "") throw apiError("MissingParameter", [name]);
    return value;
  };
  if (need("SignatureMethod") !== "HMAC-SHA1" || need("SignatureVersion") !== "1.0") {
    throw apiError(
      "InvalidSignatureMethod",
      [],
      "this emulator verifies HMAC-SHA1 of version 1.0, and ACS3-HMAC-SHA256",
    );
  }
  const stringToSign = `${request.http.method}&${percentEncode("/")}&${percentEncode(canonicalQuery(signed))}`;
  return {
    accessKeyId: need("AccessKeyId"),
    signature: signature ?? need("Signature"),
    securityToken: request.all["SecurityToken"],
    nonce: need("SignatureNonce"),
    timestamp: need("Timestamp"),
    stringToSign,
    expectedSignature: (secret) => createHmac("sha1", `${secret}&`).update(stringToSign).digest("base64"),
  };
}
