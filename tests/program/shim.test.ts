import { SHIM } from "../../provider/program/shim";

it("is the text that users' state holds, and never changes", () => {
  expect(SHIM).toMatchInlineSnapshot(
    `"exports.handler = () => require("pulumi-alicloud-secondary-ips/runtime").hooks;"`,
  );
});

it("stays far below 2,000 characters, since each resource stores it twice", () => {
  expect(SHIM.length).toBeLessThan(100);
});
