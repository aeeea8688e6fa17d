import { ApiError } from "../../provider/core/errors";
import { createThrottle } from "../../provider/ecs/throttle";

const pace = { initialDelay: 1_000, maxDelay: 8_000 };
const refused = (code: string, retryAfter?: number) => () =>
  Promise.reject(new ApiError("Assign", code, "", { outcomeUnknown: false, retryAfter }));
const done = () => Promise.resolve("done");
const never = () => new Promise<never>(() => undefined);

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

it("where one caller is throttled, others are refused likewise and send nothing, until the pause is over", async () => {
  const throttle = createThrottle(pace);
  await expect(throttle("Assign", refused("Throttling.User"))).rejects.toThrow(ApiError);
  const other = jest.fn(done);
  jest.setSystemTime(499);
  await expect(throttle("Assign", other)).rejects.toMatchObject({ code: "Throttling.User" });
  expect(other).not.toHaveBeenCalled();
  jest.setSystemTime(500);
  await expect(throttle("Assign", other)).resolves.toBe("done");
  await expect(throttle("Assign", done)).resolves.toBe("done");
});

it("pauses grow while calls are throttled, and begin anew after one that was let through", async () => {
  const throttle = createThrottle(pace);
  const isSent = async (at: number, call = refused("Throttling.Api")): Promise<boolean> => {
    jest.setSystemTime(at);
    const sent = jest.fn(call);
    await throttle("Assign", sent).catch(() => undefined);
    return sent.mock.calls.length > 0;
  };
  expect(await isSent(0)).toBe(true);
  expect([await isSent(499), await isSent(500)]).toEqual([false, true]);
  expect([await isSent(1_499), await isSent(1_500)]).toEqual([false, true]);
  expect([await isSent(3_499), await isSent(3_500, done as never)]).toEqual([false, true]);
  expect(await isSent(3_501)).toBe(true);
  expect([await isSent(4_000), await isSent(4_001)]).toEqual([false, true]);
});

it("a pause is as long as the cloud asks for", async () => {
  const throttle = createThrottle(pace);
  await throttle("Assign", refused("Throttling.User", 5_000)).catch(() => undefined);
  jest.setSystemTime(4_989);
  await expect(throttle("Assign", done)).rejects.toMatchObject({ retryAfter: 5_000 });
  jest.setSystemTime(5_000);
  await expect(throttle("Assign", done)).resolves.toBe("done");
});

it("while a single call finds out whether the next are let through, the others do not wait for its reply", async () => {
  const throttle = createThrottle(pace);
  await throttle("Assign", refused("Throttling.User")).catch(() => undefined);
  jest.setSystemTime(500);
  void throttle("Assign", never);
  await expect(throttle("Assign", done)).rejects.toMatchObject({ code: "Throttling.User" });
});

it("other actions are not held up, and neither is anything by other errors", async () => {
  const throttle = createThrottle(pace);
  await throttle("Assign", refused("Throttling.User")).catch(() => undefined);
  await throttle("Describe", refused("InternalError")).catch(() => undefined);
  await expect(throttle("Unassign", done)).resolves.toBe("done");
  await expect(throttle("Describe", done)).resolves.toBe("done");
});
