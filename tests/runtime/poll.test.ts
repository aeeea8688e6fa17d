import { pollUntil } from "../../provider/runtime/poll";

const pace = { initialDelay: 1, maxDelay: 2 };

it("looks at once, then with pauses, until it is done", async () => {
  const onPause = jest.fn();
  let seen = 0;
  const options = { pace, signal: new AbortController().signal, onPause };
  await expect(
    pollUntil(
      () => Promise.resolve(++seen),
      (n) => n === 3,
      options,
    ),
  ).resolves.toBe(3);
  expect(onPause.mock.calls).toEqual([[1], [2]]);
});

it("answers the last look when the time is up", async () => {
  const options = { pace, signal: AbortSignal.abort(), onPause: () => undefined };
  await expect(
    pollUntil(
      () => Promise.resolve("not yet"),
      () => false,
      options,
    ),
  ).resolves.toBe("not yet");
});

it("looks no more when the time is up during a pause", async () => {
  const stop = new AbortController();
  const look = jest.fn(() => Promise.resolve("not yet"));
  const options = {
    pace,
    signal: stop.signal,
    onPause: () => {
      stop.abort();
    },
  };
  await expect(pollUntil(look, () => false, options)).resolves.toBe("not yet");
  expect(look).toHaveBeenCalledTimes(1);
});
