/** Who says they call. Nothing of it is believed before `verifySignature` has compared the signatures. */
export interface SignedClaim {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly securityToken: string | undefined;
  readonly nonce: string;
  readonly timestamp: string;
  readonly expectedSignature: (secret: string) => string;
  /** What the signature is of: a refusal tells it, as clients compare it with theirs. */
  readonly stringToSign: string;
}
