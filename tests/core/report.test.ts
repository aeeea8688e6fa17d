import { reportOf } from "../../provider/core/report";

it("reports one problem as a line, several as a list, with the ENI in front", () => {
  expect(reportOf("eni-demo", ["it is odd"])).toBe("ENI eni-demo: it is odd.");
  expect(reportOf("eni-demo", ["it is odd", "it is old"])).toBe(
    "ENI eni-demo: 2 problems:\n  - it is odd.\n  - it is old.",
  );
  expect(reportOf(undefined, ["no region"])).toBe("no region.");
});
