import { ApiError } from "../../provider/core/errors";
import { DEFAULT_PACE, withRetry } from "../../provider/ecs/retry";
import { ample, stoppable } from "../helpers/deadline";

const pace = { initialDelay: 1, maxDelay: 2 };
const deadline = ample();

function answer(
  code: string,
  { unknown = false, retryAfter }: { unknown?: boolean; retryAfter?: number } = {},
): ApiError {
  return new ApiError("AssignPrivateIpAddresses", code, "", undefined, unknown, retryAfter);
}

/** Fails with each of the errors in turn, then succeeds. */
function failing(...errors: Error[]): jest.Mock<Promise<string>> {
  const call = jest.fn<Promise<string>, []>().mockResolvedValue("done");
  errors.forEach((error) => call.mockRejectedValueOnce(error));
  return call;
}

it("repeats what the table says can help", async () => {
  const call = failing(answer("Throttling"), answer("Operation.Conflict"));
  await expect(withRetry(call, { pace, deadline, repeatable: true })).resolves.toBe("done");
  expect(call).toHaveBeenCalledTimes(3);
});

it("does not repeat a refusal, nor a defect", async () => {
  const refused = failing(answer("InvalidVSwitchId.IpInvalid"));
  await expect(withRetry(refused, { pace, deadline, repeatable: true })).rejects.toMatchObject({
    code: "InvalidVSwitchId.IpInvalid",
  });
  const broken = failing(new TypeError("x"));
  await expect(withRetry(broken, { pace, deadline, repeatable: true })).rejects.toThrow(TypeError);
  expect(refused).toHaveBeenCalledTimes(1);
  expect(broken).toHaveBeenCalledTimes(1);
});

it("does not repeat blindly what may have taken effect", async () => {
  const call = failing(answer("InternalError", { unknown: true }));
  await expect(withRetry(call, { pace, deadline, repeatable: false })).rejects.toMatchObject({
    code: "InternalError",
  });
  expect(call).toHaveBeenCalledTimes(1);
});

it("waits as long as the cloud asks, up to 30 s", async () => {
  const wait = jest.spyOn(globalThis, "setTimeout").mockImplementation((run) => {
    run();
    return undefined as never;
  });
  await withRetry(
    failing(answer("Throttling", { retryAfter: 7_000 }), answer("Throttling", { retryAfter: 900_000 })),
    { pace, deadline, repeatable: true },
  );
  const waits = wait.mock.calls.map(([, ms]) => ms);
  wait.mockRestore();
  expect(waits).toEqual([7_000, 30_000]);
});

it("never waits longer than 8 s of its own accord", async () => {
  const wait = jest.spyOn(globalThis, "setTimeout").mockImplementation((run) => {
    run();
    return undefined as never;
  });
  await withRetry(failing(...Array.from({ length: 20 }, () => answer("Throttling"))), {
    pace: DEFAULT_PACE,
    deadline,
    repeatable: true,
  });
  const waits = wait.mock.calls.map(([, ms]) => ms ?? 0);
  wait.mockRestore();
  expect(waits).toHaveLength(20);
  expect(Math.max(...waits)).toBeLessThanOrEqual(8_000);
});

it("starts no attempt when the time is up during a pause", async () => {
  const short = stoppable();
  const call = jest.fn(() => {
    // the time is up while the first pause runs
    setTimeout(short.stop, 0);
    return Promise.reject(answer("Throttling"));
  });
  const slow = { initialDelay: 50, maxDelay: 50 };
  await expect(withRetry(call, { pace: slow, deadline: short, repeatable: true })).rejects.toMatchObject({
    code: "Throttling",
  });
  expect(call).toHaveBeenCalledTimes(1);
});

it("does not forget that an earlier attempt may have taken effect", async () => {
  const call = failing(answer("NoReply", { unknown: true }), answer("Forbidden.RAM"));
  await expect(withRetry(call, { pace, deadline, repeatable: true })).rejects.toMatchObject({
    code: "Forbidden.RAM",
    outcomeUnknown: true,
  });
});

it("gives up after four lost replies in a row, and counts anew after an answer", async () => {
  const lost = answer("NoReply", { unknown: true });
  await expect(
    withRetry(failing(lost, lost, lost, lost), { pace, deadline, repeatable: true }),
  ).rejects.toMatchObject({
    code: "NoReply",
  });
  const call = failing(lost, lost, lost, answer("Throttling"), lost, lost, lost);
  await expect(withRetry(call, { pace, deadline, repeatable: true })).resolves.toBe("done");
});

it("ends at once when the cloud asks for more time than there is", async () => {
  const call = failing(answer("Throttling", { retryAfter: 6_000 }));
  await expect(withRetry(call, { pace, deadline: stoppable(5), repeatable: true })).rejects.toMatchObject({
    code: "Throttling",
  });
  expect(call).toHaveBeenCalledTimes(1);
});
