import { ApiError } from "../core/errors";

/** The fields of the SDK's errors that matter; @alicloud/openapi-core 1.0.8 throws these for each 4xx and 5xx. */
interface SdkError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
  readonly requestId?: string;
  readonly retryAfter?: number;
  readonly data?: { readonly Message?: string; readonly RequestId?: string };
}

/** Codes of Node for requests that never left this machine, so that they cannot have had an effect. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/**
 * Turns whatever the SDK throws into an `ApiError` that shows no secret.
 *
 * The SDK's error is not kept as `cause`: it carries the whole request and reply.
 */
export function toApiError(action: string, thrown: unknown, secrets: readonly string[]): ApiError {
  const error = (isErrorLike(thrown) ? thrown : new Error(String(thrown))) as SdkError;
  const redact = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);

  const code = codeOf(error);
  const isServerError = (error.statusCode ?? 0) >= 500;
  if (error.statusCode !== undefined && code !== undefined) {
    const message = redact(messageOf(error));
    const requestId = error.data?.RequestId ?? error.requestId;
    const { retryAfter } = error;
    return new ApiError(action, code, message, { outcomeUnknown: isServerError, requestId, retryAfter });
  }
  if (error.statusCode !== undefined) {
    const message = `HTTP ${error.statusCode} without a code of the API, so it comes from something in between`;
    return new ApiError(action, "NoReply", message, { outcomeUnknown: isServerError });
  }
  const neverSent = error.code !== undefined && NEVER_SENT.has(error.code);
  return new ApiError(action, "NoReply", redact(whyNoReply(error)), { outcomeUnknown: !neverSent });
}

/** The SDK writes the text "undefined" where a reply has no code. */
function codeOf({ code }: SdkError): string | undefined {
  return code === "" || code === "undefined" ? undefined : code;
}

function messageOf({ code, data, message }: SdkError): string {
  // the cloud's text on a wrong signature repeats what was signed, which holds the STS token
  if (code === "SignatureDoesNotMatch" || code === "IncompleteSignature")
    return "the signature does not match: the secret key is wrong";
  return data?.Message ?? message;
}

function whyNoReply(error: SdkError): string {
  if (/^(Read|Connect)Timeout\b/.test(error.message) || /Timeout$/.test(error.name))
    return "it took too long";
  if (error.code === "EPROTO") {
    return "it does not speak TLS there; for plain HTTP set alicloud:protocol to HTTP, or write http:// before the endpoint";
  }
  if (error instanceof SyntaxError)
    return "the reply is not JSON, so it comes from something between here and the cloud";
  // httpx appends the request, without a space
  return error.message.replace(/(GET|POST) https?:\/\/\S* failed\.$/, "");
}

/** By its shape: `instanceof` fails for errors of Node's own where modules run in a context of their own, as in jest. */
function isErrorLike(thrown: unknown): thrown is Error {
  return typeof thrown === "object" && thrown !== null && "message" in thrown;
}
