import { openSession } from "../../provider/runtime/session";
import { waitUntil } from "../../provider/runtime/wait";

const target = { networkInterfaceId: "eni-demo", regionId: "cn-hangzhou", timeoutSeconds: 60 };

afterEach(() => {
  jest.restoreAllMocks();
});

it("says what it waits for once two seconds have passed, and not before", async () => {
  const notes: string[] = [];
  const notify = (line: string): void => void notes.push(line);
  const session = openSession(
    {} as never,
    { pace: { initialDelay: 1, maxDelay: 2 }, notify } as never,
    target,
  );

  let now = 1_000_000;
  jest.spyOn(Date, "now").mockImplementation(() => now);
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
