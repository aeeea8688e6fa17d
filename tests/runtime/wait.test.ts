import { openSession } from "../../provider/runtime/session";
import { pause, resume, waitUntil } from "../../provider/runtime/wait";
import { startJournal } from "../../provider/core/journal";
import { stoppable } from "../helpers/deadline";

afterEach(() => {
  jest.restoreAllMocks();
});

it("says what it waits for once two seconds have passed, and not before", async () => {
  let now = 1_000_000;
  jest.spyOn(performance, "now").mockImplementation(() => now);
  const notes: string[] = [];
  const notify = (line: string): void => void notes.push(line);
  const session = openSession(
    { networkInterfaceId: "eni-demo" } as never,
    { pace: { initialDelay: 1, maxDelay: 2 }, notify, deadline: stoppable(60) } as never,
    startJournal(),
  );

  const times = [0, 1_999, 2_000, 3_400, 9_600];
  const notesAtLook: number[] = [];
  const look = (): Promise<number> => {
    notesAtLook.push(notes.length);
    now = 1_000_000 + (times.shift() ?? 0);
    return Promise.resolve(times.length);
  };
  await waitUntil(session, { look, isDone: (left) => left === 0, what: (left) => `${left} looks are left` });
  expect(notes).toEqual([
    "ENI eni-demo: 2 looks are left; waiting for 2 s, at most 60 s",
    "ENI eni-demo: 1 looks are left; waiting for 3 s, at most 60 s",
  ]);
  expect(notesAtLook).toEqual([0, 0, 0, 1, 2]);
});

it("looks at once, then with pauses, until it is done", async () => {
  const done: string[] = [];
  const session = openSession(
    { networkInterfaceId: "eni-demo" } as never,
    { pace: { initialDelay: 1, maxDelay: 2 }, deadline: stoppable() } as never,
    startJournal(),
  );
  const timers = jest.spyOn(globalThis, "setTimeout").mockImplementation((run) => {
    done.push("pause");
    run();
    return undefined as never;
  });
  const look = (): Promise<number> => Promise.resolve(done.push("look"));
  await waitUntil(session, { look, isDone: (n) => n === 5, what: () => "" });
  timers.mockRestore();
  expect(done).toEqual(["look", "pause", "look", "pause", "look"]);
});

it("begins with short pauses, comes to what the pace allows, and begins anew when something moves", async () => {
  const session = openSession(
    { networkInterfaceId: "eni-demo" } as never,
    { pace: { initialDelay: 100, maxDelay: 1_000 }, deadline: stoppable(), notify: () => undefined } as never,
    startJournal(),
  );
  const timers = jest.spyOn(globalThis, "setTimeout").mockImplementation((run) => {
    run();
    return undefined as never;
  });
  for (let i = 0; i < 20; i++) await pause(session, "it is odd");
  resume(session);
  await pause(session, "it is odd");
  const pauses = timers.mock.calls.map(([, ms = 0]) => ms);
  timers.mockRestore();
  expect(Math.max(...pauses.slice(0, 20))).toBe(1_000);
  expect([pauses.slice(0, 1), pauses.slice(20)].flat().filter((ms) => ms > 200)).toEqual([]);
});

it("pauses no longer than the time that is left", async () => {
  const session = openSession(
    { networkInterfaceId: "eni-demo" } as never,
    { pace: { initialDelay: 60_000, maxDelay: 60_000 }, deadline: stoppable(3) } as never,
    startJournal(),
  );
  const timers = jest.spyOn(globalThis, "setTimeout").mockImplementation((run) => {
    run();
    return undefined as never;
  });
  await pause(session, "it is odd");
  expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([3_000]);
});

it("looks no more when the time is up during a pause, and says what it waited for", async () => {
  const deadline = stoppable(60);
  const session = openSession(
    { networkInterfaceId: "eni-demo" } as never,
    { pace: { initialDelay: 1, maxDelay: 2 }, deadline } as never,
    startJournal(),
  );
  const look = jest.fn(() => {
    deadline.stop();
    return Promise.resolve("Detaching");
  });
  await expect(
    waitUntil(session, { look, isDone: () => false, what: (status) => `it is in status ${status}` }),
  ).rejects.toThrow(
    "ENI eni-demo: it is in status Detaching, still so after 60 s; run `pulumi up` again, or raise timeoutSeconds.",
  );
  expect(look).toHaveBeenCalledTimes(1);
});
