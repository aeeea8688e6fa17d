import Ecs from "@alicloud/ecs20140526";
import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import { RuntimeOptions } from "@darabonba/typescript";
import { ApiError } from "../core/errors";
import { toApiError } from "./api-errors";
import { findCredentials } from "./credentials/credentials";
import { notInTime } from "./credentials/credentials-error";
import { inTime, startDeadline } from "./deadline";
import { type Pace, type RetryOptions, withRetry } from "./retry";
import type { Settings } from "./settings/settings";
import { createThrottle } from "./throttle";

/**
 * How long a reply may take, in milliseconds. The SDK's 3 s are too short: its legacy siblings allow 10 s for Assign and
 * Unassign and 16 s for Describe (alibaba-cloud-sdk-go, sdk/api_timeout.go). It is set as both time-outs, because the
 * one for connecting reaches Node as the socket's idle time (httpx 2.3.3), and so ends slow replies as well.
 */
const REPLY_TIMEOUT_MS = 16_000;

/** What a call that begins just before the deadline still gets, so that its reply is not lost. */
const LEAST_REPLY_TIMEOUT_MS = 3_000;

/** Where the account of a key is asked for. Source: https://api.aliyun.com/product/Sts, the central endpoint. */
const STS_ENDPOINT = "sts.aliyuncs.com";

/** What every reply of the SDK has. */
interface Reply {
  readonly body?: { readonly requestId?: string };
}

interface CallOptions<T> extends Omit<RetryOptions, "pace"> {
  /** Tells a reply of the API from JSON of something in between; each has a request id besides. */
  readonly isAnswer?: (reply: T) => boolean;
}

/** The SDK's client of one region, and the one way to call it: with retries, and errors that show no secret. */
export interface Client {
  readonly regionId: string;
  readonly sdk: Ecs;
  /** For the one call that goes to the Security Token Service. */
  readonly sts: OpenApi;
  /** @throws ApiError; UserError where the credentials could not be renewed. */
  call<T extends Reply>(
    action: string,
    send: (sdk: Ecs, runtime: RuntimeOptions) => Promise<T>,
    options: CallOptions<T>,
  ): Promise<T>;
}

/** What a client is made of. */
interface Parts extends Pick<Client, "regionId" | "sdk" | "sts"> {
  readonly pace: Pace;
  /** Where the SDK sends to, for the user to read. */
  readonly url: string;
  /** Fetches the credentials of the next calls. */
  readonly renew: () => Promise<void>;
  /** What no error may show. */
  readonly secrets: () => readonly string[];
}

/** @throws UserError when there are no credentials. */
export async function openClient(regionId: string, settings: Settings, pace: Pace): Promise<Client> {
  const { credential, renew, secrets } = await findCredentials(settings);
  const configFor = (endpoint: string | undefined, protocol: string): $OpenApiUtil.Config =>
    new $OpenApiUtil.Config({
      credential,
      regionId,
      protocol,
      userAgent: "pulumi-alicloud-secondary-ips",
      ...(endpoint === undefined ? {} : { endpoint }),
    });
  const sdk = new Ecs(configFor(settings.endpoint, settings.protocol));
  const url = `${settings.protocol.toLowerCase()}://${sdk._endpoint}`;
  const sts = new OpenApi(configFor(settings.stsEndpoint ?? STS_ENDPOINT, settings.stsProtocol));
  return clientOf({ regionId, sdk, sts, pace, url, renew, secrets });
}

/** The client over an SDK that is there, whatever it sends to. */
export function clientOf({ regionId, sdk, sts, pace, url, renew, secrets }: Parts): Client {
  const throttle = createThrottle(pace);
  return {
    ...{ regionId, sdk, sts },
    call: (action, send, { isAnswer, deadline, repeatable }) => {
      const once = async () => {
        // nothing is sent before they are there, so that giving up is safe
        const patience = deadline.remaining() > 0 ? deadline : startDeadline(LEAST_REPLY_TIMEOUT_MS / 1000);
        await inTime(renew(), patience, () => notInTime(patience.seconds));
        try {
          const reply = await send(sdk, timeoutsFor(deadline.remaining()));
          if (reply.body?.requestId !== undefined && isAnswer?.(reply) !== false) return reply;
        } catch (error) {
          throw withEndpoint(toApiError(action, error, secrets()), url);
        }
        throw withEndpoint(notOfTheApi(action), url);
      };
      return withRetry(() => throttle(action, once), { pace, deadline, repeatable });
    },
  };
}

/** The time-outs of one call, which end little after the deadline at the latest. */
export function timeoutsFor(remainingMs: number): RuntimeOptions {
  const timeout = Math.min(REPLY_TIMEOUT_MS, Math.max(LEAST_REPLY_TIMEOUT_MS, Math.ceil(remainingMs)));
  return new RuntimeOptions({ connectTimeout: timeout, readTimeout: timeout });
}

/** Where nothing of the API answered, the user wants to know who was asked. */
function withEndpoint(error: ApiError, url: string): ApiError {
  if (error.code !== "NoReply") return error;
  return new ApiError(error.action, error.code, `${error.message} (${url})`, error);
}

/** For example the login page of a proxy: to read it as an empty answer would mean that every ENI is gone. */
function notOfTheApi(action: string): ApiError {
  return new ApiError(
    action,
    "NoReply",
    "the reply is not one of the API, so it comes from something in between",
    { outcomeUnknown: true },
  );
}
