import type * as pulumi from "@pulumi/pulumi";
import requireFromString from "require-from-string";
import { SHIM } from "../../provider/program/shim";

it("is the text that users' state holds, and never changes", () => {
  expect(SHIM).toMatchInlineSnapshot(
    `"exports.handler = () => require("pulumi-alicloud-secondary-ips/runtime").hooks;"`,
  );
});

it("stays far below 2,000 characters, since each resource stores it twice", () => {
  expect(SHIM.length).toBeLessThan(100);
});

it("gives all seven hooks when it is loaded as Pulumi loads it", () => {
  const { handler } = requireFromString(SHIM) as { handler: () => pulumi.dynamic.ResourceProvider };
  const hooks = Object.entries(handler()).map(([name, hook]) => `${name}: ${typeof hook}`);
  expect(hooks.sort()).toEqual(
    ["check", "configure", "create", "delete", "diff", "read", "update"].map((name) => `${name}: function`),
  );
});
