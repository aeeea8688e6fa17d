import { ApiError, UserError } from "../../provider/core/errors";
import { DEFAULT_PACE, type RetryOptions, withRetry } from "../../provider/ecs/retry";
import { ample, stoppable } from "../helpers/deadline";

const pace = { initialDelay: 1, maxDelay: 2 };
const deadline = ample();

function answer(
  code: string,
  { unknown = false, retryAfter }: { unknown?: boolean; retryAfter?: number } = {},
): ApiError {
  return new ApiError("AssignPrivateIpAddresses", code, "", { outcomeUnknown: unknown, retryAfter });
}

/** Fails with each of the errors in turn, then succeeds. */
function failing(...errors: Error[]): jest.Mock<Promise<string>> {
  const call = jest.fn<Promise<string>, []>().mockResolvedValue("done");
  errors.forEach((error) => call.mockRejectedValueOnce(error));
  return call;
}

/** The pauses of a call that fails with each of the errors in turn; they take no time. */
async function pausesOf(options: RetryOptions, ...errors: Error[]): Promise<(number | undefined)[]> {
  const wait = jest.spyOn(globalThis, "setTimeout").mockImplementation((run) => {
    run();
    return undefined as never;
  });
  await withRetry(failing(...errors), options).catch(() => undefined);
  const pauses = wait.mock.calls.map(([, ms]) => ms);
  wait.mockRestore();
  return pauses;
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
  const asked = [7_000, 900_000].map((retryAfter) => answer("Throttling", { retryAfter }));
  const pauses = await pausesOf({ pace, deadline, repeatable: true }, ...asked);
  expect(pauses).toEqual([7_000, 30_000]);
});

it("never waits longer than 8 s of its own accord", async () => {
  const throttled = Array.from({ length: 20 }, () => answer("Throttling"));
  const pauses = await pausesOf({ pace: DEFAULT_PACE, deadline, repeatable: true }, ...throttled);
  expect(pauses).toHaveLength(20);
  expect(Math.max(...pauses.map((ms = 0) => ms))).toBe(8_000);
  expect(pauses[0]).toBeGreaterThan(1);
});

it("makes no pause longer than the time that is left", async () => {
  const slow = { initialDelay: 60_000, maxDelay: 60_000 };
  const options = { pace: slow, deadline: stoppable(3), repeatable: true };
  expect(await pausesOf(options, answer("Throttling"))).toEqual([3_000]);
});

it("pauses of its own accord before it was asked to, and then as long as the cloud asks", async () => {
  const options = { pace: { initialDelay: 100, maxDelay: 100 }, deadline, repeatable: true };
  const [own = 0, asked, ...others] = await pausesOf(
    options,
    answer("Throttling"),
    answer("Throttling", { retryAfter: 5_000 }),
  );
  expect(own).toBeLessThanOrEqual(100);
  expect([asked, others]).toEqual([5_000, []]);
});

it("gives up after twenty repetitions", async () => {
  const call = failing(...Array.from({ length: 21 }, () => answer("Throttling")));
  await expect(withRetry(call, { pace, deadline, repeatable: true })).rejects.toMatchObject({
    code: "Throttling",
  });
  expect(call).toHaveBeenCalledTimes(21);
});

it("repeats what cannot have taken effect also where nothing may be repeated blindly", async () => {
  const call = failing(answer("Throttling"));
  await expect(withRetry(call, { pace, deadline, repeatable: false })).resolves.toBe("done");
});

it("makes the first attempt also when the time is up, since the caller decided to", async () => {
  const over = stoppable();
  over.stop();
  const call = failing(answer("Throttling"));
  await expect(withRetry(call, { pace, deadline: over, repeatable: true })).rejects.toMatchObject({
    code: "Throttling",
  });
  expect(call).toHaveBeenCalledTimes(1);
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

it("does not forget that either where the credentials are missing after that", async () => {
  const [lost, missing] = [answer("NoReply", { unknown: true }), new UserError("no credentials")];
  await expect(withRetry(failing(lost, missing), { pace, deadline, repeatable: true })).rejects.toMatchObject(
    { code: "NoReply", outcomeUnknown: true },
  );
  const throttled = answer("Throttling");
  await expect(withRetry(failing(throttled, missing), { pace, deadline, repeatable: true })).rejects.toBe(
    missing,
  );
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

it("tells a defect as it is, also after a reply that was lost", async () => {
  const defect = new TypeError("x is not a function");
  const lost = answer("NoReply", { unknown: true });
  for (const errors of [[defect], [lost, defect]])
    await expect(withRetry(failing(...errors), { pace, deadline, repeatable: true })).rejects.toBe(defect);
});

it("does not wait for a moment at which the time is up", async () => {
  const options = { pace, deadline: stoppable(5), repeatable: true };
  expect(await pausesOf(options, answer("Throttling", { retryAfter: 5_000 }))).toEqual([]);
  expect(await pausesOf(options, answer("Throttling", { retryAfter: 4_999 }))).toEqual([4_999]);
});

it("ends at once when the cloud asks for more time than there is", async () => {
  const call = failing(answer("Throttling", { retryAfter: 6_000 }));
  await expect(withRetry(call, { pace, deadline: stoppable(5), repeatable: true })).rejects.toMatchObject({
    code: "Throttling",
  });
  expect(call).toHaveBeenCalledTimes(1);
});
