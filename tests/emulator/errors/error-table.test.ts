import { errorTable } from "../../../provider/emulator/errors/error-table";

test("every line of the error table has a status, a text and a source", () => {
  for (const [code, { httpStatus, message, source, verified }] of Object.entries(errorTable)) {
    expect({ code, ok: httpStatus >= 400 && httpStatus < 600 }).toEqual({ code, ok: true });
    expect(message).toMatch(/\S/);
    expect(source).toMatch(/\S/);
    expect(["docs", "observed by peers", "unverified", "own"]).toContain(verified);
  }
});

test("a code is the emulator's own where the emulator is its source, and nowhere else", () => {
  for (const [code, { source, verified }] of Object.entries(errorTable))
    expect({ code, own: verified === "own" }).toEqual({ code, own: source === "this emulator" });
});

test("the published messages are kept word for word", () => {
  const messageOf = (code: keyof typeof errorTable) => errorTable[code].message;
  expect(messageOf("InvalidOperation.InvalidEniState")).toBe(
    'The operation is not allowed in the current ENI state. Expecting status is "{0}" while current status is "{1}".',
  );
  expect(messageOf("InvalidIp.IpUnassigned")).toBe('The specified IP "{0}" is not assigned on this ENI.');
  expect(messageOf("Operation.Conflict")).toBe("ecs task is conflicted.");
  expect(messageOf("Throttling.User")).toBe("Request was denied due to user flow control.");
});
