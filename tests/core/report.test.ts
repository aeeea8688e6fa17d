import { list, reportOf, them, told } from "../../provider/core/report";

it("reports one problem as a line, several as a list, with the ENI in front", () => {
  expect(reportOf("eni-demo", ["it is odd"])).toBe("ENI eni-demo: it is odd.");
  expect(reportOf("eni-demo", ["it is odd", "it is old"])).toBe(
    "ENI eni-demo: 2 problems:\n  - it is odd.\n  - it is old.",
  );
  expect(reportOf("eni-demo", ["it is odd", "it is old"], "notes")).toMatch(/^ENI eni-demo: 2 notes:\n/);
  expect(reportOf(undefined, ["no region"])).toBe("no region.");
  expect(reportOf("", ["no id"])).toBe("no id.");
});

it("goes on about one address as it, about several as them", () => {
  expect([them(["10.0.0.1"]), them(["10.0.0.1", "10.0.0.2"]), list(["10.0.0.1", "10.0.0.2"])]).toEqual([
    ...["it", "them", "10.0.0.1, 10.0.0.2"],
  ]);
});

const circular: unknown[] = [];
circular.push(circular);

it.each([
  ["text", '"text"'],
  [7, "7"],
  [null, "null"],
  [{ a: 1 }, '{"a":1}'],
  [undefined, "a undefined"],
  [Symbol("x"), "a symbol"],
  [7n, "a bigint"],
  [(): void => undefined, "a function"],
  [circular, "a object"],
  ["x".repeat(58), `"${"x".repeat(58)}"`],
  ["x".repeat(59), `"${"x".repeat(59)}…`],
])("shows a value of a program in a line: case %#", (value, text) => {
  expect(told(value)).toBe(text);
});
