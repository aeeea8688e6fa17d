import { getEventListeners } from "node:events";
import { inTime, latestOf, startDeadline } from "../../provider/ecs/deadline";
import { ample, stoppable } from "../helpers/deadline";

afterEach(() => {
  jest.restoreAllMocks();
});

describe("the deadline of an operation", () => {
  /** A deadline of 60 s whose clock and timer the test sets. */
  function aMinute() {
    const timer = new AbortController();
    let now = 1_000;
    const timeout = jest.spyOn(AbortSignal, "timeout").mockReturnValue(timer.signal);
    jest.spyOn(performance, "now").mockImplementation(() => now);
    const deadline = startDeadline(60);
    expect(timeout).toHaveBeenCalledWith(60_000);
    return {
      deadline,
      timer,
      pass: (ms: number): void => {
        now += ms;
      },
    };
  }

  it("tells how much is left, and for how long it was", () => {
    const { deadline, pass } = aMinute();
    expect([deadline.seconds, deadline.remaining()]).toEqual([60, 60_000]);
    pass(45_500);
    expect([deadline.seconds, deadline.remaining()]).toEqual([60, 14_500]);
  });

  it("is over when the clock says so, and when the timer does, whichever is ahead", () => {
    const { deadline, pass, timer } = aMinute();
    pass(59_999);
    expect(deadline.remaining()).toBe(1);
    timer.abort();
    expect([deadline.signal.aborted, deadline.remaining()]).toEqual([true, 0]);

    const other = aMinute();
    other.pass(60_001);
    expect(other.deadline.remaining()).toBe(0);
  });
});

it("finds the deadline that ends last", () => {
  const [short, long] = [stoppable(5), stoppable(50)];
  expect([latestOf([short, long]), latestOf([long, short]), latestOf([short])]).toEqual([long, long, short]);
});

describe("an answer", () => {
  const late = (): Error => new Error("too late");

  it("is passed on when it comes in time, and so is a failure", async () => {
    await expect(inTime(Promise.resolve("done"), ample(), late)).resolves.toBe("done");
    await expect(inTime(Promise.reject(new Error("refused")), ample(), late)).rejects.toThrow("refused");
  });

  it.each(["before", "after"])("is not waited for when the time was up %s it was asked for", async (when) => {
    const deadline = stoppable();
    if (when === "before") deadline.stop();
    const answer = inTime(new Promise(() => undefined), deadline, late);
    if (when === "after") deadline.stop();
    await expect(answer).rejects.toThrow("too late");
  });

  it("leaves no listener behind, since a deadline sees many answers", async () => {
    const { signal, ...rest } = stoppable();
    const deadline = { ...rest, signal };
    await inTime(Promise.resolve("done"), deadline, late);
    await inTime(Promise.reject(new Error("refused")), deadline, late).catch(() => undefined);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
