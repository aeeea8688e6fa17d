import { createLookSchedule } from "../../provider/ecs/look-schedule";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Something under way until the test ends it. */
interface UnderWay {
  readonly end: () => Promise<void>;
  readonly fail: () => Promise<void>;
}

function underWay(run: (work: () => Promise<string>) => Promise<string>): UnderWay {
  let [resolve, reject] = [(_: string): void => undefined, (_: Error): void => undefined];
  const work = new Promise<string>((...both) => ([resolve, reject] = both));
  const over = run(() => work).then(
    () => undefined,
    () => undefined,
  );
  return {
    end: () => (resolve("done"), over),
    fail: () => (reject(new Error("it failed")), over),
  };
}

/** A schedule of which `sent` tells which look was sent when, in milliseconds since it was made. */
function aSchedule() {
  const schedule = createLookSchedule();
  const start = performance.now();
  const sent: [string, number][] = [];
  return {
    sent,
    /** A look that begins to wait now, the first one of a batch. */
    look: (name: string): void => {
      schedule.whenDue(() => sent.push([name, performance.now() - start]));
      schedule.join();
    },
    /** A look that joins a batch. */
    join: (): void => {
      schedule.join();
    },
    operations: (count: number): UnderWay[] =>
      Array.from({ length: count }, () => underWay((work) => schedule.during(work))),
    request: (): UnderWay => underWay((work) => schedule.answering(work)),
  };
}

it("sends a look of a single operation after 10 ms", async () => {
  const { operations, look, sent } = aSchedule();
  operations(1);
  look("a");
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", 10]]);
});

it("sends a look that belongs to no operation at once", async () => {
  const { look, sent } = aSchedule();
  look("a");
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", 0]]);
});

it.each([
  [2, 120],
  [5, 300],
  [10, 600],
  [50, 1000],
])("waits, of %d operations at work, for the others: %d ms", async (count, patience) => {
  const { operations, look, sent } = aSchedule();
  operations(count);
  look("a");
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", patience]]);
});

it("waits no longer once all operations wait", async () => {
  const { operations, look, join, sent } = aSchedule();
  operations(3);
  look("a");
  await jest.advanceTimersByTimeAsync(15);
  join();
  await jest.advanceTimersByTimeAsync(15);
  join();
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", 40]]);
});

it("counts the patience from the first look that waits", async () => {
  const { operations, look, join, sent } = aSchedule();
  operations(3);
  look("a");
  await jest.advanceTimersByTimeAsync(175);
  join();
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", 180]]);
});

it("begins anew for the looks after those that were sent", async () => {
  const { operations, look, sent } = aSchedule();
  operations(2);
  look("a");
  await jest.advanceTimersByTimeAsync(200);
  look("b");
  await jest.runAllTimersAsync();
  expect(sent).toEqual([
    ["a", 120],
    ["b", 320],
  ]);
});

it("sends every batch of one moment", async () => {
  const { operations, look, sent } = aSchedule();
  operations(2);
  look("a");
  look("b");
  await jest.runAllTimersAsync();
  expect(sent).toEqual([
    ["a", 10],
    ["b", 10],
  ]);
});

it.each(["end", "fail"] as const)("does not wait for operations that %s meanwhile", async (how) => {
  const { operations, look, sent } = aSchedule();
  const [other] = operations(2);
  look("a");
  await jest.advanceTimersByTimeAsync(5);
  await other?.[how]();
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", 15]]);
});

it("gathers behind a request under way, for a second at most", async () => {
  const { operations, look, join, request, sent } = aSchedule();
  operations(2);
  request();
  look("a");
  join();
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", 1_000]]);
});

it("decides anew with each look that joins", async () => {
  const { operations, look, join, request, sent } = aSchedule();
  operations(2);
  look("a");
  request();
  await jest.advanceTimersByTimeAsync(20);
  join();
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", 1_000]]);
});

it.each(["end", "fail"] as const)("sends what has gathered when the requests under way %s", async (how) => {
  const { operations, look, request, sent } = aSchedule();
  operations(2);
  const [first, second] = [request(), request()];
  look("a");
  await jest.advanceTimersByTimeAsync(300);
  await first[how]();
  await jest.advanceTimersByTimeAsync(300);
  expect(sent).toEqual([]);
  await second[how]();
  await jest.runAllTimersAsync();
  expect(sent).toEqual([["a", 600]]);
});

it("sends nothing where nothing waits", async () => {
  const { operations, request, sent } = aSchedule();
  const [operation] = operations(1);
  await request().end();
  await operation?.end();
  expect(jest.getTimerCount()).toBe(0);
  expect(sent).toEqual([]);
});

it("answers what the operation and the request answer", async () => {
  const schedule = createLookSchedule();
  await expect(schedule.during(() => Promise.resolve("done"))).resolves.toBe("done");
  await expect(schedule.answering(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
