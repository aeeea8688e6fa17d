import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { apiError } from "../errors/api-error";
import { EmulatorError } from "../errors/emulator-error";
import { maxBodyBytes, readBody } from "./http-body";
import { isLocalCaller } from "./local-caller";
import { asApiError, errorReply, newRequestId, type HttpRequest, type Reply } from "./protocol";

/** Where requests go once they are read. */
export interface Handlers {
  readonly isControl: (path: string) => boolean;
  readonly control: (request: HttpRequest) => Reply;
  /** Undefined: close the connection without a reply. */
  readonly api: (request: HttpRequest) => Promise<Reply | undefined>;
}

export interface LoopbackServer {
  listen(port: number): Promise<void>;
  /** `127.0.0.1:PORT`, once it has listened. */
  endpoint(): string;
  close(): Promise<void>;
}

const loopback = "127.0.0.1";

/** How long a request may take to come in, in milliseconds: no documented call is more than some kilobytes. */
const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };

function send(response: ServerResponse, { httpStatus, contentType, body, headers }: Reply): void {
  response.writeHead(httpStatus, {
    ...headers,
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** The socket side: reads bounded bodies, sends replies, and closes at once when asked to. */
export function createLoopbackServer(handlers: Handlers): LoopbackServer {
  const server = createServer(timeouts, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // a client that went away while it was sending is no news, and gets none
      if (request.errored === null) send(response, errorReply(asApiError(error), newRequestId(), endpoint()));
    });
  });
  // clients keep connections alive; one that we close while idle would fail their next call
  server.keepAliveTimeout = 0;

  // kept after close: a call that was held until then still names its host
  let bound: string | undefined;
  const endpoint = (): string => {
    if (bound === undefined) throw new EmulatorError("the emulator does not listen: call listen() first");
    return bound;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers } = request;
    const { url: path = "/" } = request;
    // a client that takes this for a proxy sends the whole URL
    const target = /^https?:/i.test(path) ? path : `http://${loopback}${path}`;
    const body = await readBody(request);
    if (!URL.canParse(target)) throw apiError("InvalidAction.NotFound");
    const url = new URL(target);
    if (body === undefined) throw apiError("RequestTooLarge", [], `body: at most ${maxBodyBytes} bytes`);
    const http: HttpRequest = { method, url, headers, body };
    if (handlers.isControl(url.pathname)) {
      send(response, handlers.control(http));
      return;
    }
    if (!isLocalCaller(http)) throw apiError("ForbiddenCaller");
    if (url.pathname !== "/") throw apiError("InvalidAction.NotFound");
    if (method !== "GET" && method !== "POST") throw apiError("UnsupportedHTTPMethod");

    const reply = await handlers.api(http);
    if (reply === undefined) request.socket.destroy();
    else send(response, reply);
  }

  return {
    async listen(port) {
      try {
        server.listen(port, loopback);
        await once(server, "listening");
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const why = code === "EADDRINUSE" ? "is in use" : `cannot be used (${message})`;
        throw new EmulatorError(`port ${port} ${why}: choose another, or 0 for a free one`, { cause: error });
      }
      bound = `${loopback}:${(server.address() as AddressInfo).port}`;
    },
    endpoint,
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
