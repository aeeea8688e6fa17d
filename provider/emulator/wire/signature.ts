import { createHash, timingSafeEqual } from "node:crypto";
import { apiError } from "../errors/api-error";
import { header, type ApiRequest } from "./protocol";
import { acs3Algorithm, readAcs3 } from "./signature-acs3";
import { isV1, readV1 } from "./signature-v1";
import type { SignedClaim } from "./signed-claim";

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Present: the key is a temporary one, and each call must carry this token. */
  readonly securityToken?: string;
  /**
   * The account that the key belongs to; default: that of the seed. Another account has nothing here: its lists
   * are empty, and an id that it names is not found.
   */
  readonly accountId?: string;
}

/** The key an emulator accepts unless told otherwise. It opens nothing but an emulator. */
export const defaultAccessKey: AccessKey = {
  accessKeyId: "emulator-access-key-id",
  accessKeySecret: "emulator-access-key-secret",
};

/** Clocks may differ by 15 minutes `[common error codes, InvalidTimeStamp.Expired]`. */
const maxClockSkewMs = 15 * 60 * 1000;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

function readClaim(request: ApiRequest): SignedClaim {
  const authorization = header(request.http.headers, "authorization");
  if (authorization?.startsWith(`${acs3Algorithm} `)) return readAcs3(request, authorization);
  if (authorization !== undefined) throw apiError("IncompleteSignature", [], `expected ${acs3Algorithm}`);
  if (isV1(request)) return readV1(request);
  throw apiError("MissingParameter", ["AccessKeyId"], "the request is not signed");
}

function checkTime(timestamp: string, now: number): void {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(time)) throw apiError("InvalidTimeStamp.Format");
  if (Math.abs(now - time) > maxClockSkewMs) throw apiError("InvalidTimeStamp.Expired");
}

function checkToken(key: AccessKey, token: string | undefined): void {
  if (key.securityToken === undefined && token === undefined) return;
  if (token === undefined) throw apiError("MissingSecurityToken");
  if (key.securityToken === undefined || !sameText(key.securityToken, token)) {
    throw apiError("InvalidSecurityToken.MismatchWithAccessKey");
  }
}

/**
 * Gives the key that the call is signed with. Throws unless it is one of these, in time and for the first time.
 * The order of the checks on the real service is UNVERIFIED.
 */
export function createSignatureCheck(
  accessKeys: readonly AccessKey[],
): (request: ApiRequest, now: number) => AccessKey {
  const usedNonces = new Map<string, number>();

  function useNonce(nonce: string, now: number): void {
    // an older nonce cannot be sent again anyway: its timestamp has expired, whichever way the clocks differ
    for (const [old, usedAt] of usedNonces) {
      if (now - usedAt <= 2 * maxClockSkewMs) break;
      usedNonces.delete(old);
    }
    if (usedNonces.has(nonce)) throw apiError("SignatureNonceUsed");
    usedNonces.set(nonce, now);
  }

  return (request, now) => {
    const claim = readClaim(request);
    checkTime(claim.timestamp, now);
    const key = accessKeys.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId);
    if (key === undefined) throw apiError("InvalidAccessKeyId.NotFound");
    checkToken(key, claim.securityToken);
    if (!sameText(claim.expectedSignature(key.accessKeySecret), claim.signature)) {
      throw apiError("SignatureDoesNotMatch", [claim.stringToSign]);
    }
    useNonce(`${claim.accessKeyId} ${claim.nonce}`, now);
    return key;
  };
}
