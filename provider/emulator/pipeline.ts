import { setTimeout as delay } from "node:timers/promises";
import { actions } from "./actions";
import type { Action } from "./actions/define-action";
import type { ActionContext } from "./cloud/action-context";
import type { Idempotence } from "./cloud/idempotence";
import type { ReplyBody } from "./cloud/model";
import type { Store } from "./cloud/store";
import type { CallLog } from "./control/call-log";
import { replyOfFault, type Faults } from "./control/faults";
import type { HeldCalls } from "./control/held-calls";
import { apiError } from "./errors/api-error";
import type { EmulatorOptions } from "./options";
import {
  asApiError,
  errorReply,
  jsonReply,
  maxParameters,
  newRequestId,
  readApiRequest,
} from "./wire/protocol";
import type { ApiRequest, HttpRequest, Reply } from "./wire/protocol";
import type { AccessKey } from "./wire/signature";

/** What the calls of one emulator share. */
export interface PipelineParts {
  readonly options: EmulatorOptions;
  readonly store: Store;
  readonly idempotence: Idempotence;
  readonly log: CallLog;
  readonly faults: Faults;
  readonly held: HeldCalls;
  readonly verifySignature: (request: ApiRequest, now: number) => AccessKey;
  readonly throttle: (accountId: string, action: string, now: number) => void;
  readonly save: () => void;
  readonly clock: () => number;
  readonly hostId: () => string;
}

interface Answer {
  readonly reply: Reply | undefined;
  readonly drop: boolean;
  /** The interface that the call has changed. */
  readonly changed?: string | undefined;
}

/**
 * The gateway looks for the action before it looks at the key `[aliyun-cli openapi/commando_test.go, with dummy keys;
 * openapi-sdk-php-client #230]`.
 */
function findAction({ action, version }: ApiRequest): Action {
  const found = actions.find(({ name }) => name === action);
  if (found?.versions.includes(version)) return found;
  const supported =
    found === undefined
      ? `supported by this emulator: ${actions.map(({ name }) => name).join(", ")}`
      : `${action} is in version ${found.versions.join(", ")}`;
  throw apiError(
    found !== undefined && !versions.has(version) ? "InvalidVersion" : "InvalidAction.NotFound",
    [],
    supported,
  );
}

const versions = new Set(actions.flatMap((action) => action.versions));

function attempt(work: () => Reply, otherwise: (error: unknown) => Reply): Reply {
  try {
    return work();
  } catch (error) {
    return otherwise(error);
  }
}

/**
 * The one way through which every call goes, in the order in which the real gateway is thought to do it.
 * Gives the reply, or undefined for a connection to close without one.
 */
export function createPipeline(parts: PipelineParts): (http: HttpRequest) => Promise<Reply | undefined> {
  const { options, store, idempotence, log, faults, held, clock } = parts;
  const { latencyMs = 0 } = options;
  const busyInterfaces = new Set<string>();

  function contextOf(accountId: string, now: number): ActionContext {
    return {
      store: store.seenBy(accountId),
      now,
      busyInterfaces,
      transitionMs: options.transitionMs ?? 0,
      visibilityDelayMs: options.visibilityDelayMs ?? 0,
      maxAddressesPerCall: options.maxAddressesPerCall,
    };
  }

  function perform(accountId: string, action: Action, { parameters }: ApiRequest): ReplyBody {
    const now = clock();
    store.settle(now);
    const { RegionId: regionId = "" } = parameters;
    const run = action.prepare(parameters, contextOf(accountId, now));
    if (regionId !== "" && !store.regionIds.includes(regionId)) {
      throw apiError(
        "InvalidRegionId.MalFormed",
        [],
        `regions of this emulator: ${store.regionIds.join(", ")}`,
      );
    }
    const before = action.idempotent ? idempotence.recall(accountId, action.name, parameters) : undefined;
    if (before !== undefined) return before;
    // a change that cannot be saved did not happen
    return store.attempt(() => {
      const body = run();
      if (action.idempotent) idempotence.remember(accountId, action.name, parameters, body);
      try {
        if (action.changesState) parts.save();
      } catch (error) {
        idempotence.forget(accountId, action.name, parameters);
        throw error;
      }
      return body;
    });
  }

  async function answer(request: ApiRequest, requestId: string): Promise<Answer> {
    const asReply = (error: unknown): Reply => errorReply(asApiError(error), requestId, parts.hostId());
    try {
      if (request.isTooLong) throw apiError("RequestTooLarge", [], `more than ${maxParameters} parameters`);
      if (request.repeated !== undefined) {
        throw apiError("InvalidParameter", [request.repeated], `${request.repeated}: given twice`);
      }
      const action = findAction(request);
      const { accountId = store.accountId } = parts.verifySignature(request, clock());
      parts.throttle(accountId, action.name, clock());

      const fault = faults.take(action.name);
      const instead = fault && replyOfFault(fault, requestId, parts.hostId());
      const drop = fault?.dropReply === true;
      if (fault !== undefined && fault.when !== "after") {
        if (fault.hold === true) await held.hold();
        if (drop || instead !== undefined) return { reply: instead, drop };
      }
      const reply = attempt(
        () => jsonReply(200, { RequestId: requestId, ...perform(accountId, action, request) }),
        asReply,
      );
      if (fault?.when === "after" && fault.hold === true) await held.hold();
      const changed = action.changesInterface && reply.httpStatus === 200;
      return {
        reply: instead ?? reply,
        drop,
        ...(changed && { changed: request.parameters["NetworkInterfaceId"] }),
      };
    } catch (error) {
      return { reply: asReply(error), drop: false };
    }
  }

  /**
   * The time that the real service works on a call: the interface it has changed takes no other task
   * meanwhile.
   */
  async function occupy(id: string | undefined, ms: number): Promise<void> {
    const added = id !== undefined && !busyInterfaces.has(id);
    if (added) busyInterfaces.add(id);
    // a closed emulator must not keep its process alive
    await delay(ms, undefined, { ref: false });
    if (added) busyInterfaces.delete(id);
  }

  return async (http) => {
    const request = readApiRequest(http);
    const requestId = newRequestId();
    const logged = log.begin(request.action, request.parameters, requestId, new Date(clock()));
    const { reply, drop, changed } = await answer(request, requestId);
    if (latencyMs > 0) await occupy(changed, latencyMs);
    const call = drop || reply === undefined ? logged.finish(0) : logged.finish(reply.httpStatus, reply.code);
    options.onCall?.(call);
    return drop ? undefined : reply;
  };
}
