import { createRecentLooks } from "../../provider/ecs/recent-looks";
import { anEni } from "../helpers/eni";

const [demo, spare] = [anEni(), anEni({ networkInterfaceId: "eni-spare" })];

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it("finds what a look of the last ten seconds showed", () => {
  const recent = createRecentLooks();
  expect(recent.find("eni-demo")).toBeUndefined();
  recent.begin()([demo, spare]);
  jest.advanceTimersByTime(9_999);
  expect([recent.find("eni-demo"), recent.find("eni-spare")]).toEqual([demo, spare]);
  jest.advanceTimersByTime(1);
  expect(recent.find("eni-demo")).toBeUndefined();
});

it("is as old as the request, not as the reply", () => {
  const recent = createRecentLooks();
  const keep = recent.begin();
  jest.advanceTimersByTime(9_000);
  keep([demo]);
  jest.advanceTimersByTime(999);
  expect(recent.find("eni-demo")).toBe(demo);
  jest.advanceTimersByTime(1);
  expect(recent.find("eni-demo")).toBeUndefined();
});

it("forgets an ENI that is written to, and no other", () => {
  const recent = createRecentLooks();
  recent.begin()([demo, spare]);
  recent.forget("eni-demo");
  expect([recent.find("eni-demo"), recent.find("eni-spare")]).toEqual([undefined, spare]);
});

it("keeps nothing of a request that was under way during a write, since it may show either", () => {
  const recent = createRecentLooks();
  const keep = recent.begin();
  recent.forget("eni-demo");
  keep([demo, spare]);
  expect([recent.find("eni-demo"), recent.find("eni-spare")]).toEqual([undefined, spare]);
});

it("keeps again what is asked for after the write", () => {
  const recent = createRecentLooks();
  recent.forget("eni-demo");
  recent.begin()([demo]);
  expect(recent.find("eni-demo")).toBe(demo);
});
