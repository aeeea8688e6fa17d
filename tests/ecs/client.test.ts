import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import * as ecs from "@alicloud/ecs20140526";
import { toApiError } from "../../provider/ecs/api-errors";
import { type Client, clientOf, openClient, timeoutsFor } from "../../provider/ecs/client";
import { describeWhere } from "../../provider/ecs/describe";
import { UserError } from "../../provider/core/errors";
import { startDeadline } from "../../provider/ecs/deadline";
import { ample, endable, stoppable } from "../helpers/deadline";
import { DESCRIBE, failureOf } from "../helpers/provider";

const pace = { initialDelay: 1, maxDelay: 2 };

afterEach(() => {
  jest.restoreAllMocks();
});

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

/** Answers every request alike, and gives the work what was asked. */
async function withServer(
  { status, headers, body }: Answer,
  work: (client: Client, requests: readonly IncomingHttpHeaders[]) => Promise<void>,
): Promise<void> {
  const requests: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    response.writeHead(status, { "content-type": "application/json", connection: "close", ...headers });
    response.end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const client = await openClient(
      "cn-hangzhou",
      {
        endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        stsEndpoint: undefined,
        protocol: "HTTP",
        stsProtocol: "HTTPS",
        keys: {
          accessKeyId: "id",
          accessKeySecret: "the-secret",
          securityToken: undefined,
          source: "a test",
        },
        profile: undefined,
        assumeRole: undefined,
      },
      pace,
    );
    await work(client, requests);
  } finally {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }
}

const request = new ecs.DescribeNetworkInterfacesRequest({ regionId: "cn-hangzhou" });
const anAnswer = {
  status: 200,
  body: { RequestId: "R-1", NetworkInterfaceSets: { NetworkInterfaceSet: [] } },
};

it("says at each call who it is", async () => {
  await withServer(anAnswer, async (client, requests) => {
    await describeWhere(client, {}, { deadline: ample() });
    expect(requests.map((headers) => headers["user-agent"])).toEqual([
      expect.stringMatching(/pulumi-alicloud-secondary-ips$/),
    ]);
  });
});

it("reads from a throttled reply how long the cloud asks to wait", async () => {
  const throttled = {
    status: 503,
    headers: { "x-acs-retry-after": "7000" },
    body: {
      Code: "Throttling.User",
      Message: "Request was denied due to user flow control.",
      RequestId: "R-1",
    },
  };
  await withServer(throttled, async (client) => {
    const thrown = await failureOf(client.sdk.describeNetworkInterfaces(request));
    expect(toApiError(DESCRIBE, thrown, [])).toMatchObject({ code: "Throttling.User", retryAfter: 7_000 });
  });
});

it("waits so long before it calls again", async () => {
  const throttled = {
    status: 400,
    headers: { "x-acs-retry-after": "7654" },
    body: { Code: "Throttling", Message: "slowly", RequestId: "R-1" },
  };
  const set = setTimeout;
  await withServer(throttled, async (client, requests) => {
    const asked: number[] = [];
    const realNow = Date.now;
    const clock = jest.spyOn(Date, "now").mockImplementation(() => realNow() + 7_654 * asked.length);
    const timers = jest.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, ms: number) => {
      if (ms === 7_654) asked.push(ms);
      return set(run, ms === 7_654 ? 0 : ms);
    }) as never);
    const error = await failureOf(describeWhere(client, {}, { deadline: ample() }));
    timers.mockRestore();
    clock.mockRestore();
    expect(error).toMatchObject({ code: "Throttling" });
    expect([asked.length, requests.length]).toEqual([20, 21]);
  });
});

it("takes for no answer what lacks a request id, or all that such an answer has", async () => {
  for (const body of [{ NetworkInterfaceSets: { NetworkInterfaceSet: [] } }, { RequestId: "R-1" }])
    await withServer({ status: 200, body }, async (client, requests) => {
      const error = await failureOf(describeWhere(client, {}, { deadline: ample() }));
      expect(error).toMatchObject({
        action: DESCRIBE,
        code: "NoReply",
        message: expect.stringMatching(
          /^the reply is not one of the API, so it comes from something in between \(http:/,
        ) as string,
        outcomeUnknown: true,
      });
      expect(requests).toHaveLength(4);
    });
});

it.each([
  [3_600_000, 16_000],
  [16_000.5, 16_000],
  [15_999.1, 16_000],
  [5_000, 5_000],
  [3_000, 3_000],
  [0, 3_000],
])(
  "gives a reply, with %d ms left, %d ms: not much more than there is, and never too few to come",
  (left, ms) => {
    expect(timeoutsFor(left)).toMatchObject({ connectTimeout: ms, readTimeout: ms });
  },
);

it("gives each attempt the time that is left", async () => {
  await withServer(anAnswer, async (client) => {
    const given: unknown[] = [];
    await client.call(
      DESCRIBE,
      (sdk, runtime) => {
        given.push(runtime.readTimeout);
        return sdk.describeNetworkInterfacesWithOptions(request, runtime);
      },
      { deadline: stoppable(7), repeatable: true },
    );
    expect(given).toEqual([7_000]);
  });
});

/** A client whose credentials are renewed so, and that has nothing to send to. */
const renewing = (renew: () => Promise<void>): Client =>
  clientOf({
    ...{ regionId: "cn-hangzhou", sdk: {} as never, sts: {} as never, url: "http://nowhere" },
    ...{ pace, renew, secrets: () => [] },
  });

it("passes on what is wrong with the credentials, which is the user's to mend, and sends nothing", async () => {
  const [problem, send] = [new UserError("The credentials could not be renewed."), jest.fn()];
  const client = renewing(() => Promise.reject(problem));
  await expect(client.call(DESCRIBE, send, { deadline: ample(), repeatable: true })).rejects.toBe(problem);
  expect(send).not.toHaveBeenCalled();
});

it.each([
  ["the deadline", 5, 5],
  ["three seconds where that is over", 0, 3],
])("sends nothing where the credentials are not renewed within %s", async (_what, left, seconds) => {
  const [time, send] = [endable(seconds), jest.fn()];
  const client = renewing(() => new Promise(() => undefined));
  const calling = client.call(DESCRIBE, send, { deadline: startDeadline(left), repeatable: true });
  time.end();
  await expect(calling).rejects.toThrow(
    `The credentials were not there after ${seconds} s; check the network`,
  );
  expect(send).not.toHaveBeenCalled();
});

it("does not follow for ever a token that stays the same", async () => {
  const endless = { ...anAnswer, body: { ...anAnswer.body, NextToken: "again" } };
  await withServer(endless, async (client, requests) => {
    expect(await describeWhere(client, {}, { deadline: ample() })).toEqual([]);
    expect(requests).toHaveLength(2);
  });
});
