import type { Model } from "../cloud/model";
import { EmulatorError } from "../errors/emulator-error";
import { isLocalCaller } from "../wire/local-caller";
import { jsonReply, type HttpRequest, type Reply } from "../wire/protocol";
import type { CallLog } from "./call-log";
import { type Eips, parseEipBinding } from "./eips";
import { parseFault, type Faults } from "./faults";
import { parseView, type Views } from "./views";

// The emulator's own door beside the API, for an emulator that runs as a process of its own. It is not
// signed, so it answers only to callers on this machine that are no web page.

interface ControlParts {
  readonly log: CallLog;
  readonly faults: Faults;
  readonly views: Views;
  readonly eips: Eips;
  readonly release: () => void;
  readonly state: () => Omit<Model, "rememberedReplies">;
}

export const isControlPath = (path: string): boolean => path === "/emulator" || path.startsWith("/emulator/");

const refusal = (httpStatus: number, message: string): Reply => jsonReply(httpStatus, { error: message });

type Route = (parts: ControlParts, body: string, query: URLSearchParams) => Reply;

const routes: Readonly<Record<string, Route>> = {
  "GET /emulator/calls": ({ log }) => jsonReply(200, log.list()),
  "DELETE /emulator/calls"({ log }) {
    log.clear();
    return jsonReply(200, {});
  },
  "GET /emulator/state": ({ state }) => jsonReply(200, state()),
  // a Fault, such as {"action": "AssignPrivateIpAddresses", "code": "Throttling", "retryAfterMs": 2000}
  "POST /emulator/faults"({ faults }, body) {
    faults.add(parseFault(JSON.parse(body)));
    return jsonReply(200, {});
  },
  "DELETE /emulator/faults"({ faults }) {
    faults.clear();
    return jsonReply(200, {});
  },
  // {"networkInterfaceId": "eni-demo", "privateIpAddresses": ["10.0.0.100"]}
  "POST /emulator/views"({ views }, body) {
    views.show(parseView(JSON.parse(body)));
    return jsonReply(200, {});
  },
  // of one interface with ?networkInterfaceId=eni-demo, else of all
  "DELETE /emulator/views"({ views }, _, query) {
    views.showTruth(query.get("networkInterfaceId") ?? undefined);
    return jsonReply(200, {});
  },
  // {"networkInterfaceId": "eni-demo", "privateIpAddress": "10.0.0.101"}
  "POST /emulator/eips": ({ eips }, body) =>
    jsonReply(200, eips.associate(parseEipBinding(JSON.parse(body)))),
  // ?networkInterfaceId=eni-demo&privateIpAddress=10.0.0.101
  "DELETE /emulator/eips"({ eips }, _, query) {
    eips.unassociate(query.get("networkInterfaceId") ?? "", query.get("privateIpAddress") ?? "");
    return jsonReply(200, {});
  },
  "POST /emulator/release"({ release }) {
    release();
    return jsonReply(200, {});
  },
};

export function answerControl(request: HttpRequest, parts: ControlParts): Reply {
  if (!isLocalCaller(request))
    return refusal(403, "only for callers on this machine: use 127.0.0.1 as the host");
  const route = routes[`${request.method} ${request.url.pathname}`];
  if (route === undefined)
    return refusal(404, `no such request; there are: ${Object.keys(routes).join(", ")}`);
  try {
    return route(parts, request.body.toString("utf8"), request.url.searchParams);
  } catch (error) {
    if (error instanceof EmulatorError || error instanceof SyntaxError) return refusal(400, error.message);
    throw error;
  }
}
