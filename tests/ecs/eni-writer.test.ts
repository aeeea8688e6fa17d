import { ApiError } from "../../provider/core/errors";
import type { Client } from "../../provider/ecs/client";
import { createEniWriter } from "../../provider/ecs/eni-writer";
import { ample } from "../helpers/deadline";
import { ASSIGN, UNASSIGN } from "../helpers/provider";

const deadline = ample();

/** A client that notes what it is to send, and answers the same to all of it. */
function aClient(answer: () => Promise<unknown>) {
  const events: unknown[] = [];
  const send = (request: object): Promise<unknown> => {
    events.push({ ...request });
    return answer();
  };
  const sdk = {
    assignPrivateIpAddressesWithOptions: send,
    unassignPrivateIpAddressesWithOptions: send,
  };
  const client: Client = {
    regionId: "cn-hangzhou",
    sdk: sdk as never,
    sts: undefined as never,
    call: async (action, sendIt, options) => {
      events.push([action, options]);
      try {
        return await sendIt(sdk as never, undefined as never);
      } finally {
        events.push("answered");
      }
    },
  };
  const writer = createEniWriter(client, (id) => events.push(`write to ${id}`));
  return { events, writer };
}

const done = () => Promise.resolve({ body: { requestId: "R-1" } });

it("assigns with its token, may be repeated, and says so before and after", async () => {
  const { events, writer } = aClient(done);
  await writer.assign("eni-demo", ["10.0.0.101"], { clientToken: "token-1", deadline });
  expect(events).toEqual([
    "write to eni-demo",
    [ASSIGN, { repeatable: true, deadline }],
    {
      regionId: "cn-hangzhou",
      networkInterfaceId: "eni-demo",
      privateIpAddress: ["10.0.0.101"],
      clientToken: "token-1",
    },
    "answered",
    "write to eni-demo",
  ]);
});

it("unassigns without a token, never blindly again, and says so before and after", async () => {
  const { events, writer } = aClient(done);
  await writer.unassign("eni-demo", ["10.0.0.101", "10.0.0.102"], { deadline });
  expect(events).toEqual([
    "write to eni-demo",
    [UNASSIGN, { repeatable: false, deadline }],
    {
      regionId: "cn-hangzhou",
      networkInterfaceId: "eni-demo",
      privateIpAddress: ["10.0.0.101", "10.0.0.102"],
    },
    "answered",
    "write to eni-demo",
  ]);
});

it.each(["assign", "unassign"] as const)(
  "says so also after an %s that failed, which may have written",
  async (verb) => {
    const refusal = new ApiError("", "Forbidden.RAM", "", { outcomeUnknown: false });
    const { events, writer } = aClient(() => Promise.reject(refusal));
    const writing = writer[verb]("eni-demo", ["10.0.0.101"], { clientToken: "token-1", deadline });
    await expect(writing).rejects.toBe(refusal);
    expect(events.slice(-2)).toEqual(["answered", "write to eni-demo"]);
  },
);
