import Ecs from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import { ApiError } from "../core/errors";
import { toApiError } from "./api-errors";
import { findCredentials } from "./credentials";
import { type Pace, type RetryOptions, withRetry } from "./retry";
import type { Settings } from "./settings";

/**
 * How long a reply may take, in milliseconds. The SDK's 3 s are too short: its legacy siblings allow 10 s for Assign and
 * Unassign and 16 s for Describe (alibaba-cloud-sdk-go, sdk/api_timeout.go). It is set as both time-outs, because the
 * one for connecting reaches Node as the socket's idle time (httpx 2.3.3), and so ends slow replies as well.
 */
const REPLY_TIMEOUT_MS = 16_000;

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
  /** @throws ApiError */
  call<T extends Reply>(action: string, send: (sdk: Ecs) => Promise<T>, options: CallOptions<T>): Promise<T>;
}

/** @throws UserError when there are no credentials. */
export async function openClient(regionId: string, settings: Settings, pace: Pace): Promise<Client> {
  const { credential, secrets } = await findCredentials(settings);
  const sdk = new Ecs(
    new $OpenApiUtil.Config({
      credential,
      regionId,
      protocol: settings.protocol,
      connectTimeout: REPLY_TIMEOUT_MS,
      readTimeout: REPLY_TIMEOUT_MS,
      userAgent: "pulumi-alicloud-secondary-ips",
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    }),
  );
  return {
    regionId,
    sdk,
    call: (action, send, { isAnswer, ...options }) =>
      withRetry(
        async () => {
          try {
            const reply = await send(sdk);
            if (reply.body?.requestId === undefined || isAnswer?.(reply) === false) throw notOfTheApi(action);
            return reply;
          } catch (error) {
            throw error instanceof ApiError ? error : toApiError(action, error, await secrets());
          }
        },
        { pace, ...options },
      ),
  };
}

/** For example the login page of a proxy: to read it as an empty answer would mean that every ENI is gone. */
function notOfTheApi(action: string): ApiError {
  return new ApiError(
    action,
    "NoReply",
    "the reply is not one of the API, so it comes from something in between",
    undefined,
    true,
  );
}
